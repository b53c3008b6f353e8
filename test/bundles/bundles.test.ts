// The packed library in browser apps, built by real bundlers: what they leave out, and that the rest runs.
// Needs: chromium, firefox.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { type Browser, launch } from "../browsers/launch.js";
import type { Site } from "../browsers/serve.js";
import { mapPairs, node } from "../package/process.js";
import { succeeded, unpacked } from "../toolchains/pack.js";
import { markersOf } from "./markers.js";
import { open, serveStrictly } from "./site.js";

const tools = ["webpack", "parcel", "rollup", "vite", "esbuild"] as const;
const kinds = ["plain", "maps"] as const;
const rows = tools.flatMap((tool) => kinds.map((kind) => [tool, kind] as const));

const folder = mkdtempSync(join(tmpdir(), "await-using-bundles-"));
const app = join(folder, "app");
const installed = join(app, "node_modules/await-using");
let chromium: Browser;
let site: Site;
let markers: ReturnType<typeof markersOf>;

beforeAll(async () => {
  cpSync(join(__dirname, "app"), app, { recursive: true });
  mkdirSync(installed, { recursive: true });
  cpSync(await unpacked(), installed, { recursive: true });
  markers = markersOf(installed);
  // Parcel reads a package's sub-paths only if it is told to.
  const parcel = { "@parcel/resolver-default": { packageExports: true } };
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app", private: true, ...parcel }));
  await mapPairs(tools, async (tool) =>
    succeeded(await node([join(__dirname, "build.mjs"), tool, app, join(folder, "out", tool)], __dirname)),
  );
  site = await serveStrictly(join(folder, "out"));
  chromium = await launch("chromium");
}, 400_000);

afterAll(async () => {
  await chromium?.close();
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** All scripts of a built program, as one text. */
function code(tool: string, kind: string, program: string): string {
  return scripts(tool, kind, program)
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
}

function scripts(tool: string, kind: string, program: string): string[] {
  const out = join(folder, "out", tool, kind, program);
  const files = readdirSync(out, { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".js")).map((file) => join(out, file));
}

/** The source files of the library whose texts are in `text`. */
function roomsIn(text: string): string[] {
  const found = [...markers].filter(([, messages]) => messages.some((message) => text.includes(message)));
  return found.map(([section]) => section).sort();
}

const told = { value: "value", told: ["RangeError", "of the block"], suppressed: true };
const whole = {
  trace: ["enter a", "4 open", "disposed", "exit a", "the global stack's"],
  chain: ["of a callback", "of the block"],
  late: true,
  open: 0,
  same: true,
};

describe("tree shaking", () => {
  // Of the polyfill only what an error that meets another needs.
  const allowed =
    /^(src\/(protocol|exit)\/|src\/scope\/(enter|observed-methods|confirmed|unwind)|polyfills\/(abstract-ops|suppressed-error|symbols))/;

  test.each(rows)(
    "%s, %s: { enter } brings no stack, no contextlib, no adapter, no installer, no diagnostics",
    (tool, kind) => {
      // Parcel keeps the messages of the ponyfill's stacks: it does not know calls as pure across files.
      const kept = tool === "parcel" ? /^polyfills\/stack-entries\.ts$/ : /^$/;
      const rooms = roomsIn(code(tool, kind, "small"));
      expect(rooms).toEqual(expect.arrayContaining(["src/protocol/lookup.ts", "src/exit/blind.ts"]));
      expect(rooms.filter((room) => !allowed.test(room) && !kept.test(room))).toEqual([]);
    },
  );

  test.each(rows)("%s, %s: the texts that are looked for are there when their room is used", (tool, kind) => {
    const used = [
      "src/contextlib/generator-manager.ts",
      "src/concurrency/timeout.ts",
      "src/diagnostics/leaks.ts",
    ];
    expect(roomsIn(code(tool, kind, "whole"))).toEqual(
      expect.arrayContaining([
        ...used,
        "src/scope/entries.ts",
        "polyfills/parts.ts",
        "src/exit/completion.ts",
      ]),
    );
  });

  test.each(rows)("%s, %s: no copy of a room is there twice", (tool, kind) => {
    const text = code(tool, kind, "whole");
    expect(text.split("await-using.exit")).toHaveLength(2);
    expect(text.split("does not support the ")).toHaveLength(2);
  });
});

describe("source maps", () => {
  test.each(tools)("%s: without them, nothing names one", (tool) => {
    expect(code(tool, "plain", "whole")).not.toContain("sourceMappingURL");
  });

  test.each(tools)("%s: a text of the library is traced to its source in the package", (tool) => {
    const [path = ""] = scripts(tool, "maps", "whole").filter((file) =>
      readFileSync(file, "utf8").includes("does not support"),
    );
    const lines = readFileSync(path, "utf8").split("\n");
    const line = lines.findIndex((text) => text.includes("does not support the "));
    const column = lines[line]?.indexOf("does not support the ") ?? -1;
    const map = new TraceMap(readFileSync(`${path}.map`, "utf8"));
    const { source, line: original } = originalPositionFor(map, { line: line + 1, column });
    const file = /await-using\/(src\/[\w/-]+\.ts|dist\/esm\/[\w-]+\.js)$/.exec(source ?? "")?.[1] ?? "";
    const [above, there, below] = readFileSync(join(installed, file), "utf8")
      .split("\n")
      .slice((original ?? 0) - 2);
    expect([above, there, below].join("\n")).toContain("does not support the ");
  });
});

describe("under script-src 'self' and Trusted Types", () => {
  test("the page refuses code from strings, and markup from strings", async () => {
    mkdirSync(join(folder, "out/control"));
    writeFileSync(join(folder, "out/control/index.html"), '<!doctype html><script src="main.js"></script>');
    const attempts = `[() => Function("return 1")(), () => (document.createElement("p").innerHTML = "<b></b>")]`;
    const main = `globalThis.result = ${attempts}.map((run) => { try { run(); return "ran"; } catch { return "refused"; } });`;
    writeFileSync(join(folder, "out/control/main.js"), main);
    expect((await open(chromium, site.url("/control/"))).result).toEqual(["refused", "refused"]);
  });

  test.each(rows)("Chromium runs what %s built, %s", async (tool, kind) => {
    const small = await open(chromium, site.url(`/${tool}/${kind}/small/`));
    expect(small).toEqual({ result: told, complaints: [] });
    expect(await open(chromium, site.url(`/${tool}/${kind}/whole/`))).toEqual({
      result: whole,
      complaints: [],
    });
  });

  test("Firefox runs what Vite built", async () => {
    const firefox = await launch("firefox");
    try {
      expect(await open(firefox, site.url("/vite/plain/small/"))).toEqual({ result: told, complaints: [] });
      expect(await open(firefox, site.url("/vite/maps/whole/"))).toEqual({ result: whole, complaints: [] });
    } finally {
      await firefox.close();
    }
  }, 90_000);
});
