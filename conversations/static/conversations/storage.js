/** Conversations kept in this browser: lines by client id, in localStorage. Never talks to the server. */

const MOST_LINES = 200;
const MOST_CONVERSATIONS = 20;
const CURRENT = "meetingmuse.client";
const CONVERSATIONS = "meetingmuse.conversations";

const keyOf = (clientId) => `meetingmuse.lines.${clientId}`;
const zoneKeyOf = (clientId) => `meetingmuse.zone.${clientId}`;
const memory = new Map();

function read(key) {
  try {
    return JSON.parse(memory.get(key) ?? localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Storage may be forbidden or full: the page then works from memory, without a past after a reload. */
function write(key, value) {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(key, text);
    memory.delete(key);
  } catch {
    memory.set(key, text);
  }
}

function forget(clientId) {
  for (const key of [keyOf(clientId), zoneKeyOf(clientId)]) {
    memory.delete(key);
    try {
      localStorage.removeItem(key);
    } catch {
      // nothing is stored where storage is forbidden
    }
  }
}

/** A random id of 32 hex digits; crypto.randomUUID exists only on https and localhost. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function currentClient() {
  return read(CURRENT) ?? chooseClient(newId());
}

export function chooseClient(clientId) {
  write(CURRENT, clientId);
  return clientId;
}

/** Conversations with at least one message, latest first: [{clientId, title, time}]. */
export function conversations() {
  return read(CONVERSATIONS) ?? [];
}

/**
 * The lines of one conversation: {id, from: "you" | "muse", text, time} and, on the user's own,
 * state "waiting" | "failed", sent, error, retry; on answers replyTo.
 *
 * Reads and writes storage on every call, because other tabs share it.
 */
export class Transcript {
  constructor(clientId) {
    this.clientId = clientId;
    this.key = keyOf(clientId);
  }

  lines() {
    return read(this.key) ?? [];
  }

  /** The browser's zone as the server was told it last. */
  get timezone() {
    return read(zoneKeyOf(this.clientId)) ?? undefined;
  }

  set timezone(zone) {
    write(zoneKeyOf(this.clientId), zone ?? null);
  }

  find(id) {
    return this.lines().find((line) => line.id === id);
  }

  /** The user's lines without an answer, oldest first: the outbox. */
  waiting() {
    return this.lines().filter((line) => line.state === "waiting");
  }

  add(line) {
    const complete = { id: newId(), time: new Date().toISOString(), ...line };
    this.#save([...this.lines(), complete]);
    this.#list(complete);
    return complete;
  }

  change(id, fields) {
    this.#save(this.lines().map((line) => (line.id === id ? { ...line, ...fields } : line)));
  }

  remove(id) {
    this.#save(this.lines().filter((line) => line.id !== id));
  }

  /** Add the answer to the line `id`, once: another tab may have heard it too. */
  answer(id, text, time) {
    this.change(id, { state: "answered" });
    if (!this.lines().some((line) => line.replyTo === id)) {
      this.add({ from: "muse", text, time, replyTo: id });
    }
  }

  #save(lines) {
    write(this.key, lines.slice(-MOST_LINES));
  }

  #list({ text, time }) {
    const all = conversations();
    const title = all.find((entry) => entry.clientId === this.clientId)?.title ?? text.slice(0, 80);
    const others = all.filter((entry) => entry.clientId !== this.clientId);
    others.slice(MOST_CONVERSATIONS - 1).forEach((entry) => forget(entry.clientId));
    write(CONVERSATIONS, [{ clientId: this.clientId, title, time }, ...others.slice(0, MOST_CONVERSATIONS - 1)]);
  }
}
