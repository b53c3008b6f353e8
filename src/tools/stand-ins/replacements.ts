// What a program that was compiled elsewhere asks for, and the file of this package's build that it gets.

/** By specifier, the name of the file in `dist/esm` and `dist/cjs`. */
const replacements: Readonly<Record<string, string>> = {
  tslib: "runtime-tslib.js",
  "@swc/helpers/_/_ts_add_disposable_resource": "runtime-swc-add.js",
  "@swc/helpers/_/_ts_dispose_resources": "runtime-swc-dispose.js",
};

/** Returns the file that replaces `specifier`, or `undefined`: leave it as it is. */
export function replacementOf(specifier: string): string | undefined {
  return Object.prototype.hasOwnProperty.call(replacements, specifier) ? replacements[specifier] : undefined;
}
