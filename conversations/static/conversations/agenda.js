/** The days ahead beside the chat, as they are now. Never changes a meeting. */

import "../meetingmuse/zone.js"; // the days are those of this browser's zone, which the server has to know first

const MINUTE = 60_000;
const REST = 15 * MINUTE;
const PATIENCE = 10_000;
const byId = (id) => document.getElementById(id);

/** Show the days ahead, and anew whenever something has changed or time has passed. */
export function agendaPanel() {
  const place = byId("agenda-days");
  let asked = 0;
  let shown = 0;

  async function refresh() {
    const number = ++asked;
    const text = await fetch(place.dataset.source, { signal: AbortSignal.timeout(PATIENCE) })
      .then((response) => (response.ok ? response.text() : null))
      .catch(() => null);
    if (number === asked) {
      byId("agenda-failed").hidden = text !== null;
      if (text !== null) {
        show(place, text, shown > 0);
        shown = Date.now();
      }
    }
  }

  const refreshOld = () => document.visibilityState === "visible" && Date.now() - shown > MINUTE && refresh();
  addEventListener("agenda_changed", refresh);
  addEventListener("online", refresh);
  byId("agenda-failed").querySelector("button").addEventListener("click", refresh);
  document.addEventListener("visibilitychange", refreshOld);
  setInterval(refreshOld, REST);
  refresh();
}

/** Put the days in place; what was not there before is marked when `again`, and a focused meeting stays focused. */
function show(place, text, again) {
  const days = new DOMParser().parseFromString(text, "text/html").body;
  const known = new Set([...place.querySelectorAll("[data-key]")].map(({ dataset }) => dataset.key));
  const focused = place.contains(document.activeElement) && document.activeElement.closest("li")?.dataset.key;
  for (const item of again ? days.querySelectorAll("[data-key]") : []) {
    item.classList.toggle("new", !known.has(item.dataset.key));
  }
  place.replaceChildren(...days.childNodes);
  if (focused) {
    place.querySelector(`[data-key="${CSS.escape(focused)}"] a`)?.focus();
  }
}
