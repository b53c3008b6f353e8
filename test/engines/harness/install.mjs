// Installs the polyfill as a module, and notes what that came to.
import { install } from "../package/dist/esm/polyfill-install.js";

globalThis.__install = install();
