// The top level of a file, in text: what the plan moves is moved, what it shares becomes a variable.

import { declaredNames, planTopLevel, type Plan, type Step } from "../plan/top-level.js";
import { usedNames } from "../plan/names.js";
import { childrenOf, declarationOf, isAnonymousDefinition } from "../plan/tree.js";
import { type Blocks, named } from "./blocks.js";
import { Namespaces } from "./namespace.js";
import {
  declaresAsync,
  type Identifier,
  isResource,
  type Node,
  startOf,
  type StatementList,
  type VariableDeclaration,
} from "./syntax.js";
import { skipWords, unexport } from "./words.js";

interface Declaration extends Node {
  readonly id?: Identifier | null;
  readonly body?: unknown;
  readonly abstract?: boolean;
  readonly decorators?: readonly Node[];
}

/**
 * Lowers a program.
 *
 * @param refusal - why it may not declare resources at its top level
 */
export function lowerProgram(blocks: Blocks, program: StatementList, source: string, refusal?: string): void {
  const plan = planTopLevel(program.body);
  if (!plan) blocks.visitChildren(program);
  else if (refusal !== undefined) {
    blocks.fail(plan.steps.find(({ statement }) => isResource(statement))!.statement, refusal);
  } else new TopLevel(blocks, plan, source).lower();
}

class TopLevel {
  readonly #blocks: Blocks;
  readonly #plan: Plan<Node>;
  readonly #source: string;
  readonly #namespaces: Namespaces;
  /** Where the block begins. */
  readonly #start: number;
  /** What is declared before the block. */
  #front = "";

  constructor(blocks: Blocks, plan: Plan<Node>, source: string) {
    this.#blocks = blocks;
    this.#plan = plan;
    this.#source = source;
    this.#namespaces = new Namespaces(blocks, source);
    this.#start = plan.steps[0]!.statement.start;
  }

  lower(): void {
    const { before, steps } = this.#plan;
    const { out } = this.#blocks;
    for (const statement of before) {
      const declaration = declarationOf(statement);
      if (declaration.type === "TSModuleDeclaration") this.#namespaces.note(declaration);
      this.#blocks.visit(statement);
    }
    for (const step of steps) {
      if (step.to === "nowhere") this.#blocks.removeStatement(step.statement);
      else if (step.to === "outside") this.#move(step);
      else this.#place(step);
    }
    out.prependRight(this.#start, this.#front + this.#blocks.opening(""));
    const inside = steps.filter(({ to }) => to !== "outside").map(({ statement }) => statement);
    out.appendLeft(inside[inside.length - 1]!.end, ` ${this.#blocks.closing(declaresAsync(inside))}`);
  }

  #move({ statement, declaration }: Step<Node>): void {
    const { out } = this.#blocks;
    this.#blocks.visit(statement);
    out.appendLeft(statement.end, endsItself(declaration) ? " " : "; ");
    out.move(startOf(statement), statement.end, this.#start);
    out.prependRight(statement.end, ";"); // its neighbours stay two statements
  }

  /** Leaves a statement in the block; lets it be seen outside, where that is needed. */
  #place(step: Step<Node>): void {
    const { statement, declaration, exports } = step;
    this.#front += exports.map((name) => `export { ${name} }; `).join("");
    if (statement.type === "TSExportAssignment") {
      this.#blocks.fail(
        statement,
        "an `export =` cannot follow a resource at the top level: put it before the first",
      );
    }
    if (declaration !== statement) unexport(this.#blocks.out, this.#source, statement, declaration);
    if (step.isDefault) this.#placeDefault(declaration);
    else if (isResource(declaration)) {
      this.#blocks.declare(declaration, ";", step.isShared ? "var" : "const");
    } else {
      const after = this.#wrap(step);
      this.#blocks.visit(declaration);
      this.#blocks.out.appendLeft(declaration.end, after);
    }
  }

  /** Writes what belongs before a declaration in the block; returns what belongs after it. */
  #wrap({ declaration, isShared, isMerged, isVariable }: Step<Node>): string {
    const { out } = this.#blocks;
    switch (declaration.type) {
      case "TSModuleDeclaration":
        this.#namespaces.rewrite(declaration, isMerged ? declaredNames(declaration)[0]! : "{}");
        return "";
      case "TSImportEqualsDeclaration":
        out.update(declaration.start, (declaration as Declaration).id!.start, isShared ? "var " : "const ");
        return "";
      case "FunctionDeclaration":
        if (isVariable) this.#blocks.makeVariable(declaration, this.#start);
        return "";
    }
    return isShared ? this.#share(declaration, isMerged) : "";
  }

  /** Lets a declaration be seen outside; returns what belongs after it. */
  #share(declaration: Declaration, isMerged: boolean): string {
    const { out } = this.#blocks;
    const { start, id } = declaration;
    if (declaration.type === "VariableDeclaration") {
      const { kind } = declaration as unknown as VariableDeclaration;
      if (kind !== "var") out.update(start, start + kind.length, "var");
    } else if (declaration.type === "TSEnumDeclaration") {
      const { name } = id!;
      out.appendRight(start, isMerged ? `Object.assign(${name}, (() => { ` : `var ${name} = (() => { `);
      return ` return ${name}; })()${isMerged ? ")" : ""};`;
    } else if (declaration.type === "ClassDeclaration") {
      if (mustBeDeclaration(declaration)) return this.#shareClass(id!.name);
      if (declaration.abstract) this.#makeConcrete(declaration);
      out.appendRight(start, `var ${id!.name} = `);
      // With a name of its own, which shadows the variable's, a bundler would rename it.
      if (!mentions(declaration, id!)) out.remove(id!.start, id!.end);
      return ";";
    }
    return "";
  }

  /** An abstract class must be a declaration; what makes it abstract is gone at run time. */
  #makeConcrete(declaration: Declaration): void {
    const start = skipWords(this.#source, declaration.start, "abstract");
    this.#blocks.out.update(declaration.start, start, "");
    for (const member of (declaration.body as { body: readonly Node[] }).body) {
      if (member.type.startsWith("TSAbstract")) this.#blocks.removeStatement(member);
    }
  }

  /** Assigns a class to a variable outside the block. */
  #shareClass(name: string): string {
    const set = this.#blocks.name(`_set_${name}`);
    this.#front += `let ${name}; function ${set}(value) { ${name} = value; } `;
    return ` ${set}(${name});`;
  }

  #placeDefault(declaration: Declaration): void {
    const { out } = this.#blocks;
    const isClass = declaration.type === "ClassDeclaration";
    const name = (isClass && declaration.id?.name) || this.#blocks.name("_default");
    this.#front += `export { ${name} as default }; `;
    const { id, decorators = [] } = declaration;
    let after: string;
    if (isClass && mustBeDeclaration(declaration)) {
      after = this.#shareClass(name);
      if (!id) {
        const start = Math.max(declaration.start, ...decorators.map(({ end }) => end));
        out.appendLeft(skipWords(this.#source, start, "export", "default", "abstract", "class"), ` ${name}`);
        // No declaration can be called so; the decorators see another name.
        if (!hasStaticName(declaration))
          after += ` Object.defineProperty(${name}, "name", { value: "default", configurable: true });`;
      }
    } else if (isClass && id) {
      after = this.#share(declaration, false);
    } else {
      const [head, tail] = isClass || isAnonymousDefinition(declaration) ? named("default") : ["", ""];
      out.appendRight(declaration.start, `var ${name} = ${head}`);
      after = `${tail};`;
    }
    this.#blocks.visit(declaration);
    out.appendLeft(declaration.end, after);
  }
}

/** Can any statement follow in the same line? After an overload none can, and no `;` may follow where it has one. */
function endsItself({ type }: Node): boolean {
  return /^(?:Function|TSEnum)Declaration$/.test(type);
}

/** Is a class expression not enough for this class? Older decorators are not for it. */
function mustBeDeclaration(declaration: Node): boolean {
  return contains(declaration, "Decorator");
}

/** Does a class use its own name? */
function mentions(declaration: Node, { name }: Identifier): boolean {
  const { superClass, body } = declaration as { superClass?: Node | null; body?: unknown };
  return usedNames([superClass, body as Node]).has(name);
}

function contains(node: Node, type: string): boolean {
  return node.type === type || childrenOf(node).some((child) => contains(child, type));
}

function hasStaticName({ body }: Declaration): boolean {
  const members = (body as { body: readonly (Node & { static?: boolean; key?: Partial<Identifier> })[] })
    .body;
  return members.some((member) => member.static && member.key?.name === "name");
}
