/**
 * The log: the turns in order, what is being said just now, and what waits, with the end in view unless somebody reads.
 *
 * The page holds a window of MOST turns; what falls out of it is fetched again. Never decides what is said or sent.
 */

import { choicesBesides, draw, place, prose, settle, showState, turnElement, waitingLine } from "./lines.js";

const MOST = 100;
const STEP = 6; // turns drawn in one frame: more would hold up scrolling
const NEAR = 800;
const byId = (id) => document.getElementById(id);

export class Log {
  #turns = [];
  #byId = new Map();
  #elements = new Map();
  #from = 0;
  #more = false;
  #before = null;
  #loading = false;
  #atEnd = true;
  #top = 0;
  #said = "";
  #painting = 0;
  #suggested = "";

  /** `onSay(text)` for buttons; `onOlder(before)` fetches a page {turns, before}, null when that is impossible now. */
  constructor({ onSay, onOlder }) {
    this.onSay = onSay;
    this.onOlder = onOlder;
    this.scroller = byId("scroller");
    this.scroller.addEventListener("scroll", () => {
      const wentUp = this.scroller.scrollTop < this.#top;
      this.#top = this.scroller.scrollTop;
      // the event comes late: content may have grown since, which is not the user's leaving the end
      this.#setAtEnd(this.#toEnd() < 60 || (this.#atEnd && !wentUp));
      this.fill();
    });
    this.scroller.addEventListener("keydown", (event) => {
      if (event.key === "End" && event.target === this.scroller) {
        event.preventDefault();
        this.follow();
      }
    });
    const stay = new ResizeObserver(() => this.#atEnd && this.#stay());
    stay.observe(this.scroller);
    stay.observe(byId("content"));
  }

  find(id) {
    return this.#byId.get(id);
  }

  lastSaid() {
    return this.#turns.findLast((turn) => turn.said);
  }

  /** Show these turns instead of those there are; older ones are fetched from `before` on when there are `more`. */
  start(turns, { before = null, more = false } = {}) {
    this.#more = more;
    this.#before = before;
    this.#turns = turns;
    this.#byId = new Map(turns.map((turn) => [turn.id, turn]));
    this.#elements.forEach((element) => element.remove());
    this.#elements.clear();
    this.#atEnd = true;
    this.rest();
    this.#quietly(() => this.#show(turns.length));
    this.follow();
  }

  /** Show that the turns are still being fetched. */
  expect() {
    this.start([]);
    byId("skeleton").hidden = false;
    byId("empty").hidden = true;
  }

  /** Add a turn at its place, or what has become of it. */
  put(fields) {
    const known = this.#byId.get(fields.id);
    if (known) {
      Object.assign(known, fields, { seq: known.seq ?? fields.seq });
      const element = this.#elements.get(known.id);
      if (element) {
        draw(element, known, this.onSay);
      }
    } else {
      this.#insert(fields);
    }
    const before = this.#elements.get(this.#turns.at(-2)?.id);
    if (before) {
      settle(before);
    }
  }

  remove(id) {
    const turn = this.#byId.get(id);
    if (turn) {
      this.#turns.splice(this.#turns.indexOf(turn), 1);
      this.#byId.delete(id);
      this.#show(this.#from);
    }
  }

  /** Show the messages that wait below all else: {id, text, time, state, failed}. */
  showWaiting(messages) {
    const queue = byId("queue");
    const there = new Map([...queue.children].map((element) => [element.dataset.id, element]));
    const elements = messages.map((message) => {
      const element = there.get(message.id) ?? waitingLine(message);
      showState(element, message);
      return element;
    });
    if (elements.length !== there.size || elements.some((element, index) => queue.children[index] !== element)) {
      queue.replaceChildren(...elements);
    }
    queue.hidden = !elements.length;
    this.#showEmpty();
  }

  /** Show that an answer is being worked on, and at which step. */
  work(label) {
    byId("working").hidden = false;
    byId("step").textContent = label;
    this.#showEmpty();
  }

  /** Show a piece more of the answer, with the next frame. */
  stream(piece) {
    this.#said += piece;
    byId("working").hidden = false;
    this.#painting ||= requestAnimationFrame(() => {
      this.#painting = 0;
      byId("streamed").replaceChildren(prose(this.#said.trimStart()));
    });
  }

  /** Show that nothing is worked on any more. */
  rest() {
    cancelAnimationFrame(this.#painting);
    this.#painting = 0;
    this.#said = "";
    byId("working").hidden = true;
    byId("streamed").replaceChildren();
    byId("step").textContent = "";
  }

  /** Offer these texts as buttons. */
  async suggest(labels) {
    const suggested = (this.#suggested = labels.join("\n"));
    const left = labels.length ? await choicesBesides(this.#turns.at(-1)?.answer, labels) : labels;
    const place = byId("suggestions");
    const shown = [...place.children].map((element) => element.textContent);
    if (suggested === this.#suggested && left.join("\n") !== shown.join("\n")) {
      place.replaceChildren(...left.map((label) => this.#choice(label)));
      place.hidden = !left.length;
    }
  }

  /** Bring the end into view, and forget what was fetched for reading. */
  follow() {
    this.#atEnd = true;
    if (this.#turns.length > MOST) {
      this.#trim();
    } else {
      this.#show(this.#turns.length);
    }
    this.#setAtEnd(true);
    this.#stay();
  }

  #stay() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#top = this.scroller.scrollTop;
  }

  #insert(turn) {
    const at = this.#turns.findLastIndex((other) => (other.seq ?? 0) <= (turn.seq ?? Infinity)) + 1;
    if (at === 0 && this.#more && this.#turns.length) {
      return; // it is part of an older page
    }
    const atEnd = this.#from + this.#elements.size === this.#turns.length;
    this.#turns.splice(at, 0, turn);
    this.#byId.set(turn.id, turn);
    byId("jump").classList.toggle("news", !this.#atEnd);
    if (this.#atEnd && this.#turns.length > MOST) {
      this.#trim();
    } else if (atEnd || at < this.#from + this.#elements.size) {
      this.#show(this.#from);
    }
  }

  /** Forget all but the latest turns: the server has them. */
  #trim() {
    for (const { id } of this.#turns.splice(0, this.#turns.length - MOST)) {
      this.#byId.delete(id);
      this.#more = true;
      this.#before = null;
    }
    this.#show(0);
  }

  /** Hold up to MOST turns from the one at `from` on in the page, without moving what is read. */
  #show(from) {
    const start = Math.max(0, Math.min(from, this.#turns.length - MOST));
    const shown = this.#turns.slice(start, start + MOST);
    const kept = new Set(shown.map(({ id }) => id));
    const anchor = [...this.#elements.values()].find((element) => kept.has(element.dataset.id) && this.#isInView(element));
    const top = anchor?.getBoundingClientRect().top;
    for (const [id, element] of this.#elements) {
      if (!kept.has(id)) {
        element.remove();
        this.#elements.delete(id);
      }
    }
    const today = new Date().toDateString();
    let next = byId("log").firstElementChild;
    shown.forEach((turn, index) => {
      const element = this.#elementOf(turn);
      if (element === next) {
        next = next.nextElementSibling;
      } else {
        byId("log").insertBefore(element, next);
      }
      this.#placeAfter(element, turn, shown[index - 1] ?? this.#turns[start - 1], today);
    });
    this.#from = start;
    byId("skeleton").hidden = !this.#more || start > 0;
    this.#showEmpty();
    if (this.#atEnd) {
      this.#stay();
    } else if (anchor) {
      this.scroller.scrollTop += anchor.getBoundingClientRect().top - top;
    }
  }

  #elementOf(turn) {
    if (!this.#elements.has(turn.id)) {
      const element = turnElement(turn.id);
      this.#elements.set(turn.id, element);
      draw(element, turn, this.onSay);
    }
    return this.#elements.get(turn.id);
  }

  /** Days have names like "Today" that change. */
  #placeAfter(element, turn, before, today) {
    const after = `${before?.id} ${today}`;
    if (element.dataset.after !== after) {
      element.dataset.after = after;
      place(element, turn, before);
    }
  }

  #isInView(element) {
    return element.getBoundingClientRect().bottom > this.scroller.getBoundingClientRect().top;
  }

  #toEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
  }

  #setAtEnd(atEnd) {
    this.#atEnd = atEnd && this.#from + this.#elements.size === this.#turns.length;
    byId("jump").hidden = this.#atEnd;
  }

  /** Bring turns into the page before the reader comes to its edge. */
  fill() {
    if (this.scroller.scrollTop < NEAR && this.#from > 0) {
      this.#quietly(() => this.#show(this.#from - STEP));
    } else if (this.scroller.scrollTop < NEAR && this.#more) {
      this.#loadOlder();
    } else if (this.#toEnd() < NEAR && this.#from + this.#elements.size < this.#turns.length) {
      this.#quietly(() => this.#show(this.#from + STEP));
    }
  }

  async #loadOlder() {
    const turns = this.#turns;
    if (this.#loading) {
      return;
    }
    this.#loading = true;
    const page = await this.onOlder(this.#before);
    this.#loading = false;
    if (!page || turns !== this.#turns) {
      return;
    }
    this.#before = page.before;
    this.#more = page.before !== null;
    const first = this.#turns[0]?.seq ?? Infinity;
    const older = page.turns.filter(({ id, seq }) => !this.#byId.has(id) && seq < first);
    this.#turns.unshift(...older);
    older.forEach((turn) => this.#byId.set(turn.id, turn));
    this.#from += older.length;
    this.#quietly(() => this.#show(this.#from - STEP));
    this.fill();
  }

  /** What is old is not read out. */
  #quietly(work) {
    byId("log").ariaBusy = "true";
    work();
    requestAnimationFrame(() => (byId("log").ariaBusy = "false"));
  }

  #showEmpty() {
    const waiting = byId("queue").children.length || !byId("working").hidden || !byId("skeleton").hidden;
    byId("empty").hidden = Boolean(this.#turns.length || waiting);
  }

  #choice(label) {
    const element = byId("choice").content.firstElementChild.cloneNode(true);
    element.textContent = label;
    element.addEventListener("click", () => this.onSay(label));
    return element;
  }
}
