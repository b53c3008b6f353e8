// What lowered code imports. The tools name it as a string: they import no room of the library.

/** The runtime of lowered modules, which has `usingCtx`. */
export const RUNTIME = "await-using/runtime/babel";
