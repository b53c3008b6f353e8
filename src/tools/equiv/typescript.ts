// Loads TypeScript, a peer: the one of the project that is checked, else the one beside us.

import { importBeside, placeOf, requireFrom } from "../load/package.js";
import { isOlder, ToolError, TYPESCRIPT } from "../load/version.js";
import type { Compiler } from "./types.js";

/**
 * Loads TypeScript as the files of `folder` find it, or else as this package does.
 *
 * @throws ToolError if there is none, or one that cannot be called from JavaScript (before 5.2, or 7 and later)
 */
export async function loadTypeScript(folder: string): Promise<Compiler> {
  const found: Partial<Compiler> | undefined =
    requireFrom<Compiler>("typescript", [placeOf(folder)])?.module ??
    (await importBeside<Compiler>("typescript"));
  if (found === undefined) {
    throw new ToolError(
      "AWAIT_USING_TOOL_MISSING",
      "await-using equiv needs TypeScript 5.2 or later, and found none: npm install --save-dev typescript@6",
    );
  }
  const isOld = isOlder(found.version ?? "0.0.0", TYPESCRIPT.oldest);
  if (isOld || typeof found.transpileModule !== "function") {
    throw new ToolError(
      "AWAIT_USING_TOOL_VERSION",
      `await-using equiv needs a TypeScript with transpileModule (5.2 to 6), and found ${found.version}: ` +
        "npm install --save-dev typescript@6",
    );
  }
  return found as Compiler;
}
