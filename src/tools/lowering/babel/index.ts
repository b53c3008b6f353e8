// The Babel plugin, for Babel 7 and 8: `using` and `await using` that tell error-aware resources how their block ended.
// Babel's own plugin makes the blocks; before it, we rewrite what it would get wrong, and after it, its awaits. All of
// that happens on entering the program, so the order of plugins and presets does not matter: no other sees a `using`.

import type { NodePath, PluginObj, PluginPass, types } from "@babel/core";
import { type Babel, loadBase } from "./base.js";
import { finishBlocks } from "./blocks.js";
import { Helper } from "./helper.js";
import { headVisitor } from "./heads.js";
import { bodyVisitor } from "./bodies.js";
import { nameVisitor } from "./names.js";
import { checkOptions, type Options } from "./options.js";
import { nestProgram } from "./program.js";
import { hasModuleSyntax } from "../plan/module-kind.js";
import { declaresResource } from "./declarations.js";

export { type Options } from "./options.js";

/**
 * The plugin, as `plugins: ["await-using/babel"]` in a Babel configuration names it. It stands in the place of
 * `@babel/plugin-proposal-explicit-resource-management` (Babel 7) or `@babel/plugin-transform-explicit-resource-management`
 * (Babel 8), one of which it builds on and needs installed.
 *
 * @throws Error if an option is unknown or wrong, or if Babel's plugin is not installed, or if it is listed first
 */
export default function plugin(api: object, options: Options | null | undefined, dirname: string): object {
  const babel = api as Babel;
  const { types: t, traverse } = babel;
  const { inline } = checkOptions(options);
  const base = loadBase(babel, dirname);
  const mends = traverse.visitors.merge([headVisitor(t), bodyVisitor(t), nameVisitor(t)]);

  function lower(path: NodePath, state: PluginPass): void {
    const helper = Helper.of(state.file, babel, inline);
    path.traverse(mends);
    path.traverse(base.visitor, helper.stateForBase());
    if (!helper.isUsed) return;
    finishBlocks(path, t, helper);
    helper.insert();
    state.file.scope.crawl();
  }

  return {
    name: "await-using",
    manipulateOptions: base.manipulateOptions,
    pre: refuseBaseBefore,
    visitor: {
      Program(path, state) {
        const { code } = state.file;
        if (code && !code.includes("using")) return; // most files; a file made from a tree has no code
        if (isUndecided(state) && hasModuleSyntax(path.node.body)) path.node.sourceType = "module";
        nameDiscarded(path);
        nestProgram(path, t);
        lower(path, state);
      },
      // Other plugins make functions of what was none, of a TypeScript namespace for example.
      Function(path, state) {
        const { body } = path.node;
        if (t.isBlockStatement(body) && body.body.some(declaresResource)) {
          lower(path.findParent((parent) => parent.isStatement()) ?? path, state);
        }
      },
    },
  } satisfies PluginObj & { manipulateOptions: unknown };
}

/** Babel takes what has no `import` and no `export` for a script, though it may await at its top level. */
function isUndecided({ file }: PluginPass): boolean {
  return (file.opts.parserOpts as { sourceType?: string } | null | undefined)?.sourceType === "unambiguous";
}

/** Gives names to resources that have none: `using void = f()`, where the proposal of discard bindings is on. */
function nameDiscarded(program: NodePath<types.Program>): void {
  program.traverse({
    VariableDeclaration({ node, scope }) {
      if (!declaresResource(node)) return;
      for (const declarator of node.declarations) {
        // Babel 7's types do not know it.
        const { type } = declarator.id as { type: string };
        if (type === "VoidPattern") declarator.id = scope.generateUidIdentifier("discarded");
      }
    },
  });
}

/** Refuses a configuration in which Babel's own plugin takes the blocks of a module before we see them. */
function refuseBaseBefore(this: PluginPass): void {
  const keys = (this.file.opts.plugins ?? []).map((each) => (each as { key?: string }).key ?? "");
  const found = keys.findIndex((key) => key.endsWith("-explicit-resource-management"));
  if (found >= 0 && found < keys.indexOf("await-using")) {
    throw new Error(
      `await-using/babel: "@babel/plugin-${keys[found]}" runs before it. Remove that plugin: await-using/babel contains it. ` +
        "If it comes from a preset, list await-using/babel under `plugins`, which run before presets",
    );
  }
}
