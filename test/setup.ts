// Jest's realms have no Symbol.dispose on Node 18 to 22, and compiled `using` needs it.
import "../polyfills/auto.js";
