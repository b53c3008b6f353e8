// The equivalence checker.

export { proveEqual } from "./prove.js";
export { loadTypeScript } from "./typescript.js";
export {
  type Account,
  CompileError,
  type Compiler,
  type Counterexample,
  type EquivOptions,
  type Report,
  type SameOperation,
  type Site,
  type Verdict,
} from "./types.js";
