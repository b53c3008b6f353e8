/// <reference lib="esnext.disposable" preserve="true" />
// Installs the polyfill on the global object when imported: `install()` without its report.
import { defineParts, examine } from "./parts.js";

defineParts(examine(globalThis));
