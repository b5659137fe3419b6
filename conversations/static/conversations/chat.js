/** Puts the page together: which conversation is open, whether the server can be reached, what is beside the chat. */

import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Conversation, turnsOf } from "./conversation.js";
import { Log } from "./log.js";
import { forget, newId, outboxes, read, write } from "./storage.js";

const LAST = "meetingmuse.client";
const BADGE_AFTER = 3_000;
const COPIED_FOR = 2_000;
const YEAR = 31_536_000;
const FULL = 1013;
const PATIENCE = 10_000;
const CHANGES = {
  agenda_changed: "agenda_changed",
  user_message: "conversation_changed",
  processing: "conversation_changed",
  bot_response: "conversation_changed",
  waiting_for_input: "conversation_changed",
};
const byId = (id) => document.getElementById(id);
const word = (name) => byId("words").content.querySelector(`[data-word="${name}"]`).textContent;

let clientId = null;
let conversation = null;
let badgeTimer = 0;
let full = false;
const gone = new Set();

const log = new Log({ onSay: say, onOlder: older });

const composer = new Composer({
  onSay: say,
  onStop: () => conversation.stop(),
  onEdit: () => edit(conversation.lastSaid()),
});

const connection = new Connection({
  onFrame(frame) {
    conversation.receive(frame);
    composer.running(conversation.running);
    const change = CHANGES[frame.type === "system" ? frame.content : frame.type];
    if (change) {
      dispatchEvent(new CustomEvent(change));
    }
  },
  onReady() {
    sendOthers();
    full = false;
    byId("alert").textContent = "";
    expectConnection(false);
    conversation.ready();
    dispatchEvent(new CustomEvent("agenda_changed")); // nobody told of it while the connection was gone
  },
  onLost(code, final) {
    full = code === FULL;
    conversation.lost(code);
    composer.running(false);
    if (badgeTimer && !final) {
      showBadge(); // a try to come back has failed: this break is not short
    }
    expectConnection(!final);
    byId("alert").textContent = byId("words").content.querySelector(`[data-word="close-${code}"]`)?.textContent ?? "";
  },
});

/** Tell the user when an expected connection is still missing after a while; short breaks are nobody's business. */
function expectConnection(expected) {
  if (!expected) {
    clearTimeout(badgeTimer);
    badgeTimer = 0;
    byId("badge").textContent = "";
  } else {
    badgeTimer ||= setTimeout(showBadge, BADGE_AFTER);
  }
}

function showBadge() {
  byId("badge").textContent = word(navigator.onLine ? (full ? "full" : "reconnecting") : "offline");
}

addEventListener("offline", showBadge);
addEventListener("online", () => (connection.ready ? expectConnection(false) : byId("badge").textContent && showBadge()));

/** What was written in another conversation and could not be sent there is sent too. */
async function sendOthers() {
  if (outboxes().some((id) => id !== clientId)) {
    const { sendLeftovers } = await import("./leftovers.js");
    sendLeftovers(clientId);
  }
}

/** Say a text; without one the user is asked for their own. */
function say(text) {
  if (text) {
    conversation.say(text);
    composer.focus();
  } else {
    composer.ask(word("change"));
  }
}

function edit(id) {
  const text = conversation.rewrite(id);
  if (text !== undefined) {
    composer.edit(text);
  }
}

const does = {
  edit,
  retry(id) {
    conversation.retry(id);
    composer.focus();
  },
  again: (id) => say(log.find(id).said.text),
  async copy(id, button) {
    const text = log.find(id).answer.text;
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    if (!done) {
      composer.tell(word("not-copied"));
      return;
    }
    byId("status").textContent = word("copied");
    button.classList.add("done");
    setTimeout(() => {
      button.classList.remove("done");
      byId("status").textContent = "";
    }, COPIED_FOR);
  },
  example: (id, button) => say(button.textContent),
  jump() {
    byId("scroller").focus({ preventScroll: true }); // the button goes
    log.follow();
  },
};

byId("scroller").addEventListener("click", ({ target }) => {
  const button = target.closest("[data-does]");
  if (button) {
    does[button.dataset.does](button.closest("[data-id]")?.dataset.id, button);
  }
});

/** Fetch a page of the history: {turns, before, last} with the highest number in it; null when there is no answer. */
async function older(before) {
  const asked = clientId;
  const query = before === null ? "" : `?before=${encodeURIComponent(before)}`;
  const address = `/conversations/${asked}/messages/${query}`;
  const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  if (!response?.ok || asked !== clientId) {
    return null;
  }
  const page = await response.json();
  const last = Math.max(0, ...page.messages.map(({ seq }) => seq ?? 0));
  return { turns: conversation.recall(turnsOf(page.messages)), before: page.before, last };
}

/** Fetch the newest page and return the number from which the connection goes on; without it, that is the beginning. */
async function recall() {
  const mine = conversation;
  log.expect();
  const page = await older(null);
  if (mine === conversation) {
    log.start(page?.turns ?? [], { before: page?.before ?? null, more: page?.before !== null });
    mine.refresh();
  }
  return page?.last ?? 0;
}

/** Show a conversation; one that `isNew` has no history. */
function open(id, isNew = false) {
  conversation?.leave();
  clientId = id;
  write(LAST, id);
  log.start([]);
  log.suggest([]);
  conversation = new Conversation(id, connection, log);
  composer.running(false);
  composer.open(id);
  byId("alert").textContent = "";
  document.title = "MeetingMuse";
  connection.join(id, isNew ? Promise.resolve(0) : recall());
  expectConnection(true);
}

/** Go to a conversation's address. */
function visit(id, isNew = false) {
  if (id !== clientId) {
    history.pushState(null, "", `/c/${id}/`);
    open(id, isNew);
  }
  byId("conversations").matches(":popover-open") && byId("conversations").hidePopover();
  composer.focus();
}

const addressed = () => /^\/c\/([^/]+)\//.exec(location.pathname)?.[1];

function start() {
  const id = addressed() ?? read(LAST) ?? newId();
  const isNew = !addressed() && read(LAST) === null;
  history.replaceState(null, "", `/c/${id}/`);
  open(id, isNew);
  composer.focus();
}

/** Open the conversation of the address, unless it is open: following a fragment is no visit. */
function openAddressed() {
  const id = addressed() ?? clientId;
  if (gone.has(id)) {
    begin();
  } else if (id !== clientId) {
    open(id);
  }
}

/** Begin a new conversation in the place of one that was deleted. */
function begin() {
  const id = newId();
  history.replaceState(null, "", `/c/${id}/`);
  open(id, true);
}

// this tab's own list tells it, and other tabs' lists
new BroadcastChannel("meetingmuse.deleted").addEventListener("message", ({ data: id }) => {
  gone.add(id);
  if (id === clientId) {
    begin();
    composer.tell(word("deleted"));
  }
  if (id === read(LAST)) {
    write(LAST, clientId);
  }
  forget(id);
});

addEventListener("popstate", openAddressed);
addEventListener("storage", ({ key }) => key === conversation.outbox.key && conversation.refresh());
byId("new").addEventListener("click", () => {
  const isUsed = byId("empty").hidden || byId("text").value !== "";
  visit(isUsed ? newId() : clientId, isUsed);
});
byId("zone").textContent = Intl.DateTimeFormat().resolvedOptions().timeZone;
document.documentElement.classList.toggle("no-clipboard", !navigator.clipboard);

const theme = byId("theme");
theme.value = document.documentElement.dataset.theme ?? "";
theme.addEventListener("change", () => {
  document.documentElement.dataset.theme = theme.value;
  document.cookie = `theme=${theme.value}; path=/; max-age=${theme.value ? YEAR : 0}; samesite=lax`;
});

start();

/** What is beside the chat, and cards, come when the chat can be used. */
async function bringAsides() {
  document.head.append(byId("later").content);
  const [{ conversationList }, { agendaPanel }] = await Promise.all([
    import("./conversations.js"),
    import("./agenda.js"),
    import("./cards.js"),
  ]);
  conversationList({ open: visit, current: () => clientId });
  agendaPanel();
}

requestAnimationFrame(() => setTimeout(bringAsides));
