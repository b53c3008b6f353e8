// What main.mjs takes from the engines' folder.
export { engines } from "../engines/engines.js";
export { obtain } from "../engines/obtain.js";
export { start } from "../engines/run.js";
