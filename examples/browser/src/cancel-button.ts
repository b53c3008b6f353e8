// Event listeners as a manager: a button that cancels the block.
import { contextManager, listen } from "await-using";

/** While the block runs, a click on the button aborts the signal that is the value; before and after it does nothing. */
export const cancelButton = contextManager(function* cancelButton(button: HTMLButtonElement) {
  const controller = new AbortController();
  using _click = listen(button, "click", () => {
    controller.abort(new DOMException("cancelled", "AbortError"));
  });
  button.ariaDisabled = "false"; // not `disabled`: that would take the keyboard's focus away
  try {
    yield controller.signal;
  } finally {
    button.ariaDisabled = "true";
  }
});
