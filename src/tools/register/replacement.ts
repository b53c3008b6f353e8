// What a program that was compiled elsewhere asks for, and the file of this package's build that it gets.

import { standInFor } from "../stand-ins/index.js";

/** Returns the file in `dist/esm` and `dist/cjs` that replaces `specifier`, or `undefined`: leave it as it is. */
export function replacementFor(specifier: string): string | undefined {
  const found = standInFor(specifier);
  return found?.isRequired ? found.file : undefined;
}
