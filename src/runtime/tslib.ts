// A drop-in for `tslib`: all its exports, with the two helpers of explicit resource management replaced by ours.
// tslib's own helpers are bundled in, because this module stands where `tslib` was: it cannot import that name.

export * from "tslib";
export { __addDisposableResource, __disposeResources } from "./typescript.js";
