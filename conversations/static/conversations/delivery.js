/** Sends what waits in conversations that are not open; the answers are read there later. Shows nothing. */

import { Connection } from "./connection.js";
import { Conversation } from "./conversation.js";
import { conversationsToSend } from "./storage.js";

const nowhere = new Proxy({}, { get: () => () => undefined }); // the log that a conversation wants

let leave = () => undefined;

/** Send what waits in all conversations but the `open()` one, in one after the other. */
export function deliverElsewhere(open) {
  leave();
  const id = conversationsToSend().find((each) => each !== open());
  leave = id ? deliver(id, () => deliverElsewhere(open)) : () => undefined;
}

/** Send what waits in a conversation and call `onOver()`; return a function that ends it before. */
function deliver(id, onOver) {
  const connection = new Connection({
    onFrame(frame) {
      conversation.receive(frame);
      if (!conversationsToSend().includes(id)) {
        dispatchEvent(new CustomEvent("conversation_changed"));
        onOver();
      }
    },
    onReady: () => conversation.ready(),
    onLost: (code) => conversation.lost(code),
  });
  const conversation = new Conversation(id, connection, nowhere);
  connection.join(id, Promise.resolve(0));
  return () => {
    conversation.leave();
    connection.leave();
  };
}
