/// <reference lib="esnext.disposable" preserve="true" />
// Installs the polyfill with fresh symbols, as test262 wants of an engine. Import it before anything that uses them:
// other copies of this package, and compilers' helpers, agree with it only through `Symbol.dispose`.
import "./fresh-symbols.js";
import "./auto.js";
