// `node --import await-using/register app.js`, or `--require`: where the program asks for `tslib`, it gets our drop-in;
// where SWC's output asks for its two helpers of `using`, it gets ours. For the whole program, dependencies included.
// Built as CommonJS for both flags: `__dirname` is dist/cjs.

import nodeModule from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { replacementFor } from "./replacement.js";

/** What `node:module` has beyond the declarations of Node 20; each is missing in some version. */
interface Loader {
  /** Node 22.15 and later: `import` and `require`, in this thread. */
  readonly registerHooks?: (hooks: { resolve: Resolve }) => unknown;
  /** Node 20.6 and later: `import`, in a thread of its own. */
  readonly register?: (hooks: URL) => void;
  /** All versions: `require`. */
  _resolveFilename: (this: unknown, request: string, ...rest: unknown[]) => string;
}

type Resolve = (
  specifier: string,
  context: { readonly conditions: readonly string[] },
  next: (specifier: string, context: unknown) => unknown,
) => unknown;

const loader = nodeModule as unknown as Loader;

if (loader.registerHooks) {
  loader.registerHooks({
    resolve(specifier, context, next) {
      const file = replacementFor(specifier);
      if (file === undefined) return next(specifier, context);
      const url = context.conditions.includes("require")
        ? join(__dirname, file)
        : join(__dirname, "../esm", file);
      return { url: pathToFileURL(url).href, shortCircuit: true };
    },
  });
} else {
  const original = loader._resolveFilename;
  loader._resolveFilename = function (request, ...rest) {
    const file = replacementFor(request);
    return file === undefined ? original.call(this, request, ...rest) : join(__dirname, file);
  };
  loader.register?.(pathToFileURL(join(__dirname, "../esm/register-hooks.js")));
}
