// The log: a line per event, which screen readers read out as it is added.
import { element } from "./element";

export class Log {
  readonly #list: HTMLElement;

  /** Takes the list's element, and empties it. */
  constructor(list: HTMLElement) {
    this.#list = list;
    list.replaceChildren();
  }

  /** @param at - milliseconds since the beginning */
  add(at: number, phase: string, text: string): void {
    const item = element(
      "li",
      "",
      element("span", "at", `${Math.round(at)} ms`),
      element("span", "text", text),
    );
    item.dataset["phase"] = phase;
    this.#list.append(item);
    this.#list.scrollTop = this.#list.scrollHeight;
  }
}
