// The core of the bundler plugins.

export { lower, type Lowered, type LowerOptions, mayDeclareResources } from "./lower.js";
export { LoweringError } from "./failure.js";
