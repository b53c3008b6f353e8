// The classic script: all public names as properties of the global `awaitUsing`, and `install` for the polyfill.

export * from "./index.js";
export { install } from "../polyfills/install.js";
