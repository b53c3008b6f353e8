// Resources at the top level of a module. What is before the first of them stays as it is. The rest becomes a block,
// but for what must be at the top level or is seen from outside the block.

import type { Blocks } from "./blocks.js";
import { named, replacedFunctions } from "./blocks.js";
import { usedNames } from "./references.js";
import {
  boundNames,
  childrenOf,
  declaresAsync,
  declaresResource,
  type Identifier,
  isAnonymousDefinition,
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
  /** The functions and enumerations after the first resource, by their names. */
  readonly #functions = new Map<string, Statement[]>();
  readonly #enums = new Map<string, Statement[]>();
  /** The names that are declared in the block, and those that are used as values anywhere; made when needed. */
  #declared: Set<string> | undefined;
  #used: Set<string> | undefined;
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
    const replaced = replacedFunctions([...this.#before, ...this.#after]);
    for (const statement of this.#after) {
      if (replaced.has(statement)) this.#blocks.removeStatement(statement);
      else this.#place(statement);
    }
    for (const statement of this.#moved) {
      if (replaced.has(statement)) continue;
      out.appendLeft(statement.end, endsItself(statement) ? " " : "; ");
      out.move(startOf(statement), statement.end, start);
      out.prependRight(statement.end, ";"); // its neighbours stay two statements
    }
    out.prependRight(start, this.#front + this.#blocks.opening(""));
    const last = this.#after.filter((statement) => !this.#moved.has(statement)).at(-1)!;
    out.appendLeft(last.end, ` ${this.#blocks.closing(declaresAsync(this.#after))}`);
  }

  #findMoved(): void {
    for (const statement of this.#after) {
      const { type, id } = statement;
      const named =
        type === "TSEnumDeclaration" ? this.#enums : isFunction(statement) ? this.#functions : undefined;
      if (named && id) named.set(id.name, [...(named.get(id.name) ?? []), statement]);
    }
    // What runs before the block sees its functions only; what runs later, variables too.
    for (const name of usedNames(this.#before)) this.#moveFunctions(name);
    usedNames(this.#before, this.#seen, "later");
    for (const statement of this.#after) if (this.#belongsOutside(statement)) this.#move(statement);
  }

  #move(statement: Statement): void {
    const ahead = [statement];
    for (let next = ahead.pop(); next; next = ahead.pop()) {
      if (this.#moved.has(next)) continue;
      this.#moved.add(next);
      for (const name of usedNames([next])) {
        this.#seen.add(name);
        ahead.push(...(this.#functions.get(name) ?? []));
        if (next.type === "TSEnumDeclaration") ahead.push(...(this.#enums.get(name) ?? []));
      }
    }
  }

  #moveFunctions(name: string): void {
    for (const statement of this.#functions.get(name) ?? []) this.#move(statement);
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
    if (type === "TSEnumDeclaration") return statement.const === true || usedNames([statement]).size === 0;
    if (type === "TSImportEqualsDeclaration") return !this.#aliasesInside(statement);
    return isType(statement) || /^(Import|ExportAll|TSImportEquals|TSNamespaceExport)/.test(type);
  }

  /** Is this `import A = B.C` of a value that is declared in the block? */
  #aliasesInside(statement: Statement): boolean {
    const used = usedNames([statement]);
    const { id, importKind } = statement as { id?: Identifier | null; importKind?: string };
    if (used.size === 0 || importKind === "type") return false;
    this.#declared ??= new Set(this.#after.flatMap((each) => declaredNames(each.declaration ?? each)));
    this.#used ??= usedNames([...this.#before, ...this.#after]);
    return this.#used.has(id!.name) && [...used].some((name) => this.#declared!.has(name));
  }

  #place(statement: Statement): void {
    if (this.#moved.has(statement)) {
      this.#blocks.visit(statement);
    } else if (statement.type === "TSImportEqualsDeclaration") {
      const keyword = this.#seen.has(statement.id!.name) ? "var" : "const";
      this.#blocks.out.update(statement.start, statement.start + "import".length, keyword);
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
      if (declaration.abstract) this.#makeConcrete(declaration);
      out.appendRight(start, `var ${id!.name} = `);
      // With a name of its own, which shadows the variable's, a bundler would rename it.
      if (!mentions(declaration, id!)) out.remove(id!.start, id!.end);
      return ";";
    }
    return "";
  }

  /** An abstract class must be a declaration; what makes it abstract is gone at run time. */
  #makeConcrete(declaration: Statement): void {
    const start = this.#skip(declaration.start, "abstract");
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

/** Can any statement follow in the same line? Nothing may stand between the overloads of a function. */
function endsItself({ type, declaration }: Statement): boolean {
  return /^(Function|TSEnum)Declaration$/.test(declaration?.type ?? type);
}

/** Is a class expression not enough for this class? Older decorators are not for it. */
function mustBeDeclaration(declaration: Statement): boolean {
  return contains(declaration, "Decorator");
}

/** Does a class use its own name? */
function mentions(declaration: Statement, { name }: Identifier): boolean {
  const { superClass, body } = declaration as { superClass?: Node | null; body?: unknown };
  return usedNames([superClass, body as Node]).has(name);
}

function contains(node: Node, type: string): boolean {
  return node.type === type || childrenOf(node).some((child) => contains(child, type));
}

/** Does TypeScript erase this statement? */
function isType({ type, declare }: Statement): boolean {
  return declare === true || type === "TSInterfaceDeclaration" || type === "TSTypeAliasDeclaration";
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
