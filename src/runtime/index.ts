// The compiled helpers, as TypeScript (`__addDisposableResource`, `__disposeResources`) and Babel (`usingCtx`) call them.

export { __addDisposableResource, __disposeResources, type ResourceEnv } from "./typescript.js";
export { usingCtx, type UsingContext } from "./babel.js";
