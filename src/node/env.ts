// Environment variables for the time of a block: Python's `mock.patch.dict(os.environ, …)`.

import { type AsyncContextManager, type ContextManager } from "../protocol/types.js";
import { Change } from "./change.js";

/** New values of environment variables; `undefined` takes one away. */
export type EnvChanges = Readonly<Record<string, string | undefined>>;

/**
 * Returns a manager whose block sees other environment variables; the exit puts those back that it changed, and only
 * those. Reusable and reentrant, in both kinds of driver.
 *
 * @throws TypeError if a value is neither a string nor `undefined`: Node would make it one, `"null"` or `"5"`
 * @example
 * withSync(env({ TZ: "UTC", NODE_OPTIONS: undefined }), () => execFileSync("node", ["report.js"]));
 */
export function env(
  changes: EnvChanges,
): ContextManager<undefined, void> & AsyncContextManager<undefined, void> {
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || typeof value === "string") continue;
    throw new TypeError(
      `env: ${name} must be a string, or undefined to take it away, found ${value === null ? "null" : typeof value}`,
    );
  }
  return new Env({ ...changes });
}

class Env extends Change<undefined> {
  readonly #changes: EnvChanges;

  constructor(changes: EnvChanges) {
    super();
    this.#changes = changes;
  }

  protected change(): { value: undefined; undo: () => void } {
    const before: [string, string | undefined][] = Object.keys(this.#changes).map((name) => [
      name,
      process.env[name],
    ]);
    assign(Object.entries(this.#changes));
    return { value: undefined, undo: () => assign(before) };
  }
}

function assign(variables: readonly (readonly [string, string | undefined])[]): void {
  for (const [name, value] of variables) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
