// A drop-in for `tslib`: all its exports, with the two helpers of explicit resource management replaced by ours.
// tslib's own helpers are bundled in, because this module stands where `tslib` was: it cannot import that name.

import tslib from "tslib"; // the default, because a namespace object keeps a bundler from dropping what is unused
import { __addDisposableResource, __disposeResources } from "./typescript.js";

export * from "tslib";
export { __addDisposableResource, __disposeResources };

const all: Omit<typeof import("tslib"), "default"> = /* @__PURE__ */ Object.assign({}, tslib, {
  __addDisposableResource,
  __disposeResources,
});

export default all;
