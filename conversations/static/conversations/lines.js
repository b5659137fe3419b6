/** What one turn looks like: its lines, from plain text to elements. Never where it stands in the log. */

const language = document.documentElement.lang;

/** The language of the page as this browser's user writes it. */
export const locale = navigator.languages.find((name) => name.split("-")[0] === language) ?? language;

const CLOCK = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const MOMENT = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "long" });
const DAY = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
const DATE = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
const NEAR = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const DAY_LENGTH = 86_400_000;
const TOGETHER = 5 * 60_000;

const ADDRESS = /https?:\/\/[^\s<>"“”]+/gi;
const AFTER_ADDRESS = /[.,;:!?'’\]}]+$/;
const BULLET = /^\s*[•*–-]\s+(.*)$/;
const NUMBER = /^\s*(\d{1,3})[.)]\s+(.*)$/;

let cards = null;

/** Return text as elements: paragraphs, lists, links to http(s) addresses; everything else stays text. */
export function prose(text) {
  const parts = document.createDocumentFragment();
  for (const line of text.split("\n")) {
    const [, bullet] = BULLET.exec(line) ?? [];
    const [, number, numbered] = NUMBER.exec(line) ?? [];
    if (bullet !== undefined) {
      listAt(parts, "UL").append(item(bullet));
    } else if (number !== undefined) {
      listAt(parts, "OL").append(item(numbered, Number(number)));
    } else {
      addLine(parts, line);
    }
  }
  return parts;
}

function listAt(parts, name) {
  if (parts.lastChild?.nodeName !== name) {
    parts.append(document.createElement(name));
    parts.lastChild.dir = "auto";
  }
  return parts.lastChild;
}

function item(text, number) {
  const element = document.createElement("li");
  if (number !== undefined) {
    element.value = number;
  }
  element.append(...linked(text));
  return element;
}

/** Add a line to the paragraph before it; an empty one ends that. */
function addLine(parts, line) {
  const last = parts.lastChild;
  if (!line.trim()) {
    last?.classList.add("ended");
  } else if (last?.nodeName === "P" && !last.classList.contains("ended")) {
    last.append("\n", ...linked(line));
  } else {
    const paragraph = document.createElement("p");
    paragraph.dir = "auto";
    paragraph.append(...linked(line));
    parts.append(paragraph);
  }
}

function linked(text) {
  const parts = [];
  let end = 0;
  for (const { address, index } of addressesIn(text)) {
    const link = document.createElement("a");
    link.href = link.textContent = address;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    parts.push(text.slice(end, index), link);
    end = index + address.length;
  }
  return [...parts, text.slice(end)];
}

/** Return the web addresses in a text, {address, index}, without the punctuation that follows them. */
export function addressesIn(text) {
  const found = [...text.matchAll(ADDRESS)].map(({ 0: address, index }) => ({ address: withoutEnd(address), index }));
  return found.filter(({ address }) => URL.canParse(address));
}

/** A bracket that closes one of the address belongs to it. */
function withoutEnd(address) {
  const bare = address.replace(AFTER_ADDRESS, "");
  const closesMore = bare.endsWith(")") && bare.split(")").length > bare.split("(").length;
  return closesMore ? withoutEnd(bare.slice(0, -1)) : bare;
}

/** Return the element of a turn, still without lines. */
export function turnElement(id) {
  const element = document.getElementById("turn").content.firstElementChild.cloneNode(true);
  element.dataset.id = id;
  return element;
}

/** Bring the lines of a turn's element up to date; `say(text)` is for the buttons of cards. */
export function draw(element, { said, answer, failure, stopped }, say) {
  if (said && !element.querySelector(".you")) {
    element.querySelector(".day").after(line("you", said));
  }
  if (answer && !element.querySelector(".muse")) {
    const answered = line("muse", answer);
    element.append(answered);
    decorate(answered, answer, say);
  }
  element.classList.toggle("failed", Boolean(failure && !answer));
  element.classList.toggle("stopped", Boolean(stopped));
  const own = element.querySelector(".you");
  if (own) {
    trouble(own, answer ? undefined : failure, stopped);
  }
}

/** Return the line of a message that waits: {id, text, time, state, failed}. */
export function waitingLine(message) {
  const element = line("you", message);
  element.dataset.id = message.id;
  showState(element, message);
  return element;
}

/** Show how a message stands that waits; what the server has cannot be taken back. */
export function showState(element, { state, failed, taken }) {
  element.classList.toggle("failed", Boolean(failed));
  element.classList.toggle("waiting", !failed && state !== "sending");
  for (const word of element.querySelectorAll("[data-state]")) {
    word.hidden = Boolean(failed) || word.dataset.state !== state;
  }
  element.querySelector(".about [data-does=edit]").hidden = Boolean(taken || failed);
  trouble(element, failed, false, true);
}

function line(from, { text, time }) {
  const element = document.getElementById(`line-${from}`).content.firstElementChild.cloneNode(true);
  const clock = element.querySelector("time");
  const moment = new Date(time);
  element.querySelector(".text").append(prose(text));
  clock.dateTime = time;
  clock.textContent = CLOCK.format(moment);
  clock.title = MOMENT.format(moment);
  return element;
}

function trouble(element, failure, stopped, refused = false) {
  const part = element.querySelector(".trouble");
  part.hidden = !failure && !stopped;
  part.querySelector(".reason").textContent = failure?.text ?? "";
  part.querySelector(".refused").hidden = !(refused && failure);
  part.querySelector(".stop-word").hidden = !stopped;
  part.querySelector("[data-does=retry]").hidden = !failure?.retry;
  part.querySelector("[data-does=again]").hidden = !stopped;
  part.querySelector("[data-does=edit]").hidden = !stopped && !refused;
}

/** Put the card of an answer, if it has one, in the place of the words it stands for. */
async function decorate(element, { text, time, metadata }, say) {
  if (!metadata.notice && !metadata.offered && !(metadata.done && metadata.meeting)) {
    return;
  }
  const { card, besides, settleEarlier } = await loadCards();
  const shown = card(metadata, time, say);
  if (shown) {
    element.querySelector(".text").replaceChildren(prose(besides(text, metadata).text));
    element.querySelector(".text").after(shown);
    settleEarlier(shown);
  }
  if (element.closest(".turn")?.nextElementSibling) {
    settle(element);
  }
}

/** Return those of the choices that no button of the answer's card stands for. */
export async function choicesBesides(answer, choices) {
  if (!answer?.metadata.offered) {
    return choices;
  }
  return (await loadCards()).besides(answer.text, { ...answer.metadata, choices }).choices;
}

/** Let the cards in an element be about the past. */
export async function settle(element) {
  if (cards) {
    (await cards).settle(element);
  }
}

function loadCards() {
  cards ??= import("./cards.js");
  return cards;
}

/** Mark whether a turn begins a day, and whether it goes on from the one before it. */
export function place(element, turn, before) {
  const [moment, last] = [turn, before].map((each) => each && new Date((each.said ?? each.answer)?.time));
  const day = element.querySelector(".day");
  day.hidden = Boolean(last) && moment.toDateString() === last.toDateString();
  if (!day.hidden) {
    day.firstElementChild.dateTime = moment.toISOString().slice(0, 10);
    day.firstElementChild.textContent = dayName(moment);
  }
  const alone = (each) => !each.said || !each.answer;
  const together = day.hidden && alone(turn) && alone(before) && !turn.said === !before.said && moment - last < TOGETHER;
  element.classList.toggle("together", together);
}

function dayName(moment) {
  const now = new Date();
  const [there, here] = [moment, now].map((each) => Date.UTC(each.getFullYear(), each.getMonth(), each.getDate()));
  const distance = (there - here) / DAY_LENGTH;
  if (Math.abs(distance) <= 1) {
    const name = NEAR.format(distance, "day");
    return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
  }
  return (moment.getFullYear() === now.getFullYear() ? DAY : DATE).format(moment);
}
