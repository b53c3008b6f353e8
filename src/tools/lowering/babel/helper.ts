// The helper `usingCtx` of a file: imported from our runtime, or written into the file.

import type { NodePath, PluginPass, types as t } from "@babel/core";
import type { Babel, BaseState } from "./base.js";
import { lastLoading, RUNTIME } from "../plan/runtime.js";
import { inlineHelper } from "./inline-helper.js";

type File = PluginPass["file"];

const helpers = new WeakMap<File, Helper>();

/** The helper of one file. */
export class Helper {
  /** Does the file need it? */
  isUsed = false;
  #isInserted = false;
  readonly #program: NodePath<t.Program>;
  readonly #babel: Babel;
  readonly #inline: boolean;
  #id: t.Identifier | undefined;

  /** The helper of `file`, which all runs of the plugin over it share. */
  static of(file: File, babel: Babel, inline: boolean): Helper {
    const found = helpers.get(file) ?? new Helper(file, babel, inline);
    helpers.set(file, found);
    return found;
  }

  private constructor(file: File, babel: Babel, inline: boolean) {
    this.#program = file.path;
    this.#babel = babel;
    this.#inline = inline;
  }

  /** What Babel's plugin takes for its state: it asks for Babel's helper, and gets ours. */
  stateForBase(): BaseState {
    return {
      availableHelper: (name) => name === "usingCtx",
      addHelper: (name) => {
        if (name !== "usingCtx")
          throw new Error(`await-using/babel: Babel's plugin asked for the helper "${name}"`);
        this.isUsed = true;
        this.#id ??= this.#program.scope.generateUidIdentifier("usingCtx");
        return this.#babel.types.cloneNode(this.#id);
      },
    };
  }

  /** Is this a block that Babel's plugin made for resources? */
  isBlock({ block }: t.TryStatement): boolean {
    const [first] = block.body;
    if (first?.type !== "VariableDeclaration") return false;
    const init = first.declarations[0]?.init;
    return (
      init?.type === "CallExpression" &&
      init.callee.type === "Identifier" &&
      init.callee.name === this.#id?.name
    );
  }

  /** Adds the helper to the file, once. */
  insert(): void {
    if (this.#isInserted) return;
    this.#isInserted = true;
    const { types } = this.#babel;
    const id = types.cloneNode(this.#id!);
    const statement =
      this.#program.node.sourceType === "module" && !this.#inline
        ? types.importDeclaration(
            [types.importSpecifier(id, types.identifier("usingCtx"))],
            types.stringLiteral(RUNTIME),
          )
        : types.variableDeclaration("var", [
            types.variableDeclarator(id, this.#inline ? inlineHelper(this.#babel) : this.#required()),
          ]);
    // After what the file loads first: that may be a polyfill, which the runtime has to see.
    const body = this.#program.get("body");
    const end = lastLoading(
      body.map(({ node }) => node),
      statement.type === "ImportDeclaration",
    );
    if (end >= 0) body[end]!.insertAfter(statement);
    else this.#program.unshiftContainer("body", statement);
  }

  #required(): t.Expression {
    const { types } = this.#babel;
    const call = types.callExpression(types.identifier("require"), [types.stringLiteral(RUNTIME)]);
    return types.memberExpression(call, types.identifier("usingCtx"));
  }
}
