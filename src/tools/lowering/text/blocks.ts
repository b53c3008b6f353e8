// Lowers the blocks that declare resources, by edits of their text: what is not edited stays as it is, types, JSX,
// decorators and comments included.
//
//   { using a = f(); … }     { const ctx = usingCtx(); try { const a = ctx.u(f()); … }
//                              catch (error) { ctx.e = error; } finally { ctx.d(); } }

import type MagicString from "magic-string";
import { LoweringError } from "./failure.js";
import { functionsOfVariables, replacedFunctions } from "../plan/bodies.js";
import { childrenOf, isAnonymousDefinition } from "../plan/tree.js";
import {
  countDirectives,
  declaresAsync,
  type Declarator,
  type Identifier,
  isResource,
  type Node,
  type StatementList,
  type VariableDeclaration,
} from "./syntax.js";

/** The names that lowered code declares; they occur nowhere in the source, so one of each is enough. */
export interface Names {
  /** The runtime's `usingCtx`. */
  readonly helper: string;
  /** The resources of the block. */
  readonly context: string;
  readonly error: string;
  /** What the disposal returned. */
  readonly done: string;
}

interface Loop extends Node {
  readonly init?: Node | null;
  readonly left?: Node;
  readonly body: Node;
}

/** The lowering of one file: visits its tree in the order of the source, and edits. */
export class Blocks {
  /** Was anything lowered? */
  isChanged = false;
  readonly out: MagicString;
  readonly names: Names;
  readonly #source: string;
  readonly #file: string;

  constructor(source: string, file: string, out: MagicString) {
    this.#source = source;
    this.#file = file;
    this.out = out;
    this.names = {
      helper: this.name("_usingCtx"),
      context: this.name("_using"),
      error: this.name("_error"),
      done: this.name("_done"),
    };
  }

  /** Returns a name that is not in the source. */
  name(wanted: string): string {
    let name = wanted;
    for (let i = 2; this.#source.includes(name); i++) name = `${wanted}${i}`;
    return name;
  }

  fail(node: Node, reason: string): never {
    throw new LoweringError(reason, this.#file, this.#source, node.start);
  }

  /** Lowers what is below a node. */
  visitChildren(node: Node): void {
    for (const child of childrenOf(node)) this.visit(child);
  }

  /** @param start - where the node begins with its labels */
  visit(node: Node, start = node.start): void {
    switch (node.type) {
      case "BlockStatement":
      case "StaticBlock":
      case "TSModuleBlock":
        return this.#visitBlock(node as StatementList);
      case "LabeledStatement": // its label is an identifier, which has nothing below it
        return this.visit((node as unknown as { body: Node }).body, start);
      case "ForStatement":
        return this.#visitFor(node as Loop, start);
      case "ForOfStatement":
        return this.#visitForOf(node as Loop);
      case "VariableDeclaration":
        if (isResource(node)) this.fail(node, `a '${node.kind}' declaration must be in a block`);
    }
    this.visitChildren(node);
  }

  #visitBlock(block: StatementList): void {
    const { body } = block;
    if (!body.some(isResource)) return this.visitChildren(block);
    if (block.type === "TSModuleBlock") this.#checkNamespace(body);
    const directives = countDirectives(body);
    const start = directives > 0 ? body[directives - 1]!.end : this.#afterBrace(block);
    this.out.appendLeft(start, this.opening(directives > 0 ? "; " : " "));
    const replaced = replacedFunctions(body);
    const variables = functionsOfVariables(body);
    for (const statement of body) {
      if (replaced.has(statement)) this.removeStatement(statement);
      else if (isResource(statement)) this.declare(statement);
      else {
        if (variables.has(statement)) this.makeVariable(statement, start);
        this.visit(statement);
      }
    }
    this.out.appendLeft(block.end - 1, this.closing(declaresAsync(body)));
  }

  /** Takes a statement away, but not from between its neighbours, which are no neighbours in the source. */
  removeStatement({ start, end }: Node): void {
    this.out.update(start, end, ";");
  }

  /** Makes a function the first value of the variable of its name, in front of `before`. */
  makeVariable(declaration: Node, before: number): void {
    const { start, end, id } = declaration as Node & { readonly id: Identifier };
    this.out.appendRight(start, `var ${id.name} = `).remove(id.start, id.end).appendLeft(end, "; ");
    if (start === before) return;
    this.out.move(start, end, before);
    this.out.prependRight(end, ";");
  }

  #checkNamespace(body: readonly Node[]): void {
    const exported = body.find(({ type }) => type.startsWith("Export"));
    if (exported)
      this.fail(exported, "a namespace that declares resources cannot export: nothing may follow `using`");
  }

  #afterBrace({ type, start }: Node): number {
    if (type !== "StaticBlock") return start + 1;
    const head = /^static(?:\s|\/\*[^]*?\*\/|\/\/.*)*\{/.exec(this.#source.slice(start));
    return start + head![0].length;
  }

  /** `for (using x = f(); …; …) …` is the same as `{ using x = f(); for (; …; …) … }`, but for the scope of x. */
  #visitFor(loop: Loop, start: number): void {
    if (!isResource(loop.init)) return this.visitChildren(loop);
    this.out.appendRight(start, `{${this.opening(" ")}`);
    for (const child of childrenOf<Node>(loop)) {
      if (child === loop.init) this.declare(loop.init, "");
      else this.visit(child);
    }
    this.out.appendLeft(loop.end, ` ${this.closing(declaresAsync([loop.init]))} }`);
  }

  /** `for (using x of …) …` is the same as `for (const x of …) { using _ = x; … }`. */
  #visitForOf(loop: Loop): void {
    const { left, body } = loop;
    if (!isResource(left)) return this.visitChildren(loop);
    const { id } = left.declarations[0]!;
    this.#changeKeyword(left, "const");
    for (const child of childrenOf<Node>(loop)) {
      if (child === left) continue;
      if (child === body) {
        const call = `${this.#method(left)}(${(id as Identifier).name});`;
        this.out.appendRight(body.start, `{${this.opening(" ")}${call} `);
      }
      this.visit(child);
    }
    this.out.appendLeft(body.end, ` ${this.closing(declaresAsync([left]))} }`);
  }

  /**
   * Makes a declaration of variables of a declaration of resources.
   *
   * @param end - what a statement needs behind it: a call, unlike an arrow function, can go on in the next line
   */
  declare(declaration: VariableDeclaration, end = ";", keyword: "const" | "var" = "const"): void {
    this.isChanged = true;
    this.#changeKeyword(declaration, keyword);
    for (const declarator of declaration.declarations) this.#add(declarator, this.#method(declaration));
    if (this.#source[declaration.end - 1] !== ";") this.out.appendLeft(declaration.end, end);
  }

  #changeKeyword(declaration: VariableDeclaration, keyword: string): void {
    this.isChanged = true;
    this.out.update(declaration.start, declaration.declarations[0]!.id.start, `${keyword} `);
  }

  #add({ id, init }: Declarator, method: string): void {
    if (!init) return;
    const wrap = isAnonymousDefinition(init) ? named((id as Identifier).name) : ["", ""];
    this.out.appendRight(init.start, `${method}(${wrap[0]}`);
    this.visit(init);
    this.out.appendLeft(init.end, `${wrap[1]})`);
  }

  #method({ kind }: VariableDeclaration): string {
    return `${this.names.context}.${kind === "using" ? "u" : "a"}`;
  }

  /** What begins a block, up to its statements. */
  opening(space: string): string {
    const { context, helper } = this.names;
    return `${space}const ${context} = ${helper}(); try { `;
  }

  /** What ends it. There is something to await only if an `await using` declaration was evaluated. */
  closing(isAsync: boolean): string {
    const { context, error, done } = this.names;
    const dispose = isAsync
      ? `const ${done} = ${context}.d(); if (${done}) await ${done};`
      : `${context}.d();`;
    return `} catch (${error}) { ${context}.e = ${error}; } finally { ${dispose} }`;
  }
}

/** What to put around an anonymous function or class, so that it is called `name`. */
export function named(name: string): [before: string, after: string] {
  // V8 gives a class its computed name even if it has a static method `name`; `__proto__` must be computed all the same.
  return name === "__proto__" ? [`{ ["${name}"]: `, ` }["${name}"]`] : [`{ ${name}: `, ` }.${name}`];
}
