/** The list of one's conversations: found, renamed, deleted, gone to. Never shows what was said. */

import { newId } from "./storage.js";

const PATIENCE = 200;
const byId = (id) => document.getElementById(id);
const language = document.documentElement.lang;
const locale = navigator.languages.find((name) => name.split("-")[0] === language) ?? language;
const CLOCK = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const DATE = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });

/** Fill the list and keep it up to date. `open(clientId, isNew)` goes to a conversation, `current()` is the one shown. */
export function conversationList({ open, current }) {
  const list = new List({ open, current });
  const later = delayed(() => list.refresh());
  byId("find").addEventListener("input", later);
  byId("more-conversations").addEventListener("click", () => list.more());
  byId("list-failed").querySelector("button").addEventListener("click", () => list.refresh());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && list.refresh());
  // whatever is said moves its conversation to the top, and another one shown is another one marked
  new MutationObserver(later).observe(byId("log"), { childList: true });
  addEventListener("popstate", () => list.mark());
  window.navigation?.addEventListener("currententrychange", () => list.mark());
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
    const response = await fetch(address).catch(() => null);
    return response?.ok ? response.json() : null;
  }

  #show(found, sought) {
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

  #elementOf({ client_id, title, last_activity_at, waiting }) {
    const element = this.#elements.get(client_id) ?? this.#newElement(client_id);
    const name = title || element.querySelector(".title").dataset.untitled;
    const time = element.querySelector("time");
    element.querySelector(".title").textContent = name;
    element.querySelectorAll(".of").forEach((part) => (part.textContent = name));
    time.dateTime = last_activity_at;
    time.textContent = shownTime(new Date(last_activity_at));
    element.querySelector(".waits").hidden = !waiting;
    return element;
  }

  #newElement(id) {
    const element = byId("conversation-item").content.firstElementChild.cloneNode(true);
    const link = element.querySelector("a");
    link.pathname = link.pathname.replace("CLIENT", id);
    link.addEventListener("click", (event) => {
      if (!(event.ctrlKey || event.metaKey || event.shiftKey)) {
        event.preventDefault();
        this.open(id);
        this.mark();
      }
    });
    element.querySelector("[value=rename]").addEventListener("click", () => this.#rename(id, element));
    element.querySelector("[value=delete]").addEventListener("click", () => this.#delete(id, element));
    this.#elements.set(id, element);
    return element;
  }

  #rename(id, element) {
    const form = byId("rename-form").content.firstElementChild.cloneNode(true);
    const field = form.querySelector("input");
    const title = element.querySelector(".title").textContent;
    let over = false;
    const leave = async (save, focus) => {
      if (over) {
        return;
      }
      over = true;
      form.remove();
      element.classList.remove("renaming");
      if (focus) {
        element.querySelector("[value=rename]").focus();
      }
      if (save && field.value.trim() && field.value.trim() !== title) {
        await change(this.#addressOf(id), "PATCH", { title: field.value.trim() });
        await this.refresh();
      }
    };
    field.value = title;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      leave(true, true);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault(); // it would close the drawer
        leave(false, true);
      }
      event.stopPropagation();
    });
    field.addEventListener("blur", () => leave(true, false));
    element.classList.add("renaming");
    element.prepend(form);
    field.select();
    field.focus();
  }

  #delete(id, element) {
    const dialog = byId("delete-dialog");
    dialog.querySelector(".name").textContent = element.querySelector(".title").textContent;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => dialog.returnValue && this.#deleted(id, element), { once: true });
    dialog.showModal();
  }

  async #deleted(id, element) {
    const next = (element.nextElementSibling ?? element.previousElementSibling)?.querySelector("a") ?? byId("find");
    await change(this.#addressOf(id), "DELETE");
    if (id === this.current()) {
      this.open(newId(), true);
    } else {
      next.focus();
    }
    await this.refresh();
  }

  #addressOf(id) {
    return `${this.source}${id}/`;
  }
}

async function change(address, method, body) {
  const token = document.querySelector("meta[name=csrf-token]").content;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const response = await fetch(address, { method, headers, body: body && JSON.stringify(body) }).catch(() => null);
  byId("list-failed").hidden = Boolean(response?.ok || response?.status === 404);
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
    timer = setTimeout(work, PATIENCE);
  };
}
