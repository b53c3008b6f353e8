// Preprocesses and compiles components with the real Svelte: reads `[{ source, options? }]` as JSON from standard input, and
// prints, for each, what its `run` export's calls logged, or the message of the error.
import { readFileSync, writeFileSync, mkdtempSync, rmSync, symlinkSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { tmpdir } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { compile, preprocess } from "svelte/compiler";
import { render } from "svelte/server";
import awaitUsing from "await-using/svelte";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "await-using-svelte-"));
mkdirSync(join(folder, "node_modules"));
symlinkSync(root, join(folder, "node_modules/await-using"));
symlinkSync(resolve(root, "node_modules/svelte"), join(folder, "node_modules/svelte"));
writeFileSync(join(folder, "package.json"), `{ "type": "module" }`);

/** JSON has no regular expressions. */
function withPatterns({ exclude, ...options } = {}) {
  return exclude === undefined ? options : { ...options, exclude: new RegExp(exclude) };
}

/** Where in the component a text of the compiled code stood: "line:column". */
function placeOf(text, { code, map }) {
  const before = code.slice(0, code.indexOf(text)).split("\n");
  const at = { line: before.length, column: before.at(-1).length };
  const { source, line, column } = originalPositionFor(new TraceMap(map), at);
  return `${source}:${line}:${column}`;
}

const found = [];
for (const [index, { source, options }] of JSON.parse(readFileSync(0, "utf8")).entries()) {
  globalThis.log = [];
  globalThis.pending = [];
  try {
    const filename = "src/Component.svelte";
    const { code, map } = await preprocess(source, [awaitUsing(withPatterns(options))], { filename });
    const { js } = compile(code, { generate: "server", filename, sourcemap: map });
    const file = join(folder, `component-${index}.js`);
    writeFileSync(file, js.code);
    const { default: Component } = await import(pathToFileURL(file).href);
    const { body } = render(Component);
    await Promise.all(globalThis.pending);
    found.push({
      body: body.replace(/<!--.*?-->/g, ""),
      log: globalThis.log,
      thrownAt: placeOf("throw new", js),
    });
  } catch (error) {
    found.push({ error: error.message, code: error.code });
  }
}
rmSync(folder, { recursive: true });
console.log(JSON.stringify(found));
