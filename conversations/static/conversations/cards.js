/** Meetings as cards: what would be booked, what was booked, what rings. Never sends anything: buttons call `say`. */

import { addressesIn, locale as language } from "./lines.js";
import { repetition } from "./repetition.js";

const own = document.documentElement.lang;
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

const DAY = { weekday: "long", day: "numeric", month: "long" };
const CLOCK = { hour: "numeric", minute: "2-digit" };
const UNDOABLE = 15 * 60_000; // milliseconds; the calendar takes back no longer (scheduling/changes.py)
const ACTIONS = {
  schedule: ["join", "file", "move", "cancel", "undo"],
  reschedule: ["join", "file", "move", "cancel", "undo"],
  undo_change: ["join", "file", "move", "cancel"],
  undo_cancel: ["join", "file", "move", "cancel"],
  cancel: ["undo"],
  cancel_all: ["undo"],
  reminder: ["forget"],
};

const byId = (id) => document.getElementById(id);
const template = (id) => byId(id).content.cloneNode(true);
const words = () => byId("card-words");

/**
 * Return the card of a bot_response's metadata, null when there is none. `say()` without a text asks for the user's own.
 * `time` is when it was said: the button to undo goes when that is too long ago.
 */
export function card({ task, offered, done, meeting, notice }, time, say) {
  if (notice) {
    return section("notice", notice.kind, [noticed(notice)]);
  }
  if (done && meeting) {
    const element = section("done", done, several(meeting));
    element.dataset.uid = meeting.uid ?? "";
    element.lastElementChild.append(...actions(done, meeting, say));
    const left = Date.parse(time) + UNDOABLE - Date.now();
    setTimeout(() => undoOf(element)?.remove(), Math.max(left, 0));
    return element;
  }
  if (offered) {
    const element = section("offered", task, several(offered));
    element.lastElementChild.append(...answers(task, offered, say));
    return element;
  }
  return null;
}

/** Return what an answer says besides its card, and the choices that no button of the card stands for. */
export function besides(content, { offered, done, meeting, choices = [] }) {
  const shown = done ? meeting : offered;
  const text = shown?.lines ? content.replace(shown.lines, "").replace(/\n{3,}/g, "\n\n").trim() : content;
  return { text, choices: offered ? choices.slice(0, choices.indexOf(offered.yes)) : choices };
}

/** Take the buttons away that were about the moment: an offer is over. */
export function settle(root) {
  root.querySelectorAll(".card.offered .actions").forEach((each) => each.replaceChildren());
}

/**
 * Take the buttons away from all cards of a meeting but the latest, for they are about what it was, and the one to undo from
 * all that was done but the last.
 */
export function settleEarlier({ dataset: { uid } }) {
  const all = uid ? [...document.querySelectorAll(`.card[data-uid="${CSS.escape(uid)}"]`)] : [];
  all.slice(0, -1).forEach((each) => each.querySelector(".actions").replaceChildren());
  [...document.querySelectorAll(".card.done")].slice(0, -1).forEach((each) => undoOf(each)?.remove());
}

const undoOf = (card) => card.querySelector("[value=undo]");

const several = (shown) => shown.meetings ?? shown.reminders ?? [shown];

function section(kind, name, meetings) {
  const element = template("card").firstElementChild;
  const label = words().getAttribute(`data-${kind}-${name}`) ?? "";
  element.classList.add(kind);
  element.classList.toggle("minor", kind === "notice" || meetings.every((each) => each.text));
  element.setAttribute("aria-label", `${label}: ${meetings.map(nameOf).join(", ")}`);
  element.querySelector(".kind").textContent = label;
  element.querySelector(".meetings").append(...meetings.map(entry));
  return element;
}

const nameOf = ({ title, text }) => title ?? text;

function entry(meeting) {
  const element = template("card-meeting").firstElementChild;
  const lines = {
    was: meeting.was && period(meeting.was, meeting.timezone),
    when: meeting.starts && `${period(meeting, meeting.timezone)} (${meeting.timezone})`,
    here: meeting.starts && elsewhere(meeting) && `${period(meeting, here)} (${here})`,
    duration: meeting.duration && length(meeting.duration),
    repeats: repeats(meeting),
    part: meeting.part && words().getAttribute(`data-part-${meeting.part}`),
    people: meeting.participants && people(meeting.participants),
    place: meeting.location,
  };
  element.querySelector(".title").textContent = nameOf(meeting);
  element.querySelector(".repeats dd").lang = lines.repeats === meeting.repeats ? "en" : own;
  for (const [name, text] of Object.entries(lines)) {
    const line = element.querySelector(`.${name}`);
    line.lastElementChild.textContent = text ?? "";
    if (!text) {
      line.remove();
    }
  }
  return element;
}

/** In the words of the page where it has them, else in those of the assistant. */
function repeats({ recurrence, repeats }) {
  const inWords = recurrence && own !== "en" ? repetition(recurrence, language, byId("repetition-words").dataset) : null;
  return inWords ?? repeats;
}

/** Zones of two names may have one clock. */
function elsewhere({ starts, timezone }) {
  const clock = (timeZone) => new Date(starts).toLocaleString("en", { timeZone });
  return clock(timezone) !== clock(here);
}

function period({ starts, ends }, timeZone) {
  const [from, to] = [new Date(starts), new Date(ends ?? starts)];
  const year = (moment) => moment.toLocaleDateString("en", { year: "numeric", timeZone });
  const thisYear = year(from) === year(new Date());
  const day = { ...DAY, ...(thisYear ? {} : { year: "numeric" }), timeZone };
  const [first, last] = [from, to].map((moment) => moment.toLocaleDateString(language, day));
  const clock = new Intl.DateTimeFormat(language, { ...CLOCK, timeZone });
  if (first !== last) {
    return new Intl.DateTimeFormat(language, { ...day, ...CLOCK }).formatRange(from, to);
  }
  return `${first}, ${ends ? clock.formatRange(from, to) : clock.format(from)}`;
}

function length(minutes) {
  const unit = (number, name) =>
    number ? [number.toLocaleString(language, { style: "unit", unit: name, unitDisplay: "long" })] : [];
  const parts = [...unit(Math.floor(minutes / 60), "hour"), ...unit(minutes % 60, "minute")];
  return new Intl.ListFormat(language, { type: "unit" }).format(parts);
}

function people(participants) {
  const names = participants.map(({ name, email }) => (name && email ? `${name} <${email}>` : name || email));
  return names.length ? new Intl.ListFormat(language).format(names) : words().dataset.nobody;
}

function noticed({ summary, person, partstat, starts, timezone }) {
  const answer = words().getAttribute(`data-partstat-${partstat}`);
  const who = person && { participants: [{ name: answer ? `${person}: ${answer}` : person }] };
  return { title: summary, starts, timezone: timezone ?? here, ...who };
}

function answers(task, offered, say) {
  const says = { yes: offered.yes, no: offered.no };
  const words = several(offered).length > 1 ? `${task}Several` : task;
  const buttons = bound("card-answers", ({ value }) => () => say(says[value]));
  for (const button of buttons) {
    button.textContent = button.dataset[words] ?? button.dataset[task] ?? button.textContent;
  }
  return buttons.filter(({ textContent }) => textContent);
}

function actions(done, meeting, say) {
  const wanted = [...(ACTIONS[done] ?? [])];
  const saidBy = ({ dataset }) => (dataset[done] ?? dataset.says).replace("{mention}", meeting.mention);
  const buttons = bound("card-actions", (button) => () => say(saidBy(button)));
  return buttons.filter((element) => {
    if (element.matches(".join")) {
      element.href = linkOf(meeting.location);
      return wanted.includes("join") && element.getAttribute("href");
    }
    if (element.matches(".file")) {
      element.href = words().dataset.file.replace("UID", encodeURIComponent(meeting.uid));
      return wanted.includes("file") && meeting.uid;
    }
    return wanted.includes(element.value);
  });
}

/** Return the address that a place is, "" for any other place. */
function linkOf(place) {
  return addressesIn(place ?? "")[0]?.address ?? "";
}

function bound(id, work) {
  const elements = [...template(id).children];
  for (const element of elements.filter(({ tagName }) => tagName === "BUTTON")) {
    element.addEventListener("click", work(element));
  }
  return elements;
}
