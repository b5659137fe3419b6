/** The form a message is written in. Never knows what becomes of the message. */

/** Call `onSay(text)` for every message that is sent with Enter or the button. */
export function composer(onSay) {
  const form = document.getElementById("form");
  const field = document.getElementById("text");

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) {
      onSay(field.value.trim());
      field.value = "";
      fit();
    }
    field.focus();
  });

  field.addEventListener("keydown", (event) => {
    // the Enter that ends a composition belongs to the input method; Safari tells so only by its key code
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  function fit() {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }

  // browsers without this property need the height computed
  if (!CSS.supports("field-sizing", "content")) {
    field.addEventListener("input", fit);
  }
}
