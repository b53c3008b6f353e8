// Builds dist/: every sub-path as ESM and as CommonJS from the same chunks, and one classic script.
// `--types` adds the declarations (tsc), which `npm start` can do without.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { decodedMappings, encodedMap, TraceMap } from "@jridgewell/trace-mapping";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { entryPoints } from "./entries.mjs";
import { buildBabel } from "./src/tools/lowering/babel/build.mjs";
import { buildBundler } from "./src/tools/bundler/build.mjs";
import { buildEslint } from "./src/tools/lint/build.mjs";
import { buildCli } from "./src/tools/cli/build.mjs";

// What Node 14.6 and Safari 14.1 parse without down-levelling private fields.
const target = ["node14.6", "safari14.1", "es2020"];
// esbuild would lower `?.` for a bug of V8 before 9.1 with spread arguments, which no call here has.
const supported = {
  "class-field": true,
  "class-private-field": true,
  "class-static-field": true,
  "optional-chain": true,
};

// The sources are in the package: maps name them, and do not repeat them.
const mapped = { sourcemap: "linked", sourcesContent: false };
const isScript = (file) => file.endsWith(".js");

rmSync("dist", { recursive: true, force: true });
// What is built alone acts before the ponyfill is evaluated; a chunk shared with the others would be evaluated first.
for (const [built, splitting] of [
  ["shared", true],
  ["alone", false],
]) {
  await build({
    entryPoints: entryPoints(built),
    outdir: "dist/esm",
    format: "esm",
    platform: "neutral",
    bundle: true,
    splitting,
    external: ["core-js/*"],
    chunkNames: "chunk-[hash]",
    preserveSymlinks: true, // the output names no folder outside the package, wherever node_modules really is
    target,
    supported,
    ...mapped,
  });
}

// Bundlers keep a class that nobody uses if it has a computed key, a static field or a base class: evaluating those could
// have an effect. A call that is marked as pure they drop, so importing one name brings only what it needs, although the
// modules are few, as Node wants them (one file per source file takes it five times as long to start).
const topLevelClass = /^var (\w+) = (class(?= extends\b| \{)|class \w+)[^{]*\{\n[^]*?^\}(?=;$)/gm;
for (const path of readdirSync("dist/esm")
  .filter(isScript)
  .map((file) => `dist/esm/${file}`)) {
  const module = readFileSync(path, "utf8");
  const insertions = [...module.matchAll(topLevelClass)].flatMap(({ 0: whole, 1: name, 2: head, index }) => {
    const start = index + whole.indexOf(head);
    return [
      [start, "/* @__PURE__ */ (() => "],
      [start + head.length, head === "class" ? ` ${name}` : ""],
      [index + whole.length, ")()"],
    ];
  });
  writeFileSync(path, insertInto(module, `${path}.map`, insertions));
}

/** Returns `text` with the insertions, `[offset, text of one line]` in order, and moves what its map says of those lines. */
function insertInto(text, mapPath, insertions) {
  const map = JSON.parse(readFileSync(mapPath, "utf8"));
  const lines = decodedMappings(new TraceMap(map)).map((line) => line.map((segment) => [...segment]));
  let out = "";
  let done = 0;
  for (const [offset, inserted] of insertions) {
    out += text.slice(done, offset);
    done = offset;
    const line = out.split("\n").length - 1;
    const column = out.length - (out.lastIndexOf("\n") + 1);
    for (const segment of lines[line] ?? []) if (segment[0] >= column) segment[0] += inserted.length;
    out += inserted;
  }
  const moved = encodedMap(new TraceMap({ ...map, mappings: lines }));
  writeFileSync(mapPath, JSON.stringify({ ...map, mappings: moved.mappings }));
  const result = out + text.slice(done);
  if (/^(?:var \w+ = |export )?class\b/m.test(result))
    throw new Error(`${mapPath}: a class is not marked as pure`);
  return result;
}

// esbuild's CommonJS reads what another file exports through two getters at each use, which made the stacks up to six times
// slower. No export of ours is assigned to twice, and chunks never import each other in a circle: constants do.
const imported = /^import \{([^}]*)\} from ("\.\/[^"]+");$/gm;
const copied = "module.exports = __toCommonJS(stdin_exports);";
const itself = 'module.exports = __defProp(stdin_exports, "__esModule", { value: true });';

/** Where a core-js that is too old lacks the file, Node says so in the package's words; bundlers take the module, and say it in theirs. */
function withCoreJs(code) {
  const file = "core-js/proposals/explicit-resource-management.js";
  return code.replace(
    `var import_explicit_resource_management = require("${file}");`,
    `try {
  require("${file}");
} catch (error) {
  if (error.code !== "MODULE_NOT_FOUND" || !error.message.includes("'${file}'")) throw error;
  let found = "none";
  try {
    found = require("core-js/package.json").version;
  } catch {}
  const code = found === "none" ? "AWAIT_USING_TOOL_MISSING" : "AWAIT_USING_TOOL_VERSION";
  const advice = 'npm install core-js@latest, or import "await-using/polyfill", which needs none';
  throw Object.assign(
    new Error(\`await-using/polyfill/core-js works with core-js 3.27 and later, and found \${found}: \${advice} [\${code}]\`),
    { code },
  );
}`.replace(/\n\s*/g, " "), // one line, as the map says
  );
}

const linked = /^\/\/# sourceMappingURL=.*\n/m;
const asData = (map) => `data:application/json;base64,${map.toString("base64")}`;
mkdirSync("dist/cjs", { recursive: true });
for (const file of readdirSync("dist/esm").filter(isScript)) {
  const module = readFileSync(`dist/esm/${file}`, "utf8").replace(
    imported,
    (_, names, from) => `const {${names.replace(/ as /g, ": ")}} = require(${from});`,
  );
  const own = readFileSync(`dist/esm/${file}.map`);
  const isMapped = JSON.parse(own).sources.length > 0; // a file that only passes on what others export is not
  const { code, map } = await transform(
    // esbuild goes on from the map that it finds; the two folders lie equally deep, so paths in it stay right.
    module.replace(linked, isMapped ? () => `//# sourceMappingURL=${asData(own)}\n` : ""),
    { format: "cjs", platform: "node", target, supported, sourcemap: "external", sourcesContent: false },
  );
  const link = isMapped ? `//# sourceMappingURL=${file}.map\n` : "";
  writeFileSync(`dist/cjs/${file}`, withCoreJs(code.replace(copied, itself)) + link);
  if (isMapped) writeFileSync(`dist/cjs/${file}.map`, map);
  else {
    writeFileSync(`dist/esm/${file}`, readFileSync(`dist/esm/${file}`, "utf8").replace(linked, ""));
    rmSync(`dist/esm/${file}.map`);
  }
}
writeFileSync("dist/esm/polyfill-core-js-node.js", 'import "../cjs/polyfill-core-js.js";\n');
writeFileSync("dist/cjs/package.json", '{ "type": "commonjs" }\n');
writeFileSync("dist/esm/package.json", '{ "type": "module" }\n');

// The loader hook of Node: CommonJS, which --import and --require both take, and a module for its hooks thread.
for (const [format, outfile, entry] of [
  ["cjs", "dist/cjs/register.js", entryPoints("register").register],
  ["esm", "dist/esm/register-hooks.js", "src/tools/register/hooks.ts"],
]) {
  await build({
    entryPoints: [entry],
    outfile,
    format,
    platform: "node",
    bundle: true,
    target,
    supported,
    ...mapped,
  });
}
await buildBabel("dist", { target, supported });
await buildBundler("dist", { target, supported });
await buildEslint("dist", { target, supported });
await buildCli("dist");
await build({
  entryPoints: ["src/script.ts"],
  outfile: "dist/await-using.global.js",
  format: "iife",
  globalName: "awaitUsing",
  platform: "browser",
  bundle: true,
  minify: true,
  target,
  supported,
  ...mapped,
});

completeMaps("dist");

/** Gives maps the text of sources that are not in the package: what other packages are bundled in. */
function completeMaps(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) completeMaps(path);
    if (!entry.name.endsWith(".js.map")) continue;
    const map = JSON.parse(readFileSync(path, "utf8"));
    const sources = map.sources.map((source) => join(folder, source));
    const isShipped = (source) => /^(src|polyfills)\b/.test(source);
    if (!sources.every(isShipped)) {
      map.sourcesContent = sources.map((source) => (isShipped(source) ? null : readFileSync(source, "utf8")));
      writeFileSync(path, JSON.stringify(map));
    }
  }
}

if (process.argv.includes("--types")) {
  // The library knows no host; tools run under Node.
  for (const project of ["tsconfig.build.json", "tsconfig.tools.json"]) {
    const tsc = ["node_modules/typescript/bin/tsc", "-p", project];
    execFileSync(process.execPath, tsc, { stdio: "inherit" });
  }
  // tslib is bundled in, so its declarations are too: users need not have it.
  const tslib = "dist/esm/src/runtime/tslib.d.ts";
  cpSync("node_modules/tslib/tslib.d.ts", "dist/esm/src/runtime/tslib-own.d.ts");
  writeFileSync(tslib, readFileSync(tslib, "utf8").replaceAll('"tslib"', '"./tslib-own.js"'));
  for (const room of ["src", "polyfills"]) {
    cpSync(`dist/esm/${room}`, `dist/cjs/${room}`, { recursive: true });
  }
}
