/** The list of one's conversations: found, gone to, kept up to date. Never shows a conversation. */

import { erase, rename } from "./changes.js";
import { locale } from "./lines.js";

const DELAY = 200;
const PATIENCE = 10_000;
const byId = (id) => document.getElementById(id);
const CLOCK = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const DATE = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
const deleted = new BroadcastChannel("meetingmuse.deleted"); // client ids, for this page and those of other tabs

/** Fill the list and keep it up to date. `open(clientId)` goes to a conversation, `current()` is the one shown. */
export function conversationList({ open, current }) {
  const list = new List({ open, current });
  const later = delayed(() => list.refresh());
  byId("find").addEventListener("input", later);
  byId("more-conversations").addEventListener("click", () => list.more());
  byId("list-failed").querySelector("button").addEventListener("click", () => list.refresh());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && list.refresh());
  addEventListener("conversation_changed", later); // whatever is said moves its conversation to the top
  deleted.addEventListener("message", later);
  addEventListener("popstate", () => list.mark());
  byId("new").addEventListener("click", () => list.mark());
  document.querySelector(".conversations").addEventListener("keydown", walk);
  list.refresh();
}

class List {
  #elements = new Map();
  #pages = 1;
  #asked = 0;
  #more = null;

  constructor({ open, current }) {
    this.open = open;
    this.current = current;
    this.source = document.querySelector(".conversations").dataset.source;
  }

  /** Fetch as much as is shown again; an answer that has been overtaken counts no more. */
  async refresh() {
    const asked = ++this.#asked;
    const sought = byId("find").value.trim();
    const found = [];
    let before = null;
    for (let page = 0; page < this.#pages && (page === 0 || before); page += 1) {
      const answer = await this.#fetch(sought, before);
      if (asked !== this.#asked) {
        return;
      }
      byId("list-failed").hidden = Boolean(answer);
      if (!answer) {
        return;
      }
      found.push(...answer.conversations);
      before = answer.more;
    }
    this.#more = before;
    this.#show(found, sought);
  }

  more() {
    this.#pages += 1;
    return this.refresh();
  }

  /** Mark the conversation that is shown. */
  mark() {
    for (const [id, element] of this.#elements) {
      element.querySelector("a").ariaCurrent = id === this.current() ? "page" : null;
    }
    const shown = this.#elements.get(this.current());
    if (shown) {
      document.title = `${shown.querySelector(".title").textContent} · MeetingMuse`;
    }
  }

  async #fetch(sought, before) {
    const address = new URL(this.source, location);
    Object.entries({ q: sought, before }).forEach(([name, value]) => value && address.searchParams.set(name, value));
    return fetch(address, { signal: AbortSignal.timeout(PATIENCE) })
      .then((response) => (response.ok ? response.json() : null))
      .catch(() => null);
  }

  #show(found, sought) {
    if (document.querySelector("#conversation-list .renaming")) {
      return; // a field that is moved loses the focus; its end fetches the list
    }
    const elements = found.map((conversation) => this.#elementOf(conversation));
    const kept = new Set(found.map(({ client_id }) => client_id));
    [...this.#elements.keys()].filter((id) => !kept.has(id)).forEach((id) => this.#elements.delete(id));
    arrange(byId("conversation-list"), elements);
    byId("more-conversations").hidden = !this.#more;
    byId("no-conversations").hidden = found.length > 0 || Boolean(sought);
    byId("none-found").hidden = found.length > 0 || !sought;
    const { one, many } = byId("conversations-found").dataset;
    const told = found.length === 1 ? one : many.replace("{number}", found.length.toLocaleString(locale));
    byId("conversations-found").textContent = sought ? told : "";
    this.mark();
  }

  #elementOf({ client_id, title, last_activity_at, waiting, excerpt }) {
    const element = this.#elements.get(client_id) ?? this.#newElement(client_id);
    const name = title || element.querySelector(".title").dataset.untitled;
    const time = element.querySelector("time");
    element.querySelector(".title").textContent = name;
    element.querySelectorAll(".of").forEach((part) => (part.textContent = name));
    time.dateTime = last_activity_at;
    time.textContent = shownTime(new Date(last_activity_at));
    element.querySelector(".waits").hidden = !waiting;
    element.querySelector(".excerpt").textContent = excerpt;
    return element;
  }

  #newElement(id) {
    const element = byId("conversation-item").content.firstElementChild.cloneNode(true);
    const link = element.querySelector("a");
    link.setAttribute("href", link.getAttribute("href").replace("CLIENT", id));
    link.addEventListener("click", (event) => {
      if (!(event.ctrlKey || event.metaKey || event.shiftKey)) {
        event.preventDefault();
        this.open(id);
        this.mark();
      }
    });
    const address = `${this.source}${id}/`;
    const does = (name, work) => element.querySelector(`[value=${name}]`).addEventListener("click", work);
    does("rename", () => rename(element, address, () => this.refresh()));
    does("delete", () => erase(element, address, () => this.#gone(id, element)));
    this.#elements.set(id, element);
    return element;
  }

  /** The next one of the list has the focus then; the page begins another conversation if it was the one shown. */
  #gone(id, element) {
    const next = (element.nextElementSibling ?? element.previousElementSibling)?.querySelector("a") ?? byId("find");
    deleted.postMessage(id);
    next.focus();
    this.refresh();
  }
}

/** Put elements into the list in this order; what stands right already is not touched, so that the focus stays. */
function arrange(place, elements) {
  const wanted = new Set(elements);
  [...place.children].filter((element) => !wanted.has(element)).forEach((element) => element.remove());
  elements.forEach((element, index) => {
    if (place.children[index] !== element) {
      place.insertBefore(element, place.children[index] ?? null);
    }
  });
}

/** The arrow keys go through the field and the links. */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [byId("find"), ...byId("conversation-list").querySelectorAll("a")];
  const at = stops.indexOf(event.target);
  if (step && at >= 0 && stops[at + step]) {
    event.preventDefault();
    stops[at + step].focus();
  }
}

function shownTime(moment) {
  const now = new Date();
  if (moment.toDateString() === now.toDateString()) {
    return CLOCK.format(moment);
  }
  return (moment.getFullYear() === now.getFullYear() ? DAY : DATE).format(moment);
}

function delayed(work) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, DELAY);
  };
}
