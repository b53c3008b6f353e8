// Node, Bun and Deno.
import { isBrowser } from "./engines.js";
import { testEngines } from "./suite.js";

testEngines((engine) => !isBrowser(engine));
