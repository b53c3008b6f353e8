// Resources at the top level of a module. What is before the first of them stays as it is. The rest becomes a block, but
// for what must be at the top level or is seen from outside the block. Where each statement goes is decided here, once.

import { functionsOfVariables, replacedFunctions } from "./bodies.js";
import { declarationNames, usedNames } from "./names.js";
import {
  boundNames,
  declarationOf,
  declaresResource,
  exportsItself,
  type Identifier,
  isErased,
  type Node,
  type Statement,
  type VariableDeclaration,
} from "./tree.js";

/** Where a statement behind the first resource goes. */
export interface Step<S extends Node> {
  readonly statement: S;
  /** The declaration that it is or exports, or what `export default` exports. */
  readonly declaration: S;
  /** In front of the block, in the order of the steps; into the block; or away. */
  readonly to: "outside" | "inside" | "nowhere";
  /** Inside, but some of its names are seen from outside: they are variables there. */
  readonly isShared: boolean;
  /** Inside, but its name has a value already, which an enumeration or a namespace adds to. */
  readonly isMerged: boolean;
  /** Inside, a function that has the name of a variable: its first value. */
  readonly isVariable: boolean;
  /** Inside: the names that are exported with it, which no step before exports. */
  readonly exports: readonly string[];
  /** Inside: what is exported as the default. */
  readonly isDefault: boolean;
}

/** What becomes of a top level with resources. */
export interface Plan<S extends Node> {
  /** What stays in front of the block, and of what moves there. */
  readonly before: readonly S[];
  readonly steps: readonly Step<S>[];
}

/** Plans a top level; `undefined` if it declares no resource. */
export function planTopLevel<S extends Node>(statements: readonly S[]): Plan<S> | undefined {
  const first = statements.findIndex(declaresResource);
  return first < 0 ? undefined : new TopLevel(statements, startOfBlock(statements, first)).plan();
}

/** The block begins at the first resource, or before it with what uses, later, what is in the block. */
function startOfBlock(statements: readonly Node[], first: number): number {
  const names = new Set(statements.slice(first).flatMap(lexicalNames));
  const isStart = (statement: Node, index: number): boolean =>
    index >= first ||
    (/^(?:Expression|Try|If|Variable|Class|Block|For|While|Do|Switch|Labeled)/.test(statement.type) &&
      [...usedNames([statement])].some((name) => names.has(name)));
  return statements.findIndex(isStart);
}

/** The names that are not there before a statement is evaluated. */
function lexicalNames(statement: Node): string[] {
  const declaration = declarationOf(statement);
  const isLexical = /^(?:Variable|Class)Declaration$/.test(declaration.type);
  return isLexical ? declarationNames(declaration) : [];
}

class TopLevel<S extends Node> {
  readonly #before: readonly S[];
  readonly #after: readonly S[];
  readonly #replaced: ReadonlySet<Node>;
  readonly #variables: ReadonlySet<Node>;
  readonly #outside = new Set<S>();
  /** The names that are seen from outside the block. */
  readonly #shared = new Set<string>();
  /** The functions and enumerations behind the first resource, by their names. */
  readonly #functions = new Map<string, S[]>();
  readonly #enums = new Map<string, S[]>();
  /** The names that have a value already, and those that are exported. */
  readonly #made = new Set<string>();
  readonly #exported = new Set<string>();
  /** The names that are declared behind the first resource, and those that are used as values; made when needed. */
  #declared: ReadonlySet<string> | undefined;
  #used: ReadonlySet<string> | undefined;

  constructor(statements: readonly S[], first: number) {
    this.#before = statements.slice(0, first);
    this.#after = statements.slice(first);
    this.#replaced = replacedFunctions(statements);
    this.#variables = functionsOfVariables(this.#after);
  }

  plan(): Plan<S> {
    for (const statement of this.#after) {
      const declaration = declarationOf(statement);
      const name = nameOf(declaration);
      if (name === undefined) continue;
      const named =
        declaration.type === "TSEnumDeclaration"
          ? this.#enums
          : isFunction(declaration)
            ? this.#functions
            : undefined;
      named?.set(name, [...(named.get(name) ?? []), statement]);
    }
    // What runs before the block sees its functions only; what runs later, variables too.
    for (const name of usedNames(this.#before)) this.#moveFunctions(name);
    usedNames(this.#before, this.#shared, "later");
    for (const statement of this.#after) if (this.#belongsOutside(statement)) this.#move(statement);
    for (const name of this.#namesExported()) this.#shared.add(name);
    for (const statement of [...this.#before, ...this.#outside]) {
      for (const name of declaredNames(declarationOf(statement))) this.#made.add(name);
    }
    for (const name of this.#before.flatMap((each) => declaredNames(declarationOf(each))))
      this.#shared.add(name);
    return { before: this.#before, steps: this.#after.map((statement) => this.#step(statement)) };
  }

  /** Moves a statement out of the block, and the functions that it uses, and those that they use. */
  #move(statement: S): void {
    const ahead = [statement];
    for (let next = ahead.pop(); next; next = ahead.pop()) {
      if (this.#outside.has(next)) continue;
      this.#outside.add(next);
      const isEnum = declarationOf(next).type === "TSEnumDeclaration";
      for (const name of usedNames([next])) {
        this.#shared.add(name);
        ahead.push(...(this.#functions.get(name) ?? []));
        if (isEnum) ahead.push(...(this.#enums.get(name) ?? []));
      }
    }
  }

  #moveFunctions(name: string): void {
    for (const statement of this.#functions.get(name) ?? []) this.#move(statement);
  }

  #belongsOutside(statement: S): boolean {
    const { type } = statement;
    const declaration = declarationOf(statement) as S & Statement;
    const isExported = declaration !== (statement as Node);
    if (declaration.type === "TSImportEqualsDeclaration") return !this.#aliasesInside(declaration);
    if (isErased(declaration) || isConstantEnum(declaration)) return true;
    return isExported ? isFunction(declaration) : isOfModules(type);
  }

  /** Does `import A = B.C` name a value that is declared in the block? */
  #aliasesInside(statement: S & Statement): boolean {
    if (statement.importKind === "type") return false;
    this.#declared ??= new Set(
      this.#after
        .map(declarationOf)
        .filter((each) => !isErased(each))
        .flatMap(declaredNames),
    );
    return [...usedNames([statement])].some((name) => this.#declared!.has(name));
  }

  /** Is a statement of no effect, because functions of its name follow, or because nobody uses the alias? */
  #isNothing(statement: S, declaration: S): boolean {
    if (this.#replaced.has(statement)) return true;
    const isAlias =
      statement.type === "TSImportEqualsDeclaration" &&
      !exportsItself(statement) &&
      this.#aliasesInside(declaration);
    this.#used ??= usedNames([...this.#before, ...this.#after]);
    return isAlias && !this.#used.has(nameOf(declaration)!);
  }

  #namesExported(): string[] {
    return this.#after
      .filter((each) => exportsItself(each) || each.type === "ExportDefaultDeclaration")
      .flatMap((each) => declaredNames(declarationOf(each)));
  }

  #step(statement: S): Step<S> {
    const declaration = declarationOf(statement);
    const isOutside = this.#outside.has(statement);
    const names = isOutside || isErased(declaration) ? [] : declaredNames(declaration);
    const isDefault = statement.type === "ExportDefaultDeclaration";
    const exports = exportsItself(statement) ? names.filter((name) => !this.#exported.has(name)) : [];
    const isMerged = addsToOthers(declaration) && names.some((name) => this.#made.has(name));
    for (const name of names) this.#made.add(name);
    if (exportsItself(statement)) for (const name of declaredNames(declaration)) this.#exported.add(name);
    return {
      statement,
      declaration,
      to: this.#isNothing(statement, declaration) ? "nowhere" : isOutside ? "outside" : "inside",
      isShared: names.some((name) => this.#shared.has(name)),
      isMerged,
      isVariable: this.#variables.has(statement),
      exports,
      isDefault: isDefault && !isOutside,
    };
  }
}

/** What stands at the top level of a module only. */
function isOfModules(type: string): boolean {
  return /^(?:Import|ExportAll|ExportNamed|TSNamespaceExport)/.test(type);
}

/** A constant enumeration has no value where compilers write its members in place: it has to be seen from everywhere. */
function isConstantEnum(node: Statement): boolean {
  return node.type === "TSEnumDeclaration" && node.const === true;
}

function isFunction(node: Node): boolean {
  return node.type === "FunctionDeclaration" || node.type === "TSDeclareFunction";
}

/** Declares a node a name that may be declared already? */
function addsToOthers({ type }: Node): boolean {
  return type === "TSEnumDeclaration" || type === "TSModuleDeclaration";
}

function nameOf(node: Node): string | undefined {
  const { id } = node as Statement;
  return id?.type === "Identifier" ? (id as Identifier).name : undefined;
}

/** The names that a declaration declares at the top level, `var` included. */
export function declaredNames(declaration: Node): string[] {
  return declaration.type === "VariableDeclaration"
    ? (declaration as VariableDeclaration).declarations.flatMap(({ id }) => boundNames(id))
    : declarationNames(declaration);
}
