// What compilers import for `using`, and our modules that stand in the places of those. One table: the bundlers' plugins
// and the loader of Node read it.

/** A module of this package that stands in the place of another. */
export interface StandIn {
  /** The specifiers by which compilers import the other, as the source of a regular expression. */
  readonly imported: string;
  /** Ours: the name of its file in `dist/esm`. */
  readonly file: string;
  /** Is it in `dist/cjs` too? The loader, which has to serve `require`, takes only those. */
  readonly isRequired?: boolean;
}

export const standIns: readonly StandIn[] = [
  // TypeScript, with `importHelpers`
  { imported: "tslib", file: "runtime-tslib.js", isRequired: true },
  // Babel, and oxc, whose helpers have the shape of Babel's
  {
    imported: "@(?:babel|oxc-project)/runtime(?:-corejs[23])?/helpers/(?:esm/)?usingCtx(?:\\.js)?",
    file: "helper-using-ctx.js",
  },
  // SWC, of JavaScript and of TypeScript
  { imported: "@swc/helpers/_/_using_ctx", file: "helper-swc-using-ctx.js" },
  { imported: "@swc/helpers/_/_ts_add_disposable_resource", file: "runtime-swc-add.js", isRequired: true },
  { imported: "@swc/helpers/_/_ts_dispose_resources", file: "runtime-swc-dispose.js", isRequired: true },
];

/** Returns our module for what `specifier` imports; `undefined`: leave it as it is. */
export function standInFor(specifier: string): StandIn | undefined {
  return standIns.find(({ imported }) => new RegExp(`^${imported}$`).test(specifier));
}
