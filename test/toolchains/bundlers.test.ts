// The examples of the bundlers, run with the packed package.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../package/process.js";
import { expected, npmRun, setUp, succeeded, unpacked } from "./pack.js";

const projects: string[] = [];

beforeAll(unpacked, 180_000);

afterAll(() => {
  for (const project of projects) rmSync(dirname(project), { recursive: true });
});

async function example(name: string): Promise<string> {
  const project = await setUp(name);
  projects.push(project);
  return project;
}

test.each(["vite", "rollup", "rolldown", "webpack", "esbuild"])(
  "%s",
  async (name) => {
    expect(await npmRun(await example(name))).toBe(expected);
  },
  120_000,
);

test("the Vite app, in a document of few words", async () => {
  const project = await example("vite");
  await npmRun(project, "build");
  const html = readFileSync(join(project, "dist/index.html"), "utf8");
  const main = /<script type="module"[^>]* src="\/([^"]+)"/.exec(html)?.[1] ?? "";
  const scripts = readdirSync(join(project, "dist/assets")).filter((name) => name.endsWith(".js"));
  for (const script of scripts) {
    expect(readFileSync(join(project, "dist/assets", script), "utf8")).not.toMatch(/\busing [\w$]+\s*=/);
  }
  const program = `
    const elements = {};
    const element = (id) => (elements[id] ??= {
      textContent: { alice: "100", bob: "0" }[id] ?? "",
      addEventListener(type, listener) { this[type] = listener; },
    });
    globalThis.document = {
      querySelector: (selector) => (selector.startsWith("#") ? element(selector.slice(1)) : null),
      querySelectorAll: () => [],
      getElementsByTagName: () => [],
      createElement: () => ({ relList: { supports: () => true } }),
    };
    globalThis.window = globalThis;
    const { log } = console;
    await import("./dist/${main}");
    await new Promise((done) => setTimeout(done, 300));
    const clicks = [];
    for (let i = 0; i < 3; i++) {
      await element("transfer").click();
      clicks.push([element("alice").textContent, element("bob").textContent, element("message").textContent]);
    }
    console.log = log;
    process.stdout.write("\\0" + JSON.stringify({ clicks, output: element("output").textContent }));
  `;
  const { stdout } = succeeded(await run(process.execPath, ["--input-type=module", "-e", program], project));
  expect(JSON.parse(stdout.split("\0")[1] ?? "")).toEqual({
    clicks: [
      ["60", "40", "done"],
      ["20", "80", "done"],
      ["20", "80", "not done: alice has not enough money"],
    ],
    output: expected,
  });
}, 60_000);
