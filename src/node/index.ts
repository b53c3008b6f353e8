// The public names of await-using/node: the managers that change the process. It is one process: while a block runs,
// what runs beside it sees the change too.
/** @module await-using/node */

export { chdir } from "./chdir.js";
export { env, type EnvChanges } from "./env.js";
export { type Redirect, redirectStderr, redirectStdout, type RedirectTarget } from "./redirect.js";
