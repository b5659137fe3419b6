/** Puts the page together: which conversation is open, and whether the server can be reached. */

import { composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Conversation } from "./conversation.js";
import { earlier } from "./earlier.js";
import { chooseClient, conversations, currentClient, newId, Transcript } from "./storage.js";
import { View } from "./view.js";

const BADGE_AFTER = 3_000;
const REASONS = {
  4401: "You are not signed in any more. Please sign in and reload the page.",
  4403: "This conversation belongs to somebody else. Please start a new one.",
  4429: "The connection was closed because too many messages came at once. Please reload the page in a minute.",
};

let transcript;
let conversation;
let badgeTimer = 0;

const view = new View({ onSay: say, onRetry: (id) => conversation.retry(id) });

const connection = new Connection({
  onFrame(frame) {
    expectConnection(false);
    conversation.receive(frame);
  },
  onLost(code, final) {
    expectConnection(!final);
    conversation.lost(code);
    if (final) {
      view.alert(REASONS[code]);
    }
  },
});

/** Tell the user when an expected connection is still missing after a while; short breaks are nobody's business. */
function expectConnection(expected) {
  if (!expected) {
    clearTimeout(badgeTimer);
    badgeTimer = 0;
    view.badge("");
  } else {
    badgeTimer ||= setTimeout(() => view.badge("Reconnecting…"), BADGE_AFTER);
  }
}

function say(text) {
  conversation.say(text);
  offerEarlier();
}

function open(clientId) {
  conversation?.leave();
  view.clear();
  transcript = new Transcript(chooseClient(clientId));
  conversation = new Conversation(transcript, connection, view);
  connection.join(clientId);
  expectConnection(true);
  offerEarlier();
}

function offerEarlier() {
  const others = conversations().some((entry) => entry.clientId !== transcript.clientId);
  document.getElementById("earlier-button").hidden = !others;
}

composer(say);
earlier(open);
document.getElementById("new").addEventListener("click", () => {
  open(newId());
  document.getElementById("text").focus();
});
addEventListener("storage", ({ key }) => key === transcript.key && conversation.refresh());
open(currentClient());
