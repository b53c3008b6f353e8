// What `npm run hostile` bundles.
export { noTotals } from "../faults/harness.js";
export { programs } from "./programs.js";
