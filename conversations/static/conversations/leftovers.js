/** Sends what was written in other conversations and could not be sent then. Never shows anything: their history does. */

import { socketTo } from "./connection.js";
import { messageFrame } from "./conversation.js";
import { isUnsent, Outbox, outboxes } from "./storage.js";

const READY = "ready";
const PATIENCE = 30_000;

/** Send what waits in every conversation but `current`; what does not arrive now is tried at the next connection. */
export function sendLeftovers(current) {
  for (const clientId of outboxes().filter((id) => id !== current)) {
    send(clientId);
  }
}

function send(clientId) {
  const link = { clientId, opened: Date.now(), ready: false, send: (frame) => socket.send(JSON.stringify(frame)) };
  const outbox = new Outbox(clientId, link, { frameOf: (message) => messageFrame(clientId, message, known), onChange });
  if (!outbox.all().some(isUnsent)) {
    return;
  }
  const socket = socketTo(clientId);
  let known = false;
  let unanswered = new Set();
  setTimeout(() => socket.close(), PATIENCE);

  function onChange() {
    if (link.ready && !outbox.all().some(isUnsent)) {
      socket.close();
    }
  }

  socket.onmessage = ({ data }) => {
    const { type, content, metadata, reply_to, nonce, ...error } = JSON.parse(data);
    const outcome = reply_to ?? metadata?.reply_to;
    if (type === "system" && content === "connection_established") {
      link.send({ type: "ping", nonce: READY });
    } else if (type === "system" && content === "conversation_resumed") {
      known = true;
      unanswered = new Set(metadata.unanswered);
    } else if (type === "pong" && nonce === READY) {
      link.ready = true;
      outbox.reconcile(unanswered);
    } else if (type === "pong") {
      outbox.take(nonce);
    } else if (type === "bot_response" && outcome) {
      outbox.remove(outcome);
    } else if (type === "error" && !outcome && outbox.handing) {
      // what does not pass by itself is told where it was written: there it is sent again
      outbox.postpone(outbox.handing, { metadata, ...error }) || socket.close();
    }
  };
  socket.onclose = () => {
    link.ready = false;
    outbox.leave();
  };
}
