/** The list of earlier conversations of this browser. Never opens one itself. */

import { conversations } from "./storage.js";

/** Fill the list whenever it opens; call `onChoose(clientId)` for the one that is picked. */
export function earlier(onChoose) {
  const panel = document.getElementById("earlier");

  function item({ clientId, title, time }) {
    const element = document.createElement("li");
    const button = document.createElement("button");
    const when = document.createElement("time");
    const name = document.createElement("span");
    button.type = "button";
    name.textContent = title;
    when.dateTime = time;
    when.textContent = new Date(time).toLocaleDateString([], { day: "numeric", month: "short" });
    button.append(name, when);
    button.addEventListener("click", () => {
      panel.hidePopover();
      onChoose(clientId);
    });
    element.append(button);
    return element;
  }

  panel.addEventListener("beforetoggle", ({ newState }) => {
    if (newState === "open") {
      document.getElementById("earlier-list").replaceChildren(...conversations().map(item));
    }
  });
}
