// The compiled helpers, as TypeScript (`__addDisposableResource`, `__disposeResources`) and Babel (`usingCtx`) call them.
/** @module await-using/runtime */

export { __addDisposableResource, __disposeResources, type ResourceEnv } from "./typescript.js";
export { usingCtx, type UsingContext } from "./babel.js";
