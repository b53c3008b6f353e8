// Random functions with try/finally, rewritten by rule: into what must be equal, and into what must not.

import { randomOf } from "../../oracle/random.mjs";

/** Makes program `index` under `seed`: its text before, the right text, and the wrong texts by what is wrong. */
export function program(seed, index) {
  const random = randomOf(seed, index);
  const parts = new Maker(random).parts();
  return { before: before(parts), right: right(parts), wrong: wrong(parts, random), parts };
}

const heads = {
  function: { isAsync: false, open: "export function work(input, sink) {", close: "}" },
  async: { isAsync: true, open: "export async function work(input, sink) {", close: "}" },
  method: { isAsync: true, open: "class Work extends Base { #pool; async work(input, sink) {", close: "} }" },
  sync: { isAsync: false, open: "class Work { #pool; work(input, sink) {", close: "} }" },
  arrow: { isAsync: true, open: "export const work = async (input, sink) => {", close: "};" },
  generator: { isAsync: false, isGenerator: true, open: "export function* work(input, sink) {", close: "}" },
  feed: { isAsync: true, isGenerator: true, open: "export async function* work(input, sink) {", close: "}" },
};

class Maker {
  #random;
  #names = 0;
  #head;

  constructor(random) {
    this.#random = random;
    this.#head =
      heads[random.weighted({ function: 2, async: 5, method: 4, sync: 2, arrow: 2, generator: 1, feed: 1 })];
  }

  parts() {
    const random = this.#random;
    const prelude = this.#prelude();
    const body = this.#statements(random.int(1, 3), prelude.names, true);
    const handler = random.chance(25)
      ? this.#statements(random.int(1, 2), [...prelude.names, "error"], true)
      : undefined;
    if (handler && random.chance(50)) handler.push("throw error;");
    const finalizer = this.#finalizer(prelude.names);
    const rest = random.chance(35) ? this.#statements(random.int(1, 2), prelude.names, true) : [];
    const loop = random.chance(15);
    return {
      head: this.#head,
      prelude: prelude.code,
      names: prelude.names,
      body,
      handler,
      finalizer,
      rest,
      loop,
    };
  }

  #prelude() {
    const { chance, one } = this.#random;
    const names = ["input", "sink"];
    const code = [];
    if (chance(70)) {
      code.push(`const held = ${this.#call(one(["input.open", "acquire", "sink.take"]), names)};`);
      names.push("held");
    }
    if (chance(40)) {
      code.push("let count = 0;");
      names.push("count");
    }
    return { code, names };
  }

  #statements(number, names, mayEnd) {
    const known = [...names];
    const code = [];
    for (let i = 0; i < number; i++) code.push(this.#statement(known, mayEnd && i === number - 1));
    return code;
  }

  #statement(names, isLast) {
    const { weighted, one, int } = this.#random;
    const kinds = { call: 5, declare: 2, write: 2, if: 2, loop: 1, throw: 0.5, nothing: 0.3 };
    if (names.includes("count")) kinds.count = 2;
    if (isLast) kinds.return = 3;
    if (this.#head.isGenerator) kinds.yield = 3;
    if (this.#head.isAsync) kinds.float = 0.5;
    switch (weighted(kinds)) {
      case "call":
        return `${this.#call(this.#callee(names), names)};`;
      case "declare": {
        const name = `local${++this.#names}`;
        const code = `const ${name} = ${this.#call(this.#callee(names), names)};`;
        names.push(name);
        return code;
      }
      case "write":
        return `${one(["input", "sink"])}.${one(["state", "last"])} = ${this.#value(names)};`;
      case "count":
        return "count++;";
      case "if":
        return `if (${one(["input", "sink"])}.${one(["ready", "full"])}) { ${this.#statement([...names], isLast)} }`;
      case "loop":
        return `for (const item of ${one(["input", "sink"])}.items) { ${this.#statement([...names, "item"], false)} }`;
      case "throw":
        return `if (${one(["input", "sink"])}.broken) throw new Error("broken ${int(1, 9)}");`;
      case "return":
        return `return ${this.#random.chance(60) ? this.#call(this.#callee(names), names) : this.#value(names)};`;
      case "yield":
        return `yield ${this.#value(names)};`;
      case "float":
        return `void (async () => { ${this.#call("flush", names)}; ${this.#call("sink.note", names)}; })();`;
      default:
        return ";";
    }
  }

  #callee(names) {
    const { one } = this.#random;
    const method = one(["send", "load", "tell", "check"]);
    const objects = names.filter((name) => !/^(count|error|local)/.test(name));
    const self = this.#head.open.startsWith("class") ? [`this.#pool.${method}`, `this.${method}`] : [];
    return one([method, ...objects.map((name) => `${name}.${method}`), ...self]);
  }

  #call(callee, names) {
    const { chance, int } = this.#random;
    const args = Array.from({ length: int(0, 2) }, () => this.#value(names));
    const call = `${callee}(${args.join(", ")})`;
    return this.#head.isAsync && chance(45) ? `await ${call}` : call;
  }

  #value(names) {
    const { one } = this.#random;
    return one([...names, `${one(["input", "sink"])}.${one(["size", "name"])}`, "7", '"text"']);
  }

  /** Statements that only the arrow's keyword tells apart: no return, yield, break. */
  #finalizer(names) {
    const { int, one, chance } = this.#random;
    const awaits = this.#head.isAsync && chance(55);
    const target = names.includes("held") ? "held" : one(["input", "sink"]);
    const release = (name) =>
      `${awaits ? "await " : ""}${target}.${name}(${chance(30) ? this.#value(names) : ""});`;
    const extra = () =>
      one([
        `sink.state = ${this.#value(names)};`,
        `log(${this.#value(names)});`,
        `if (sink.ready) ${release("settle")}`,
        ...(names.includes("count") ? ["sink.tell(count);"] : []),
      ]);
    const code = [release(one(["close", "release", "end"]))];
    for (let i = int(0, 2); i > 0; i--) code.splice(int(0, code.length), 0, extra());
    if (!awaits || chance(70)) return code;
    return [`if (sink.open) { ${code.join(" ")} }`]; // awaits on some paths only
  }
}

const lines = (code) => code.join("\n  ");
const awaits = (code) => /\bawait\b/.test(lines(code));

function before({ head, prelude, body, handler, finalizer, rest, loop }) {
  const handled = handler ? ` catch (error) {\n  ${lines(handler)}\n}` : "";
  const statement = `try {\n  ${lines(body)}\n}${handled} finally {\n  ${lines(finalizer)}\n}`;
  return assemble(head, prelude, loop, statement, rest);
}

function assemble({ open, close }, prelude, loop, statement, rest) {
  const all = [...prelude, loop ? `for (const turn of input.turns) {\n${statement}\n}` : statement, ...rest];
  return `${open}\n${lines(all)}\n${close}\n`;
}

const imports = `import { defer, deferAsync } from "await-using";\n`;

function declaration(finalizer, { callback = "() =>", isAsync = awaits(finalizer), keyword } = {}) {
  const word = keyword ?? (isAsync ? "await using" : "using");
  const make = isAsync ? "deferAsync" : "defer";
  return `${word} _held = ${make}(${isAsync ? "async " : ""}${callback} { ${lines(finalizer)} });`;
}

/** Rewrites as the rule `prefer-using` does: the declaration, then the body, in a block where something follows. */
function right(parts, statement = declaration(parts.finalizer), { inBlock = true } = {}) {
  const { head, prelude, body, handler, finalizer, rest, loop } = parts;
  const inner = handler
    ? `try {\n  ${lines(body)}\n} catch (error) {\n  ${lines(handler)}\n}`
    : body.some((code) => code.startsWith("const")) && /local/.test(lines(finalizer))
      ? `{ ${lines(body)} }`
      : lines(body);
  const isLast = rest.length === 0 || loop;
  const code = isLast || !inBlock ? `${statement}\n  ${inner}` : `{ ${statement}\n  ${inner} }`;
  return imports + assemble(head, prelude, loop, code, rest);
}

/** Mechanical mistakes; those that a program has no room for are left out. */
function wrong(parts, random) {
  const { head, prelude, body, handler, finalizer, rest, loop } = parts;
  const isAsync = awaits(finalizer);
  const found = {};
  const changed = (code) => ({ ...parts, ...code });
  found.dropped = right(parts, ";");
  found["not disposed of"] = right(parts, declaration(finalizer, { keyword: "const" }));
  // Where nothing is done before, or the rest is never come to, these would be right.
  const acts = (code) => /^(const|await|throw|return|[\w.#]+\()/.test(code[0]) && /[(.]/.test(code[0]);
  if (acts(body) && (!handler || acts(handler))) {
    found["only on success"] = assemble(
      head,
      prelude,
      loop,
      handler
        ? `try {\n  ${lines(body)}\n} catch (error) {\n  ${lines(handler)}\n}\n${lines(finalizer)}`
        : `{ ${lines(body)} }\n${lines(finalizer)}`,
      rest,
    );
  }
  found["another object"] = right(
    parts,
    declaration(replaceLast(finalizer, /\b(held|input|sink)\./, "other.")),
  );
  found["another method"] = right(
    parts,
    declaration(replaceLast(finalizer, /\.(close|release|end)\(/, ".destroy(")),
  );
  found["error swallowed"] = right(parts, declaration([`try { ${lines(finalizer)} } catch {}`]));
  // Not where nothing is done before, nor where the rest is never come to: there it would be right.
  if (acts(body)) found["evaluated at once"] = right(parts, lines(finalizer));
  if (isAsync) {
    found["async callback under using"] = right(
      parts,
      `using _held = defer(async () => { ${lines(finalizer)} });`,
    );
    found["not awaited"] = right(
      parts,
      declaration(
        finalizer.map((code) => code.replaceAll("await ", "")),
        { isAsync },
      ),
    );
  } else if (head.isAsync) {
    found["awaited where it was not"] = right(parts, declaration(finalizer, { keyword: "await using" }));
    found["awaited in deferAsync"] = right(
      parts,
      `await using _held = deferAsync(async () => { ${lines(finalizer).replace(/(?<![.\w])(held|input|sink)\.(close|release|end)\(/, "await $&")} });`,
    );
  }
  if (/\bthis\b/.test(lines(finalizer))) {
    found["function instead of arrow"] = right(parts, declaration(finalizer, { callback: "function ()" }));
  }
  if (handler) {
    const code = `try {\n  ${declaration(finalizer)}\n  ${lines(body)}\n} catch (error) {\n  ${lines(handler)}\n}`;
    found["inside the try"] = imports + assemble(head, prelude, loop, code, rest);
    if (acts(body)) found["catch dropped"] = right(changed({ handler: undefined }));
  }
  const goesOn = [body, ...(handler ? [handler] : [])].some((code) => !/^(return|throw)/.test(code.at(-1)));
  if (rest.length > 0 && !loop && goesOn)
    found["flattened though code follows"] = right(parts, undefined, { inBlock: false });
  if (prelude.some((code) => code.includes("held"))) {
    const code = right(parts, ";").replace(prelude[0], `${declaration(finalizer)}\n  ${prelude[0]}`);
    if (!loop) found["before the acquisition"] = code;
  }
  if (finalizer.length > 1) {
    const split = finalizer.map((code, i) => declaration([code]).replace("_held", `_held${i}`));
    found["split into several"] = right(parts, lines(split));
    found["wrong order"] = right(parts, declaration([...finalizer].reverse()));
    const gone = random.int(0, finalizer.length - 1);
    found["a statement lost"] = right(parts, declaration(finalizer.filter((_, i) => i !== gone)));
  }
  if (/\bcount\b/.test(lines(finalizer)) && /count\+\+/.test(lines([...body, ...(handler ?? [])]))) {
    const early = declaration(finalizer.map((code) => code.replace(/\bcount\b/g, "early")));
    found["argument evaluated early"] = right(parts, `const early = count;\n  ${early}`);
  }
  if (/return/.test(lines(body)) && !loop && !head.isGenerator) {
    found["return value overridden"] = before(changed({ finalizer: [...finalizer, "return undefined;"] }));
  }
  return found;
}

function replaceLast(code, pattern, by) {
  const at = code.findLastIndex((line) => pattern.test(line));
  return code.map((line, i) => (i === at ? line.replace(pattern, by) : line));
}
