/** The elements of the page: lines, suggestions, notices. Never decides what is said or sent. */

const NAMES = { you: "You said:", muse: "MeetingMuse said:" };
const byId = (id) => document.getElementById(id);

function shownTime(time) {
  const moment = new Date(time);
  const clock = { hour: "numeric", minute: "2-digit" };
  const today = moment.toDateString() === new Date().toDateString();
  return moment.toLocaleString([], today ? clock : { ...clock, weekday: "short", day: "numeric", month: "short" });
}

function button(label, onClick) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "choice";
  element.textContent = label;
  element.addEventListener("click", onClick);
  return element;
}

export class View {
  #lines = new Map();
  #suggested = [];
  #atEnd = true;

  /** `onSay(text)` for every text the user sends in whatever way, `onRetry(id)` for a failed line. */
  constructor({ onSay, onRetry }) {
    this.onSay = onSay;
    this.onRetry = onRetry;
    for (const example of byId("empty").querySelectorAll("button")) {
      example.addEventListener("click", () => this.#choose(example.textContent));
    }
    const scroller = byId("scroller");
    let before = 0;
    scroller.addEventListener("scroll", () => {
      const wentUp = scroller.scrollTop < before;
      before = scroller.scrollTop;
      // the event comes late: content may have grown since, which is not the user's leaving the end
      this.#atEnd = scroller.scrollHeight - before - scroller.clientHeight < 60 || (this.#atEnd && !wentUp);
    });
    const stay = new ResizeObserver(() => this.#atEnd && this.follow());
    stay.observe(scroller);
    stay.observe(byId("content"));
  }

  /** Make the log show exactly these lines; what is there already stays, so that nothing is read out twice. */
  show(lines, inFlight) {
    const ids = new Set(lines.map((line) => line.id));
    for (const [id, element] of this.#lines) {
      if (!ids.has(id)) {
        element.remove();
        this.#lines.delete(id);
      }
    }
    for (const line of lines) {
      if (!this.#lines.has(line.id)) {
        this.#lines.set(line.id, byId("log").appendChild(this.#lineElement(line)));
      }
      this.#mark(this.#lines.get(line.id), line, inFlight);
    }
    byId("empty").hidden = lines.length > 0;
  }

  /** Add a quiet line that is not part of the conversation. */
  note(text) {
    const last = byId("log").lastElementChild;
    if (last?.className === "note" && last.textContent === text) {
      return;
    }
    const element = document.createElement("p");
    element.className = "note";
    element.textContent = text;
    byId("log").append(element);
  }

  /** Start an empty log. */
  clear() {
    this.#lines.clear();
    byId("log").replaceChildren();
    this.suggest([]);
    this.alert("");
    this.follow();
  }

  typing(on) {
    byId("typing").hidden = !on;
  }

  suggest(labels) {
    if (labels.join("\n") === this.#suggested.join("\n")) {
      return;
    }
    this.#suggested = labels;
    byId("suggestions").replaceChildren(...labels.map((label) => button(label, () => this.#choose(label))));
    byId("suggestions").hidden = labels.length === 0;
  }

  badge(text) {
    byId("badge").textContent = text;
  }

  alert(text) {
    byId("alert").textContent = text;
  }

  follow() {
    byId("scroller").scrollTop = byId("scroller").scrollHeight;
    this.#atEnd = true;
  }

  /** The pressed button goes away, so the focus moves on; on a phone that would open the keyboard. */
  #choose(text) {
    this.onSay(text);
    if (matchMedia("(pointer: fine)").matches) {
      byId("text").focus();
    }
  }

  #lineElement({ id, from, text, time }) {
    const element = byId("line").content.firstElementChild.cloneNode(true);
    element.classList.add(from);
    element.querySelector(".who").textContent = NAMES[from];
    element.querySelector(".text").textContent = text;
    element.querySelector("time").dateTime = time;
    element.querySelector("time").textContent = shownTime(time);
    element.querySelector(".retry").addEventListener("click", () => {
      this.onRetry(id);
      byId("text").focus();
    });
    return element;
  }

  #mark(element, { id, state, error = "", retry = false }, inFlight) {
    const waits = state === "waiting" && id !== inFlight;
    const failed = state === "failed";
    const changes = [
      [".state", waits ? "Waiting" : ""],
      [".reason", error],
    ];
    for (const [selector, text] of changes) {
      const part = element.querySelector(selector);
      if (part.textContent !== text) {
        part.textContent = text;
      }
    }
    element.querySelector(".failure").hidden = !failed;
    element.querySelector(".retry").hidden = !retry;
    element.classList.toggle("waiting", waits);
    element.classList.toggle("failed", failed);
  }
}
