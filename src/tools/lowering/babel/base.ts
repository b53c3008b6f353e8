// Finds Babel's own plugin, which ours builds on.

import type * as BabelCore from "@babel/core";
import { createRequire } from "node:module";
import { join } from "node:path";
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
  const places = [join(dirname, "babel.config.js"), __filename];
  for (const name of names) {
    for (const place of places) {
      const { resolve } = createRequire(place);
      let file: string;
      try {
        file = resolve(name);
      } catch {
        continue;
      }
      if (name === PROPOSAL) requireVersion("await-using/babel", BABEL_PLUGIN, versionOf(name, place));
      const loaded = createRequire(place)(file) as { default: Factory };
      return loaded.default(babel, {}, dirname);
    }
  }
  throw new ToolError(
    "AWAIT_USING_TOOL_MISSING",
    `await-using/babel needs ${names[0]} beside @babel/core ${babel.version}, and found none: npm install --save-dev ${names[0]}`,
  );
}

function versionOf(name: string, place: string): string | undefined {
  try {
    return (createRequire(place)(`${name}/package.json`) as { version: string }).version;
  } catch {
    return undefined; // it hides its manifest
  }
}
