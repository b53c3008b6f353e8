/// <reference lib="esnext.disposable" preserve="true" />
// Installs the polyfill on the global object when imported: `install()` without its report.
import { define, examine } from "./parts.js";

define(examine(globalThis));
