// What stands for `@swc/helpers/_/_ts_dispose_resources`.

export { __disposeResources as _ } from "./typescript.js";
