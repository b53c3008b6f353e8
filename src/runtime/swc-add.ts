// What stands for `@swc/helpers/_/_ts_add_disposable_resource`.

export { __addDisposableResource as _ } from "./typescript.js";
