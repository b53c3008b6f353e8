// Loads TypeScript, a peer: the one of the project that is checked, else the one beside us.

import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isOlder, ToolError, TYPESCRIPT } from "../load/version.js";
import type { Compiler } from "./types.js";

/**
 * Loads TypeScript as the files of `folder` find it, or else as this package does.
 *
 * @throws ToolError if there is none, or one that cannot be called from JavaScript (before 5.2, or 7 and later)
 */
export async function loadTypeScript(folder: string): Promise<Compiler> {
  const found = fromProject(folder) ?? (await beside());
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

function fromProject(folder: string): Partial<Compiler> | undefined {
  try {
    return createRequire(pathToFileURL(join(folder, "_.js")))("typescript") as Compiler;
  } catch (error) {
    if ((error as { code?: unknown }).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

async function beside(): Promise<Partial<Compiler> | undefined> {
  try {
    const module = (await import("typescript")) as { default?: Compiler };
    return module.default ?? (module as unknown as Compiler);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
