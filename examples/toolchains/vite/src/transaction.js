import { exit } from "await-using";

/** Changes what some elements show; takes the changes back if the block that declares it fails. */
export class Transaction {
  #elements;
  #before;

  constructor(elements) {
    this.#elements = elements;
    this.#before = Object.entries(elements).map(([name, { textContent }]) => [name, textContent]);
  }

  get(name) {
    return Number(this.#elements[name].textContent);
  }

  add(name, amount) {
    this.#elements[name].textContent = String(this.get(name) + amount);
  }

  [exit](completion) {
    if (completion) {
      for (const [name, text] of this.#before) this.#elements[name].textContent = text;
    }
    return completion;
  }

  [Symbol.asyncDispose]() {
    throw new Error(
      "compiled without await-using/vite: the transaction is not told whether its block failed",
    );
  }
}
