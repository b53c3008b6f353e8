// Frozen realms: SES's lockdown() and a harder freeze, before and after the library, in Node and in Chromium.
// Needs: chromium.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { type Browser, launch } from "../browsers/launch.js";
import { serve, type Site } from "../browsers/serve.js";
import { node } from "../package/process.js";
import { succeeded, unpacked } from "../toolchains/pack.js";

const folder = mkdtempSync(join(tmpdir(), "await-using-hardened-"));
let chromium: Browser;
let site: Site;

beforeAll(async () => {
  const installed = join(folder, "node_modules/await-using");
  mkdirSync(dirname(installed));
  symlinkSync(await unpacked(), installed);
  cpSync(join(__dirname, "realm"), join(folder, "realm"), { recursive: true });
  for (const name of ["program", "late", "polyfill", "lockdown", "freeze"]) {
    await build({
      entryPoints: [join(folder, "realm", `${name}.js`)],
      outfile: join(folder, `${name}.js`),
      bundle: true,
      format: "iife",
    });
  }
  const script = join(__dirname, "tools/install.mjs");
  const tools = execFileSync(process.execPath, [script], { encoding: "utf8" }).trim();
  copyFileSync(join(tools, "node_modules/ses/dist/ses.umd.js"), join(folder, "ses.js"));
  writeFileSync(join(folder, "favicon.ico"), "");
  site = await serve(folder);
  chromium = await launch("chromium");
}, 300_000);

afterAll(async () => {
  await chromium?.close();
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

const hosts = {
  async Node(scripts: readonly string[]): Promise<unknown> {
    const required = scripts.flatMap((name) => ["--require", join(folder, `${name}.js`)]);
    const program = 'run().then((result) => console.log("\\0" + JSON.stringify(result)))';
    const { stdout } = succeeded(await node([...required, "-e", program], folder));
    return JSON.parse(stdout.split("\0")[1] ?? "");
  },

  async Chromium(scripts: readonly string[]): Promise<unknown> {
    const file = `${scripts.join("-")}.html`;
    const tags = scripts.map((name) => `<script src="${name}.js"></script>`).join("");
    writeFileSync(join(folder, file), `<!doctype html><meta charset="utf-8">${tags}`);
    const page = await chromium.open(site.url(`/${file}`));
    try {
      expect(page.errors).toEqual([]);
      return await page.evaluate("run()");
    } finally {
      await page.close();
    }
  },
};

const orders = [
  ["nothing is frozen", ["program"]],
  ["lockdown(), then the library", ["ses", "lockdown", "program"]],
  ["the library, then lockdown()", ["program", "ses", "lockdown"]],
  ["the polyfill, lockdown(), then the library", ["polyfill", "ses", "lockdown", "program"]],
  ["the polyfill and the library, then lockdown()", ["polyfill", "program", "ses", "lockdown"]],
  ["everything is frozen and nothing repaired, then the library", ["freeze", "program"]],
  ["the library, then everything is frozen", ["program", "freeze"]],
  ["the polyfill, everything is frozen, then the library", ["polyfill", "freeze", "program"]],
] as const;

const expected = {
  told: ["Error", "of a callback"],
  trace: ["yielded", "after yield", "disposed"],
  late: [true, "TimeoutError", "The block's timeout expired"],
  failed: ["AggregateError", ["of a task"]],
  required: ["UnconfirmedExitError", true, "AWAIT_USING_UNCONFIRMED_EXIT"],
  both: ["SuppressedError", "first", "second"],
  errors: ["RuntimeError: message", "TimeoutError: message", "UnconfirmedExitError: message"],
  text: true,
  exit: "function",
};

describe.each(Object.keys(hosts) as (keyof typeof hosts)[])("%s", (host) => {
  test.each(orders)("%s: managers, stacks and errors work", async (_, scripts) => {
    expect(await hosts[host](scripts)).toEqual(expected);
  });

  // Nobody can define anything on a frozen object; lockdown() takes the iterators' disposers away even from engines that
  // have them.
  test("the polyfill after lockdown() says what it came too late for, and defines nothing", async () => {
    expect(await hosts[host](["ses", "lockdown", "late"])).toEqual({
      name: "TypeError",
      message: expect.stringMatching(
        /^install\(\) has to define \S+, but its object is frozen: call install\(\) before freezing it$/,
      ),
      defined: 0,
    });
  });
});
