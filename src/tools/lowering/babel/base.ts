// Finds Babel's own plugin, which ours builds on.

import type * as BabelCore from "@babel/core";
import { placeOf, requireFrom, versionFrom } from "../../load/package.js";
import { BABEL, BABEL_PLUGIN, requireVersion, ToolError } from "../../load/version.js";

/** What Babel hands to a plugin. */
export type Babel = typeof BabelCore & { assertVersion(range: string | number): void };

/** What a plugin of Babel returns, as far as we use it. */
export interface Base {
  readonly visitor: BabelCore.Visitor<BaseState>;
  readonly manipulateOptions?: (options: unknown, parserOptions: { plugins: unknown[] }) => void;
}

/** What that plugin asks of its state. */
export interface BaseState {
  availableHelper(name: string): boolean;
  addHelper(name: string): BabelCore.types.Identifier;
}

type Factory = (api: Babel, options: object, dirname: string) => Base;

const PROPOSAL = "@babel/plugin-proposal-explicit-resource-management";
const TRANSFORM = "@babel/plugin-transform-explicit-resource-management";

/**
 * Loads Babel's plugin for the Babel that runs: from the directory of the configuration that names us, or else from
 * where we are installed.
 *
 * @throws ToolError if it is not installed, or if it or Babel is too old
 */
export function loadBase(babel: Babel, dirname: string): Base {
  requireVersion("await-using/babel", BABEL, babel.version);
  const names = babel.version.startsWith("7.") ? [PROPOSAL, TRANSFORM] : [TRANSFORM];
  const places = [placeOf(dirname), __filename];
  for (const name of names) {
    const found = requireFrom<{ default: Factory }>(name, places);
    if (!found) continue;
    if (name === PROPOSAL) requireVersion("await-using/babel", BABEL_PLUGIN, versionFrom(name, [found.path]));
    return found.module.default(babel, {}, dirname);
  }
  throw new ToolError(
    "AWAIT_USING_TOOL_MISSING",
    `await-using/babel needs ${names[0]} beside @babel/core ${babel.version}, and found none: npm install --save-dev ${names[0]}`,
  );
}
