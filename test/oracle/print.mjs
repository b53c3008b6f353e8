/** What both printers need: indented lines, and which jumps leave a list of statements. */

/** Source text, line by line. */
export class Lines {
  #lines = [];
  #indent = "";

  line(text) {
    this.#lines.push(this.#indent + text);
  }

  /** Runs `print` one level further in. */
  in(print) {
    const before = this.#indent;
    this.#indent += "  ";
    print();
    this.#indent = before;
  }

  text() {
    return this.#lines.join("\n") + "\n";
  }
}

/** The jumps ("return", "break", "continue") that leave these statements. */
export function escaping(statements) {
  const found = new Set();
  visit(statements, false);
  return found;

  function visit(list, looped) {
    for (const node of list) {
      if (node.k === "return") found.add("return");
      if ((node.k === "break" || node.k === "continue") && !looped) found.add(node.k);
      if (node.parts) node.parts.forEach((part) => visit(part.body, looped));
      if (node.body) visit(node.body, looped || node.k === "loop");
      if (node.other) visit(node.other, looped);
    }
  }
}
