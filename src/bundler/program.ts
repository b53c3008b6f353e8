// Resources at the top level of a module. What is before the first of them stays as it is. The rest becomes a block,
// but for what must be at the top level or is seen from outside the block.

import type { Blocks } from "./blocks.js";
import { named } from "./blocks.js";
import {
  boundNames,
  childrenOf,
  declaresAsync,
  declaresResource,
  type Identifier,
  isAnonymousDefinition,
  namesIn,
  type Node,
  startOf,
  type StatementList,
  type VariableDeclaration,
} from "./syntax.js";

interface Statement extends Node {
  readonly id?: Identifier | null;
  readonly declaration?: Statement | null;
  readonly declare?: boolean;
  readonly body?: unknown;
  readonly const?: boolean;
  readonly abstract?: boolean;
  readonly decorators?: readonly Node[];
}

/** Lowers a program. */
export function lowerProgram(
  blocks: Blocks,
  program: StatementList,
  source: string,
  isScript: boolean,
): void {
  const statements = program.body as readonly Statement[];
  const first = statements.findIndex(declaresResource);
  if (first < 0) blocks.visitChildren(program);
  else if (isScript) blocks.fail(statements[first]!, "a script cannot declare resources at its top level");
  else new TopLevel(blocks, statements, first, source).lower();
}

class TopLevel {
  readonly #blocks: Blocks;
  readonly #source: string;
  readonly #before: readonly Statement[];
  readonly #after: readonly Statement[];
  /** The statements that are moved before the block. */
  readonly #moved = new Set<Statement>();
  /** The names that are seen from outside the block. */
  readonly #seen = new Set<string>();
  /** What is declared before the block. */
  #front = "";

  constructor(blocks: Blocks, statements: readonly Statement[], first: number, source: string) {
    this.#blocks = blocks;
    this.#source = source;
    this.#before = statements.slice(0, first);
    this.#after = statements.slice(first);
  }

  lower(): void {
    const { out } = this.#blocks;
    this.#findMoved();
    for (const statement of this.#before) this.#blocks.visit(statement);
    const start = this.#after[0]!.start;
    for (const statement of this.#after) this.#place(statement);
    for (const statement of this.#moved) {
      out.appendLeft(statement.end, "; ");
      out.move(startOf(statement), statement.end, start);
    }
    out.prependRight(start, this.#front + this.#blocks.opening(""));
    out.appendLeft(this.#after.at(-1)!.end, ` ${this.#blocks.closing(declaresAsync(this.#after))}`);
  }

  #findMoved(): void {
    namesIn(this.#before, this.#seen);
    for (const statement of this.#after) if (this.#belongsOutside(statement)) this.#move(statement);
    for (let size = -1; size !== this.#moved.size;) {
      size = this.#moved.size;
      for (const statement of this.#after) {
        if (isFunction(statement) && this.#seen.has(statement.id!.name)) this.#move(statement);
      }
    }
  }

  #move(statement: Statement): void {
    this.#moved.add(statement);
    namesIn([statement], this.#seen);
  }

  #belongsOutside(statement: Statement): boolean {
    const { type, declaration } = statement;
    if (type === "TSExportAssignment" || (type === "TSModuleDeclaration" && !statement.declare)) {
      const what = type === "TSExportAssignment" ? "an `export =`" : "a namespace";
      this.#blocks.fail(
        statement,
        `${what} cannot follow a resource at the top level: put it before the first`,
      );
    }
    if (type === "ExportNamedDeclaration" || type === "ExportDefaultDeclaration") {
      return declaration
        ? isFunction(declaration) || this.#belongsOutside(declaration)
        : type === "ExportNamedDeclaration";
    }
    if (type === "TSEnumDeclaration") return statement.const === true || isConstant(statement);
    return isType(statement) || /^(Import|ExportAll|TSImportEquals|TSNamespaceExport)/.test(type);
  }

  #place(statement: Statement): void {
    if (this.#moved.has(statement)) {
      this.#blocks.visit(statement);
    } else if (statement.type === "ExportNamedDeclaration") {
      this.#unexport(statement, statement.declaration!);
      this.#placeDeclaration(statement.declaration!, true);
    } else if (statement.type === "ExportDefaultDeclaration") {
      this.#placeDefault(statement, statement.declaration!);
    } else {
      this.#placeDeclaration(statement, false);
    }
  }

  /** Leaves a declaration in the block; lets it be seen outside, where that is needed. */
  #placeDeclaration(declaration: Statement, isExported: boolean): void {
    const names = declaredNames(declaration);
    if (isExported) this.#front += names.map((name) => `export { ${name} }; `).join("");
    const isSeen = isExported || names.some((name) => this.#seen.has(name));
    if (declaresResource(declaration)) {
      this.#blocks.declare(declaration, ";", isSeen ? "var" : "const");
      return;
    }
    const after = isSeen ? this.#share(declaration) : "";
    this.#blocks.visit(declaration);
    this.#blocks.out.appendLeft(declaration.end, after);
  }

  /** Lets a declaration be seen outside; returns what belongs after it. */
  #share(declaration: Statement): string {
    const { out } = this.#blocks;
    if (declaration.type === "VariableDeclaration") {
      const { kind, start } = declaration as Node as VariableDeclaration;
      if (kind !== "var") out.update(start, start + kind.length, "var");
    } else if (declaration.type === "TSEnumDeclaration") {
      const { name } = declaration.id!;
      out.appendRight(declaration.start, `var ${name} = (() => { `);
      return ` return ${name}; })();`;
    } else if (declaration.type === "ClassDeclaration") {
      const { id, start } = declaration;
      if (mustBeDeclaration(declaration)) return this.#shareClass(id!.name);
      out.appendRight(start, `var ${id!.name} = `);
      // With a name of its own, which shadows the variable's, a bundler would rename it.
      if (!mentions(declaration, id!)) out.remove(id!.start, id!.end);
      return ";";
    }
    return "";
  }

  /** Assigns a class to a variable outside the block. */
  #shareClass(name: string): string {
    const set = this.#blocks.name(`_set_${name}`);
    this.#front += `let ${name}; function ${set}(value) { ${name} = value; } `;
    return ` ${set}(${name});`;
  }

  #placeDefault(statement: Statement, declaration: Statement): void {
    const { out } = this.#blocks;
    const isClass = declaration.type === "ClassDeclaration";
    const name = (isClass && declaration.id?.name) || this.#blocks.name("_default");
    this.#front += `export { ${name} as default }; `;
    this.#unexport(statement, declaration);
    const { id, decorators = [] } = declaration;
    let after: string;
    if (isClass && mustBeDeclaration(declaration)) {
      if (!id) {
        const start = Math.max(declaration.start, ...decorators.map(({ end }) => end));
        out.appendLeft(this.#skip(start, "export", "default", "abstract", "class"), ` ${name}`);
      }
      after = this.#shareClass(name);
    } else if (isClass && id) {
      after = this.#share(declaration);
    } else {
      const [head, tail] = isClass || isAnonymousDefinition(declaration) ? named("default") : ["", ""];
      out.appendRight(declaration.start, `var ${name} = ${head}`);
      after = `${tail};`;
    }
    this.#blocks.visit(declaration);
    out.appendLeft(declaration.end, after);
  }

  /** Removes `export` or `export default`, which may have decorators before it. */
  #unexport(statement: Statement, { decorators = [] }: Statement): void {
    const first = startOf(statement);
    const isFirst = this.#source.startsWith("export", first);
    const start = isFirst ? first : Math.max(...decorators.map(({ end }) => end));
    this.#blocks.out.update(start, this.#skip(start, "export", "default"), " ");
  }

  /** Where these words end, of which each may be there, after blanks and comments. */
  #skip(start: number, ...words: string[]): number {
    let end = start;
    for (const word of words) {
      const next = end + /^(?:\s|\/\*[^]*?\*\/|\/\/.*)*/.exec(this.#source.slice(end))![0].length;
      if (this.#source.startsWith(word, next)) end = next + word.length;
    }
    return end;
  }
}

function isFunction({ type, id }: Statement): boolean {
  return (type === "FunctionDeclaration" || type === "TSDeclareFunction") && id !== undefined;
}

/** Is a class expression not enough for this class? It cannot be abstract, and older decorators are not for it. */
function mustBeDeclaration(declaration: Statement): boolean {
  return declaration.abstract === true || contains(declaration, "Decorator");
}

/** Does a class use its own name? */
function mentions(declaration: Statement, { name }: Identifier): boolean {
  return namesIn(childrenOf(declaration).filter((child) => child !== declaration.id)).has(name);
}

function contains(node: Node, type: string): boolean {
  return node.type === type || childrenOf(node).some((child) => contains(child, type));
}

/** Does TypeScript erase this statement? */
function isType({ type, declare }: Statement): boolean {
  return declare === true || type === "TSInterfaceDeclaration" || type === "TSTypeAliasDeclaration";
}

/** Has an enumeration only members that need nothing to be evaluated before it? */
function isConstant(node: Node): boolean {
  return childrenOf(node).every((child) => {
    if (child.type === "TSEnumMember") {
      const { initializer } = child as { initializer?: Node | null };
      return !initializer || namesIn([initializer]).size === 0;
    }
    return child.type !== "TSEnumBody" || isConstant(child);
  });
}

/** The names that a declaration of variables, a class or an enumeration declares. */
function declaredNames(declaration: Statement): string[] {
  if (declaration.type === "VariableDeclaration") {
    return (declaration as Node as VariableDeclaration).declarations.flatMap(({ id }) => boundNames(id));
  }
  return /^(Class|TSEnum|Function)Declaration$/.test(declaration.type) && declaration.id
    ? [declaration.id.name]
    : [];
}
