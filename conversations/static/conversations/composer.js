/** The form a message is written in, its draft, and the button that stops a turn. Never knows what becomes of the message. */

import { read, write } from "./storage.js";

const NEAR_LIMIT = 100;
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
      this.#askToStop();
      this.focus();
    });
    // a button that takes the focus closes the keyboard of a phone
    byId("send").addEventListener("mousedown", (event) => event.preventDefault());
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

  /** Tell the user something, until they write. */
  tell(sentence) {
    byId("hint").textContent = sentence;
  }

  /** Ask the user to write something. */
  ask(question) {
    this.tell(question);
    this.#field.focus();
  }

  /** Send is Stop while a turn runs and nothing is written. */
  running(on) {
    this.#running = on;
    byId("stop").disabled &&= on;
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
    } else if (this.#running && !byId("stop").disabled) {
      this.#askToStop();
    }
  }

  #askToStop() {
    byId("stop").disabled = true;
    this.onStop();
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
    this.#shown();
  }

  #changed() {
    if (!this.#editing) {
      write(this.#draftKey, this.#field.value || null);
    }
    this.#shown();
  }

  #shown() {
    this.#fit();
    this.#offerStop();
    this.#showLimit();
  }

  /** What is too long is not cut but told, and not sent. */
  #showLimit() {
    const { most, left, over } = this.#field.dataset;
    const rest = Number(most) - this.#field.value.length;
    const told = (rest < 0 ? over : left).replace("{number}", Math.abs(rest));
    this.tell(rest < NEAR_LIMIT ? told : "");
    this.#field.setCustomValidity(rest < 0 ? told : "");
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
