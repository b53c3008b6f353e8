// contextlib.chdir.

import { type AsyncContextManager, type ContextManager } from "../protocol/types.js";
import { Change } from "./change.js";

/**
 * Returns a manager whose block runs in the folder `path`; the exit goes back to where enter was. Reusable and reentrant,
 * in both kinds of driver.
 *
 * The working folder belongs to the process: prefer it around code that does not await. Worker threads cannot change it.
 *
 * @throws TypeError if `path` is not a string; on enter, what `process.chdir` throws (ENOENT …)
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.chdir
 * @example
 * withSync(chdir("packages/core"), () => execFileSync("npm", ["test"]));
 */
export function chdir(path: string): ContextManager<undefined, void> & AsyncContextManager<undefined, void> {
  if (typeof path === "string") return new Chdir(path);
  throw new TypeError(`chdir takes a path, found ${path === null ? "null" : typeof path}`);
}

class Chdir extends Change<undefined> {
  readonly #path: string;

  constructor(path: string) {
    super();
    this.#path = path;
  }

  protected change(): { value: undefined; undo: () => void } {
    const before = process.cwd();
    process.chdir(this.#path);
    return { value: undefined, undo: () => process.chdir(before) };
  }
}
