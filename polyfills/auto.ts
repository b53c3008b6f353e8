/// <reference lib="esnext.disposable" preserve="true" />
// Installs the polyfill on the global object when imported.
import { install } from "./install.js";

install();
