/**
 * What this browser keeps, shared by its tabs: small things under a key, and the user's messages until their outcome is
 * known, each handed to the server once. Never what the server knows better.
 */

const BUSY = new Set(["RATE_LIMITED", "CONVERSATION_BUSY", "SERVER_BUSY"]);
const UNSAVED = "STATE_PERSISTENCE_ERROR";
const BUSY_DELAY = 5_000;
const FIRST_DELAY = 1_000;
const MOST_TRIES = 4;
const TOO_BIG = 1009;

const OUTBOX = "meetingmuse.outbox.";

const memory = new Map();

/** Return what is kept under the key, null when there is nothing. */
export function read(key) {
  try {
    return JSON.parse(memory.get(key) ?? localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Keep a value; null removes it. Storage may be forbidden or full: then it lasts as long as the page. */
export function write(key, value) {
  try {
    if (value === null) {
      localStorage.removeItem(key);
    } else {
      localStorage.setItem(key, JSON.stringify(value));
    }
    memory.delete(key);
  } catch {
    memory.set(key, JSON.stringify(value));
  }
}

/** Keep nothing more of a conversation. */
export function forget(clientId) {
  ["draft", "outbox", "zone"].forEach((name) => write(`meetingmuse.${name}.${clientId}`, null));
}

/** A random id of 32 hex digits; crypto.randomUUID exists only on https and localhost. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return the client ids of the conversations that have messages without an outcome. */
export function outboxes() {
  let keys = [...memory.keys()];
  try {
    keys = keys.concat(Object.keys(localStorage));
  } catch {
    // where storage is forbidden, there is only this page
  }
  return [...new Set(keys.filter((key) => key.startsWith(OUTBOX)).map((key) => key.slice(OUTBOX.length)))];
}

/** Tell whether a message of an outbox is still to be sent. */
export const isUnsent = ({ taken, failed }) => !taken && !failed;

/** Do work that no other tab does at the same time; without locks (plain http) the server tells doubles by their id. */
function alone(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}

/**
 * The user's messages of one conversation that have no outcome yet, oldest first: {id, text, time}, and `taken` (a
 * moment) when the server has it, `after` (a moment) when it is to be sent again, `failed` {text, retry} when it was refused.
 *
 * One is handed over at a time, with a ping behind it: what is refused before the pong comes is that message. Other
 * tabs share the messages, so storage is read and written on every call.
 */
export class Outbox {
  #connection;
  #frameOf;
  #handing = null;
  #delivering = false;
  #tries = new Map();
  #timer = 0;
  #left = false;

  /** `frameOf(message)` is what is sent over the connection; `onChange()` is called when a message changes. */
  constructor(clientId, connection, { frameOf, onChange }) {
    this.clientId = clientId;
    this.key = OUTBOX + clientId;
    this.onChange = onChange;
    this.#connection = connection;
    this.#frameOf = frameOf;
  }

  all() {
    return read(this.key) ?? [];
  }

  find(id) {
    return this.all().find((message) => message.id === id);
  }

  /** The id of the message that is being handed over. */
  get handing() {
    return this.#handing?.id;
  }

  add(message) {
    write(this.key, [...this.all(), message]);
    this.onChange();
    this.deliver();
  }

  /** Forget a message whose outcome is known, or that was taken back. */
  remove(id) {
    const rest = this.all().filter((message) => message.id !== id);
    write(this.key, rest.length ? rest : null);
    this.#tries.delete(id);
    this.#handed(id);
    this.onChange();
  }

  /** Note that the server has a message. */
  take(id) {
    this.#change(id, { taken: Date.now(), after: undefined });
    this.#handed(id);
  }

  /** Send a message again that was refused. */
  retry(id) {
    this.#tries.delete(id);
    this.#change(id, { failed: undefined, taken: false, after: undefined });
    this.#handed(id);
    this.deliver();
  }

  /**
   * After a reconnect: of these the server knew when it was joined, all others are sent, which is safe with the same id.
   * What another tab has handed over since is newer than that.
   */
  reconcile(unanswered) {
    const since = this.#connection.opened;
    for (const { id, taken } of this.all()) {
      this.#change(id, { taken: taken > since ? taken : unanswered.has(id) && since });
    }
    this.deliver();
  }

  /** Send a message later by itself, if its error is one that passes; return whether that is so. */
  postpone(id, { error_code, metadata }) {
    const tries = this.#tries.get(id) ?? 0;
    const busy = BUSY.has(error_code);
    if (!this.find(id) || !(busy || (error_code === UNSAVED && tries < MOST_TRIES))) {
      return false;
    }
    const seconds = metadata.retry_after_seconds;
    const delay = busy ? (seconds ? seconds * 1_000 : BUSY_DELAY) : FIRST_DELAY * 2 ** tries;
    this.#tries.set(id, tries + (busy ? 0 : 1));
    this.#change(id, { taken: false, after: Date.now() + delay });
    this.#handed(id);
    this.deliver();
    return true;
  }

  /** Note that the server does not take a message, and why. */
  refuse(id, failed) {
    this.#change(id, { failed });
    this.#handed(id);
  }

  /** The connection is gone: what was being handed over may have arrived or not. */
  lost(code) {
    if (code === TOO_BIG && this.handing) {
      this.refuse(this.handing, { text: "", retry: false });
    }
    this.#rest();
  }

  /** Hand over nothing more, not even when another tab is done with it: what waits is for who opens the conversation. */
  leave() {
    this.#left = true;
    this.#rest();
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#handed(this.handing);
  }

  /** Hand over what waits, in order, unless another tab is at it. */
  async deliver() {
    if (this.#delivering || !this.#next()) {
      return;
    }
    this.#delivering = true;
    await alone(this.key, async () => {
      for (let next = this.#next(); next; next = this.#next()) {
        await this.#handOver(next);
      }
      this.#delivering = false;
    });
  }

  #next() {
    clearTimeout(this.#timer);
    const next = this.all().find(isUnsent);
    if (!next || this.#left || !this.#connection.ready) {
      return undefined;
    }
    const delay = (next.after ?? 0) - Date.now();
    if (delay > 0) {
      this.#timer = setTimeout(() => this.deliver(), delay);
      return undefined;
    }
    return next;
  }

  #handOver(message) {
    const handedOver = new Promise((resolve) => (this.#handing = { id: message.id, resolve }));
    this.#connection.send(this.#frameOf(message));
    this.#connection.send({ type: "ping", nonce: message.id });
    return handedOver;
  }

  #handed(id) {
    if (id && this.handing === id) {
      this.#handing.resolve();
      this.#handing = null;
    }
  }

  #change(id, fields) {
    if (this.find(id)) {
      write(this.key, this.all().map((message) => (message.id === id ? { ...message, ...fields } : message)));
      this.onChange();
    }
  }
}
