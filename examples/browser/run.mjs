// `npm run browser`: compiles the server of the browser example and runs it where a plain `await using` knows how its
// block ended.
//
//   npm run browser                       Vite's dev server on port 5173, or the next free one: edit src/, and look
//   npm run browser -- --built            the page as `vite build` makes it
//   npm run browser -- --port 8000        another port; 0 is a free one
//   npm run browser -- --latency 50       how far away the server pretends to be, in ms; 300 by default
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compile, here } from "../runner.mjs";

compile(["browser"]);
await import("await-using/register");
const { main } = await import(pathToFileURL(join(here, "dist/browser/start.js")).href);
process.exitCode = await main(join(here, "browser"), process.argv.slice(2));
