/** What is done with a conversation of the list: it is renamed or deleted. Never shows the list. */

const PATIENCE = 10_000;
const byId = (id) => document.getElementById(id);

/** Make a field of an item's title; what is entered is saved, and `over()` called when the field is gone again. */
export function rename(item, address, over) {
  const form = byId("rename-form").content.firstElementChild.cloneNode(true);
  const field = form.querySelector("input");
  const before = item.querySelector(".title").textContent;

  function leave(title) {
    const focused = document.activeElement === field;
    field.readOnly = true;
    item.querySelector(".title").textContent = title;
    item.classList.remove("renaming");
    form.remove();
    if (focused) {
      item.querySelector("[value=rename]").focus();
    }
    over();
  }

  async function save() {
    const title = field.value.trim();
    field.readOnly = true; // until it is known whether that is saved
    if (!title || title === before || (await changed(address, "PATCH", { title }))) {
      leave(title || before);
    } else {
      field.readOnly = false;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault(); // it would close the drawer
      if (!field.readOnly) {
        leave(before);
      }
    }
    event.stopPropagation();
  });
  // who goes to another window comes back to what is half written
  field.addEventListener("blur", () => document.hasFocus() && !field.readOnly && save());
  field.value = before;
  item.classList.add("renaming");
  item.prepend(form);
  field.select();
  field.focus();
}

/** Ask whether a conversation is to be deleted, and do it; `gone()` is called when it is. */
export function erase(item, address, gone) {
  const dialog = byId("delete-dialog");
  dialog.querySelector(".name").textContent = item.querySelector(".title").textContent;
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    async () => dialog.returnValue && (await changed(address, "DELETE")) && gone(),
    { once: true },
  );
  dialog.showModal();
}

/** Return whether the server did it; what another tab has deleted needs no change. A failure is told. */
async function changed(address, method, body) {
  const token = document.querySelector("meta[name=csrf-token]").content;
  const response = await fetch(address, {
    method,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => null);
  const done = Boolean(response?.ok || response?.status === 404);
  byId("change-failed").hidden = done;
  return done;
}
