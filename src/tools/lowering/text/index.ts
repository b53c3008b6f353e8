// The lowering of text, which the bundler plugins use.

export { lower, type Lowered, type LowerOptions, mayDeclareResources } from "./lower.js";
export { RUNTIME } from "../plan/runtime.js";
export { LoweringError } from "./failure.js";
