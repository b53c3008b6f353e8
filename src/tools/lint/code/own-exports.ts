// Which function of this package a call means, by the file's own imports: no types are needed.

import type { TSESTree } from "@typescript-eslint/utils";
import { bare, nameOf, type Node, type Variable } from "./ast.js";
import { declarationOf, type File, variableOf } from "./file.js";

/** How a function hands over its resource. */
export type Handing =
  /** A resource that `using` holds. */
  | "sync"
  /** A resource that only `await using` holds. */
  | "async"
  /** The promise of one that only `await using` holds. */
  | "promise";

/** The functions and classes of this package that make a resource. */
export const MAKERS: ReadonlyMap<string, Handing> = new Map([
  ["enter", "promise"],
  ["enterSync", "sync"],
  ["defer", "sync"],
  ["deferAsync", "async"],
  ["disposable", "sync"],
  ["asyncDisposable", "async"],
  ["listen", "sync"],
  ["patch", "sync"],
  ["trackResources", "sync"],
  ["recordTimeline", "sync"],
  ["ExitStack", "sync"],
  ["AsyncExitStack", "async"],
  ["DisposableStack", "sync"],
  ["AsyncDisposableStack", "async"],
]);

/** What the engine has under the same names. */
const GLOBALS = new Set(["DisposableStack", "AsyncDisposableStack"]);

/** Finds the names of our exports in one file. */
export class OwnExports {
  readonly #file: File;
  readonly #modules: readonly string[];

  /** Takes `modules` for ours too: those of the project that export our functions again. */
  constructor(file: File, modules: readonly string[] = []) {
    this.#file = file;
    this.#modules = modules;
  }

  /** The name of our export that `callee` means; undefined if it is something else. */
  nameOf(callee: Node): string | undefined {
    const node = bare(callee);
    if (node.type === "MemberExpression") {
      if (node.object.type !== "Identifier") return undefined;
      const variable = variableOf(this.#file, node.object);
      return variable && this.#isNamespace(variable) ? nameOf(node) : undefined;
    }
    if (node.type !== "Identifier") return undefined;
    const variable = variableOf(this.#file, node);
    if (!variable || variable.defs.length === 0) return GLOBALS.has(node.name) ? node.name : undefined;
    return this.#importedName(variable);
  }

  /** What a `new` or a call of ours makes, and of which name; undefined if it is something else. */
  makerAt(node: Node): { readonly name: string; readonly handing: Handing } | undefined {
    if (node.type !== "CallExpression" && node.type !== "NewExpression") return undefined;
    const name = this.nameOf(node.callee);
    const handing = name === undefined ? undefined : MAKERS.get(name);
    return name !== undefined && handing ? { name, handing } : undefined;
  }

  #importedName(variable: Variable): string | undefined {
    const [definition] = variable.defs;
    if (!definition) return undefined;
    const specifier = definition.node as Node;
    if (specifier.type === "ImportSpecifier") {
      return this.#isOurs(specifier.parent) ? nameOf(specifier.imported) : undefined;
    }
    const { id, init } = declarationOf(variable)?.declarator ?? {};
    if (id?.type !== "ObjectPattern" || !init || !this.#isRequire(init)) return undefined;
    const property = id.properties.find((p) => p.type === "Property" && nameOf(p.value) === variable.name);
    return property?.type === "Property" ? nameOf(property.key) : undefined;
  }

  #isNamespace(variable: Variable): boolean {
    const node = variable.defs[0]?.node as Node | undefined;
    if (node?.type === "ImportNamespaceSpecifier") return this.#isOurs(node.parent);
    const { id, init } = declarationOf(variable)?.declarator ?? {};
    return id?.type === "Identifier" && !!init && this.#isRequire(init);
  }

  #isOurs(declaration: Node): boolean {
    return declaration.type === "ImportDeclaration" && this.#isModule(declaration.source.value);
  }

  /** `require("await-using")`, `await import("await-using")`. */
  #isRequire(init: TSESTree.Expression): boolean {
    const node = bare(init);
    if (node.type === "AwaitExpression") return this.#isRequire(node.argument);
    const source =
      node.type === "ImportExpression"
        ? node.source
        : node.type === "CallExpression" && nameOf(node.callee) === "require"
          ? node.arguments[0]
          : undefined;
    return source?.type === "Literal" && this.#isModule(String(source.value));
  }

  #isModule(name: string): boolean {
    return /^await-using(\/(ponyfill|diagnostics|node|locks))?$/.test(name) || this.#modules.includes(name);
  }
}
