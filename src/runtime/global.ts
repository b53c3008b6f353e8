// The two helpers as globals, for TypeScript's `noEmitHelpers`: imported for its effect, before compiled code runs.

import { __addDisposableResource, __disposeResources } from "./typescript.js";

Object.assign(globalThis, { __addDisposableResource, __disposeResources });
