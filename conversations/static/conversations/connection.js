/**
 * A socket to one conversation that is opened again whenever it is lost, and then told what was missed.
 * Never knows what frames mean beyond their numbers.
 */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;
const OPENING_TIMEOUT = 10_000;
const STABLE_AFTER = 5_000;
const QUIET = 15_000;
const PATIENCE = 8_000;
const HURRY = 4_000;
const LOST = 1006;
const FLOODED = 4429;
const REST = 60_000;
const FINAL = new Set([4401, 4403]);
const RESUMED = "resumed";

/** Return a socket to a conversation. */
export function socketTo(clientId) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return new WebSocket(`${scheme}://${location.host}/ws/${clientId}`, "meetingmuse.v2");
}

export class Connection {
  #start = null;
  #socket = null;
  #attempts = 0;
  #timer = 0;
  #stable = 0;
  #waiting = false;
  #seen = 0;
  #highest = 0;

  clientId = null;

  /** Whether everything that was missed has been told. */
  ready = false;

  /** When the last socket was opened, in milliseconds since 1970. */
  opened = 0;

  /** `onFrame(frame)`, `onReady()`, and `onLost(code, final)` when the socket is gone; `final` when for good. */
  constructor({ onFrame, onReady, onLost }) {
    this.onFrame = onFrame;
    this.onReady = onReady;
    this.onLost = onLost;
    addEventListener("online", () => this.#hurry(true));
    addEventListener("offline", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#hurry());
  }

  /** Leave the conversation there was and join this one, whose frames are known up to the number `start` resolves to. */
  join(clientId, start) {
    const socket = this.#socket;
    this.clientId = clientId;
    this.#attempts = this.#highest = this.#seen = 0;
    this.#start = start.then((seq) => {
      // somebody may have left this conversation before its history came
      if (clientId === this.clientId) {
        this.#seen = seq;
      }
    });
    this.#open();
    socket?.close();
  }

  send(frame) {
    this.#socket?.send(JSON.stringify(frame));
  }

  /** Give up a socket that has gone silent; closing it properly could take minutes. */
  renew() {
    const socket = this.#socket;
    if (socket) {
      this.#lost(LOST);
      socket.close();
    }
  }

  #open() {
    const socket = socketTo(this.clientId);
    const current = (work) => (event) => socket === this.#socket && work(event);
    this.#socket = socket;
    this.opened = Date.now();
    this.ready = false;
    this.#after(OPENING_TIMEOUT, () => this.renew());
    // a busy server accepts and closes at once: only a connection that lasts ends the backing off
    socket.onopen = current(() => (this.#stable = setTimeout(() => (this.#attempts = 0), STABLE_AFTER)));
    socket.onmessage = current(({ data }) => this.#receive(JSON.parse(data)));
    socket.onclose = current(({ code }) => this.#lost(code));
  }

  #receive(frame) {
    this.#listen();
    this.#highest = Math.max(this.#highest, frame.seq ?? 0);
    if (frame.type === "system" && frame.content === "connection_established") {
      this.#resume(this.#socket);
    }
    if (frame.type === "pong" && frame.nonce === RESUMED) {
      this.ready = true;
      this.onReady();
    }
    // what was missed comes after what is new: until all is told, a new connection has to begin where this one did
    if (this.ready) {
      this.#seen = this.#highest;
    }
    this.onFrame(frame);
  }

  async #resume(socket) {
    await this.#start;
    if (socket === this.#socket) {
      this.send({ type: "resume", last_seq: this.#seen });
      this.send({ type: "ping", nonce: RESUMED });
    }
  }

  /** A connection that says nothing may be dead without either side knowing: ask. */
  #listen() {
    this.#after(QUIET, () => this.#probe(PATIENCE));
  }

  #probe(patience) {
    this.send({ type: "ping", nonce: "alive" });
    this.#after(patience, () => this.renew());
  }

  #lost(code) {
    const final = FINAL.has(code);
    const delay = code === FLOODED ? REST : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#attempts);
    this.#socket = null;
    this.ready = false;
    this.#attempts += 1;
    clearTimeout(this.#timer);
    clearTimeout(this.#stable);
    if (!final) {
      this.#after(delay * (0.5 + Math.random() / 2), () => this.#open());
    }
    this.#waiting = !final && code !== FLOODED;
    this.onLost(code, final);
  }

  /**
   * The network or the user is back, or the network has gone: try now instead of later. What was begun over the network as it
   * was, and is not there yet, may never be: with a network that is `anew` another is begun in its place.
   */
  #hurry(anew = false) {
    const socket = this.#socket;
    if (this.#waiting || (anew && socket && !this.ready)) {
      this.#open();
      socket?.close();
    } else if (this.ready) {
      this.#probe(HURRY);
    }
  }

  #after(milliseconds, work) {
    clearTimeout(this.#timer);
    this.#waiting = false;
    this.#timer = setTimeout(work, milliseconds);
  }
}
