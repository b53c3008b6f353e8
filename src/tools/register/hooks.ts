// The hooks of `import` where Node runs them in a thread of their own (20.6 to 22.14); see index.ts.

import { replacementFor } from "./replacement.js";

/** Node's `resolve` hook. */
export function resolve(
  specifier: string,
  context: unknown,
  next: (specifier: string, context: unknown) => unknown,
): unknown {
  const file = replacementFor(specifier);
  return file === undefined
    ? next(specifier, context)
    : { url: new URL(file, import.meta.url).href, shortCircuit: true };
}
