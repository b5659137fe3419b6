/** The form a message is written in, its draft, and the button that stops a turn. Never knows what becomes of the message. */

import { read, write } from "./storage.js";

const byId = (id) => document.getElementById(id);

export class Composer {
  #form = byId("form");
  #field = byId("text");
  #draftKey = null;
  #running = false;

  /** `onSay(text)` for every message, `onStop()` for the running turn, `onEdit()` when the last message is wanted. */
  constructor({ onSay, onStop, onEdit }) {
    this.onStop = onStop;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#field.value.trim();
      if (text) {
        this.#sent();
        onSay(text);
      }
      this.focus();
    });
    this.#field.addEventListener("input", () => this.#changed());
    this.#field.addEventListener("keydown", (event) => {
      // the Enter that ends a composition belongs to the input method; Safari tells so only by its key code
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
        event.preventDefault();
        this.#form.requestSubmit();
      } else if (event.key === "ArrowUp" && !this.#field.value) {
        event.preventDefault();
        onEdit();
      }
    });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#escape(event));
    byId("leave-editing").addEventListener("click", () => {
      this.#leave();
      this.focus();
    });
    byId("stop").addEventListener("click", () => {
      onStop();
      this.focus();
    });
  }

  /** Take up the draft of a conversation. */
  open(clientId) {
    this.#draftKey = `meetingmuse.draft.${clientId}`;
    this.#leave();
  }

  /** Put a message that was sent into the field; the draft comes back when it is left. */
  edit(text) {
    byId("editing").hidden = false;
    this.#set(text);
    this.focus();
  }

  /** Send is Stop while a turn runs and nothing is written. */
  running(on) {
    this.#running = on;
    this.#offerStop();
  }

  /** On a phone the focus would open the keyboard. */
  focus() {
    if (matchMedia("(pointer: fine)").matches || document.activeElement === this.#field) {
      this.#field.focus();
    }
  }

  get #editing() {
    return !byId("editing").hidden;
  }

  #escape(event) {
    if (event.defaultPrevented || document.querySelector(":popover-open, dialog[open]")) {
      return;
    }
    if (this.#editing) {
      this.#leave();
    } else if (this.#running) {
      this.onStop();
    }
  }

  /** What is sent was the draft, unless an earlier message was edited meanwhile. */
  #sent() {
    if (!this.#editing) {
      write(this.#draftKey, null);
    }
    this.#leave();
  }

  #leave() {
    byId("editing").hidden = true;
    this.#set(read(this.#draftKey) ?? "");
  }

  #set(text) {
    this.#field.value = text;
    this.#fit();
    this.#offerStop();
  }

  #changed() {
    if (!this.#editing) {
      write(this.#draftKey, this.#field.value || null);
    }
    this.#fit();
    this.#offerStop();
  }

  #offerStop() {
    const stops = this.#running && !this.#field.value.trim();
    byId("stop").hidden = !stops;
    byId("send").hidden = stops;
  }

  /** Browsers without field-sizing need the height computed. */
  #fit() {
    if (!CSS.supports("field-sizing", "content")) {
      this.#field.style.height = "auto";
      this.#field.style.height = `${this.#field.scrollHeight}px`;
    }
  }
}
