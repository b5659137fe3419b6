/** A socket to one conversation that is opened again whenever it is lost. Never knows what frames mean. */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;
const OPENING_TIMEOUT = 10_000;
const STABLE_AFTER = 5_000;
const LOST = 1006;
const FINAL = new Set([4401, 4403, 4429]);

export class Connection {
  #clientId = null;
  #socket = null;
  #attempts = 0;
  #timer = 0;
  #waiting = false;

  /** `onFrame(frame)` for every frame, `onLost(code, final)` when the socket is gone; `final` when for good. */
  constructor({ onFrame, onLost }) {
    this.onFrame = onFrame;
    this.onLost = onLost;
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#hurry());
  }

  /** Leave the conversation there was and join this one. */
  join(clientId) {
    const socket = this.#socket;
    this.#clientId = clientId;
    this.#attempts = 0;
    this.#open();
    socket?.close();
  }

  send(frame) {
    this.#socket?.send(JSON.stringify(frame));
  }

  /** Give up a socket that has gone silent; closing it properly could take minutes. */
  renew() {
    const socket = this.#socket;
    this.#lost(LOST);
    socket.close();
  }

  #open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws/${this.#clientId}`);
    const current = (work) => (event) => socket === this.#socket && work(event);
    this.#socket = socket;
    this.#after(OPENING_TIMEOUT, () => this.renew());
    // a busy server accepts and closes at once: only a connection that lasts ends the backing off
    socket.onopen = current(() => this.#after(STABLE_AFTER, () => (this.#attempts = 0)));
    socket.onmessage = current(({ data }) => this.onFrame(JSON.parse(data)));
    socket.onclose = current(({ code }) => this.#lost(code));
  }

  #lost(code) {
    const final = FINAL.has(code);
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#attempts);
    this.#socket = null;
    this.#attempts += 1;
    clearTimeout(this.#timer);
    if (!final) {
      this.#after(delay * (0.5 + Math.random() / 2), () => this.#open());
    }
    this.#waiting = !final;
    this.onLost(code, final);
  }

  /** Try now instead of later: the network or the user is back. */
  #hurry() {
    if (this.#waiting) {
      this.#open();
    }
  }

  #after(milliseconds, work) {
    clearTimeout(this.#timer);
    this.#waiting = false;
    this.#timer = setTimeout(work, milliseconds);
  }
}
