// Random modules and CommonJS files with `using` at their top level, known by a seed and a number.
import { randomOf } from "../../oracle/random.mjs";
import type { Program } from "./ways.js";

type Random = ReturnType<typeof randomOf>;

/** Makes program `index` of `seed`. */
export function generate(seed: number, index: number): Program {
  return new Generator(randomOf(seed, index)).program(`seed ${seed}, ${index}`);
}

/** Where statements stand. */
type Place = "top" | "block" | "function";

class Generator {
  readonly #random: Random;
  readonly #isTypeScript: boolean;
  readonly #kind: Program["kind"];
  readonly #hasSemicolons: boolean;
  readonly #isAsync: boolean;
  #count = 0;
  /** Names of the top level that expressions may use, declared or not yet. */
  readonly #names: string[] = [];
  readonly #functions: string[] = [];
  readonly #exported = new Set<string>();
  #hasDefault = false;
  #usesDecorators = false;

  constructor(random: Random) {
    this.#random = random;
    this.#isTypeScript = random.chance(40);
    this.#kind = random.chance(this.#isTypeScript ? 0 : 25) ? "commonjs" : "module";
    this.#hasSemicolons = random.chance(50);
    this.#isAsync = this.#kind === "module" && random.chance(30);
  }

  program(name: string): Program {
    const { int, chance } = this.#random;
    const statements: string[] = [];
    if (this.#kind === "module") {
      statements.push(`import { probe } from "./probe.js"`);
      if (chance(30)) statements.push(`import { o${chance(30) ? ", p" : ""} } from "./other.js"`);
    } else {
      if (chance(30)) statements.push(`"use strict"`);
      statements.push(`const { probe } = require("./probe.js")`);
    }
    const before = int(0, 3);
    for (let i = 0; i < before; i++) statements.push(this.#statement("top"));
    statements.push(this.#resource("top"));
    const after = int(0, 6);
    for (let i = 0; i < after; i++) statements.push(this.#statement("top"));
    statements.push(...this.#exportsOfNames());
    if (chance(40)) statements.push(this.#statement("top"));
    if (chance(15)) statements.push(`throw new Error("end")`);
    if (chance(30)) this.#moveFunction(statements);
    if (this.#usesDecorators) statements.push(`function dec(value: any, x: any) { log(x.kind, x.name) }`);
    const source = this.#join(statements.filter(Boolean));
    return { name, file: this.#isTypeScript ? "program.ts" : "program.js", kind: this.#kind, source };
  }

  /** Puts a function before what it uses. */
  #moveFunction(statements: string[]): void {
    const from = statements.findIndex((statement) => /^(?:export )?function \w+\(\) \{/.test(statement));
    if (from < 0) return;
    const [moved] = statements.splice(from, 1) as [string];
    statements.splice(this.#random.int(this.#kind === "module" ? 1 : 2, from), 0, moved);
  }

  /** With semicolons, or with line ends where the language does without. */
  #join(statements: readonly string[]): string {
    return statements
      .map((statement, index) => {
        const isBlock =
          /\}$/.test(statement) &&
          !/^(?:let|const|var|using|await|import|export \{|export \*|log|[([`])/.test(statement);
        if (this.#hasSemicolons)
          return (
            statement +
            (isBlock ? (this.#random.chance(10) ? ";" : "") : ";") +
            (this.#random.chance(80) ? "\n" : " ")
          );
        const next = statements[index + 1] ?? "";
        // Where two lines would become one, the style without semicolons puts one before; not always behind what is a block.
        const joins = /^[([`/+-]/.test(next) && !(isBlock && this.#random.chance(70));
        // To TypeScript's parser a block behind a signature would be its body.
        const isSignature = /^(?:declare|(?:export )?function \w+\([^)]*\): \w+$)/.test(statement);
        return `${statement}${isSignature ? ";" : ""}\n${joins ? ";" : ""}`;
      })
      .join("");
  }

  #name(prefix: string): string {
    return `${prefix}${this.#count++}`;
  }

  #resource(place: Place): string {
    const { chance, one, weighted } = this.#random;
    const isAsync = this.#isAsync && place !== "function" && chance(50);
    const name = this.#name("r");
    if (place === "top") this.#names.push(name);
    const thrown = chance(8) ? `, "${name} fails"` : "";
    const value = weighted({ resource: 80, nothing: 15, fn: 5 });
    const init =
      value === "nothing"
        ? one(["null", "undefined"])
        : value === "fn"
          ? one([`Object.assign(() => {}, R("${name}"))`, `R("${name}")`])
          : `${isAsync ? one(["A", "R"]) : "R"}("${name}"${thrown})`;
    const more = chance(10) ? `, ${this.#name("r")} = R("more")` : "";
    return `${isAsync ? "await " : ""}using ${name} = ${init}${more}`;
  }

  /** An expression that never ends the program, though it may read what is not initialized. */
  #expression(): string {
    const { chance, one, int } = this.#random;
    if (this.#names.length > 0 && chance(50)) {
      const name = one(this.#names);
      return one([
        `(() => { try { return typeof ${name} } catch (e) { return e.name } })()`,
        `(() => { try { return ${name} } catch (e) { return e.name } })()`,
        `({ ${name}: 1 }).${name}`,
      ]);
    }
    return one([
      String(int(0, 9)),
      `"s${int(0, 9)}"`,
      "() => 1",
      "class {}",
      "[1, 2].length",
      "function () {}",
    ]);
  }

  #exportable(declaration: string, name: string, place: Place): string {
    const isExported = place === "top" && this.#kind === "module" && this.#random.chance(35);
    if (isExported) this.#exported.add(name);
    return isExported ? `export ${declaration}` : declaration;
  }

  #statement(place: Place): string {
    const choice = this.#random.weighted({
      resource: 10,
      variable: 20,
      pattern: 5,
      fn: 15,
      class: 8,
      log: 12,
      assign: 8,
      block: 8,
      loop: 4,
      switch: 3,
      probe: place === "top" ? 8 : 0,
      punctuation: place === "top" ? 6 : 0,
      import: place === "top" && this.#kind === "module" ? 4 : 0,
      default: place === "top" && this.#kind === "module" && !this.#hasDefault ? 5 : 0,
      typescript: place === "top" && this.#isTypeScript ? 25 : 0,
    });
    switch (choice) {
      case "resource":
        return this.#resource(place);
      case "variable":
        return this.#variable(place);
      case "pattern":
        return this.#pattern(place);
      case "fn":
        return this.#function(place);
      case "class":
        return this.#class(place);
      case "assign":
        return this.#assignment();
      case "block":
        return `{ ${this.#inner("block")} }`;
      case "loop":
        return this.#loop();
      case "switch":
        return `switch (1) { case 1: log(${this.#expression()}); ${this.#plain("function ", this.#name("s"))} }`;
      case "probe":
        return this.#probe();
      case "punctuation":
        return this.#random.one([
          `(() => log("paren"))()`,
          `[1].forEach((n) => log(n))`,
          "`${log(1)}`",
          `/x/.test("x") && log("r")`,
          `+log(2)`,
        ]);
      case "import":
        return this.#random.one([
          `import "./late.js"`,
          `import * as ${this.#name("ns")} from "./other.js"`,
          `export * from "./other.js"`,
          `export { p as ${this.#name("q")} } from "./other.js"`,
        ]);
      case "default":
        return this.#default();
      case "typescript":
        return this.#typeScript();
      default:
        return `log(${this.#expression()})`;
    }
  }

  #plain(keyword: string, name: string): string {
    return `${keyword}${name}() { return "${name}" }`;
  }

  #inner(place: Place): string {
    const { int } = this.#random;
    const count = int(1, 3);
    const all: string[] = [];
    for (let i = 0; i < count; i++) all.push(this.#statement(place));
    return all.join("; ");
  }

  #variable(place: Place): string {
    const { one, chance } = this.#random;
    const keyword = one(["const", "let", "var"]);
    const name = this.#name(keyword === "const" ? "k" : "v");
    const init = keyword === "const" || chance(80) ? ` = ${this.#expression()}` : "";
    if (place === "top") this.#names.push(name);
    return this.#exportable(`${keyword} ${name}${init}`, name, place);
  }

  #pattern(place: Place): string {
    const keyword = this.#random.one(["const", "let", "var"]);
    const prefix = keyword === "const" ? "k" : "v";
    const [a, b] = [this.#name(prefix), this.#name(prefix)];
    const statement = this.#exportable(
      `${keyword} { ${a} = ${this.#expression()}, x: [${b}] } = { x: [${this.#expression()}] }`,
      a,
      place,
    );
    // Only now: what reads a name before its initialization is a case of its own.
    if (place === "top") this.#names.push(a, b);
    return statement;
  }

  #function(place: Place): string {
    const { chance, one } = this.#random;
    // Sloppy functions may have one name twice.
    const again = place !== "block" && this.#kind === "commonjs" && this.#functions.length > 0 && chance(15);
    const name = again ? one(this.#functions) : this.#name("f");
    if (place === "top") {
      this.#functions.push(name);
      this.#names.push(name);
    }
    const body = chance(25) ? `${this.#inner("function")}; return 1` : `return ${this.#expression()}`;
    return this.#exportable(`function ${name}() { ${body} }`, name, place);
  }

  #class(place: Place): string {
    const name = this.#name("C");
    if (place === "top") this.#names.push(name);
    const member = this.#random.one([
      "",
      `static s = ${this.#expression()}`,
      `m() { return ${name} }`,
      `static n = ${name}.name`,
      `static { log("static") }`,
    ]);
    return this.#exportable(`class ${name} { ${member} }`, name, place);
  }

  #assignment(): string {
    const variables = this.#names.filter((name) => name.startsWith("v"));
    if (variables.length === 0) return `log(0)`;
    const name = this.#random.one(variables);
    return `try { ${name} = ${this.#expression()} } catch (e) { log(e.name) }`;
  }

  #loop(): string {
    const name = this.#name("r");
    const isAsync = this.#isAsync && this.#random.chance(50);
    return this.#random.one([
      `for (using ${name} of [R("a"), null, R("b")]) { log(${name}); ${this.#inner("block")} }`,
      isAsync
        ? `for (await using ${name} of [A("a"), R("b")]) log(${name})`
        : `for (const ${name} of [1]) log(${name})`,
      `for (using ${name} = R("${name}"); ; ) { log(1); break }`,
      `for (const i of [1, 2]) { try { using ${name} = null; if (i === 1) throw new Error("one") } catch (e) { log(i, e) } }`,
    ]);
  }

  #probe(): string {
    const names = [...this.#functions, ...this.#exported];
    return `probe("${names.length > 0 ? this.#random.one(names) : "nothing"}")`;
  }

  #default(): string {
    this.#hasDefault = true;
    const name = this.#name("D");
    return this.#random.one([
      `export default function () { return ${this.#expression()} }`,
      `export default function ${name}() { return ${this.#expression()} }`,
      `export default class {}`,
      `export default class ${name} { static n = ${name}.name }`,
      `export default () => ${this.#expression()}`,
      `export default ${this.#expression()}`,
    ]);
  }

  #exportsOfNames(): string[] {
    if (this.#kind === "commonjs") {
      return this.#names
        .filter(() => this.#random.chance(30))
        .map((name) => `try { exports.${name} = ${name} } catch (e) { log(e.name) }`);
    }
    // V8 forgets to dispose of a resource that is exported: a case of its own.
    const names = this.#names.filter(
      (name) => !this.#exported.has(name) && !name.startsWith("r") && this.#random.chance(20),
    );
    return names.length > 0
      ? [
          `export { ${names.map((name) => (this.#random.chance(30) ? `${name} as ${name}x` : name)).join(", ")} }`,
        ]
      : [];
  }

  #typeScript(): string {
    const { one, chance } = this.#random;
    const name = this.#name("T");
    switch (
      one([
        "enum",
        "const enum",
        "namespace",
        "merged",
        "import",
        "abstract",
        "overloads",
        "decorated",
        "type",
        "declare",
      ])
    ) {
      case "enum":
      case "const enum": {
        this.#names.push(name);
        const keyword = chance(30) ? "const enum" : "enum";
        return this.#exportable(
          `${keyword} ${name} { A, B = A << 2, C = ${chance(50) ? `"x".length` : 5} }`,
          name,
          "top",
        );
      }
      case "namespace":
        this.#names.push(name);
        return this.#exportable(
          `namespace ${name} { export const n = ${this.#expression()}; export function f() { return n } }`,
          name,
          "top",
        );
      case "merged": {
        this.#names.push(name);
        const is = this.#random.chance(50) ? "export " : "";
        if (is) this.#exported.add(name);
        const first = one([`enum ${name} { A = 1 }`, `class ${name} {}`, `function ${name}() { return 1 }`]);
        return `${is}${first}\n${is}namespace ${name} { export const n = 1 }`;
      }
      case "import":
        this.#names.push(name);
        return `namespace ${name}n { export const q = 5 }\nimport ${name} = ${name}n.q`;
      case "abstract":
        this.#names.push(name);
        return this.#exportable(`abstract class ${name} { abstract m(): void; static s = 1 }`, name, "top");
      case "overloads": {
        this.#names.push(name);
        const is = chance(50) ? "export " : "";
        if (is) this.#exported.add(name);
        return `${is}function ${name}(a: string): string\n${is}function ${name}(a?: any): any { return a }`;
      }
      case "decorated":
        this.#names.push(name);
        this.#usesDecorators = true;
        return one([
          `@dec ${this.#exportable(`class ${name} {}`, name, "top")}`,
          `@dec class ${name} { @dec m() {} @dec static s() {} }`,
          this.#exportable(`class ${name} { @dec accessor a = ${this.#expression()} }`, name, "top"),
        ]);
      case "type":
        return one([`interface ${name} { a: 1 }`, `type ${name} = 1`, `export type ${name} = 2`]);
      default:
        return one([
          `declare const ${name}: number`,
          `declare function ${name}(): void`,
          `declare class ${name} {}`,
        ]);
    }
  }
}
