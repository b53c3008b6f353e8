// The reports: as JSON, and as a page in a real browser.
// Needs: chromium.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, launch, type Page } from "../../browsers/launch.js";
import { serve, type Site } from "../../browsers/serve.js";
import { job, makeProject, type Project } from "./project.js";

const stays = `export function returns(x: () => void): number {
  try {
    x();
  } finally {
    return 1; // <script>alert("&")</script>
  }
}
`;
const nasty = job.before.replace("await job.run()", 'await job.run() + "</td><b>&amp;".length');

jest.setTimeout(240_000); // ms: it runs the command, several times, on a machine that does other things too

let project: Project;

beforeAll(() => {
  project = makeProject({ "a.ts": job.before, "b.ts": stays, "c.ts": nasty });
});

afterAll(() => project.remove());

test("--report json tells every site, the diffs and what was not done", async () => {
  const { status, stdout } = await project.migrate("--dry-run", "--report", "json");
  const account = JSON.parse(stdout);
  expect(status).toBe(0);
  expect(account).toEqual({
    version: 1,
    tool: "await-using migrate",
    files: { read: 3, withSites: 3, changed: 2 },
    written: false,
    sites: [
      {
        path: "a.ts",
        sites: [{ line: 4, column: 3, outcome: { fate: "migrated", form: "adopt", proof: "equal" } }],
        diff: expect.stringContaining("+  await using _job = deferAsync(() => job.release());"),
      },
      {
        path: "b.ts",
        sites: [
          {
            line: 2,
            column: 3,
            outcome: { fate: "refused", condition: "finalizerJumps", reason: expect.any(String) },
          },
        ],
        diff: "",
      },
      expect.objectContaining({ path: "c.ts" }),
    ],
    skipped: [],
    notes: [],
    seconds: expect.any(Number),
  });
});

test("--output writes the report into a file, and prints the account", async () => {
  const { stdout } = await project.migrate(
    "--dry-run",
    "--report",
    "json",
    "--output",
    "node_modules/report.json",
  );
  expect(stdout).toMatch(/^would be migrated +2$/m);
  expect(JSON.parse(project.read("node_modules/report.json")).version).toBe(1);
});

describe("--report html, in Chromium", () => {
  let site: Site;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const folder = join(project.folder, "node_modules", "page");
    mkdirSync(folder);
    const { status } = await project.migrate(
      "--dry-run",
      "--report",
      "html",
      "--output",
      join(folder, "index.html"),
    );
    expect(status).toBe(0);
    site = await serve(folder);
    browser = await launch("chromium");
    page = await browser.open(site.url("/index.html"));
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test("it asks for nothing but itself, and has no error", () => {
    expect(site.requests).toEqual(["/index.html"]);
    expect([page.console, page.errors]).toEqual([[], []]);
    expect(readFileSync(join(project.folder, "node_modules/page/index.html"), "utf8")).not.toMatch(
      /(src|href)="(?!data:)|https?:/,
    );
  });

  test("it shows both sides, as text, and what stays", async () => {
    const cells = await page.evaluate<string[]>(
      `[...document.querySelectorAll("td.gone, td.come")].map((td) => td.textContent)`,
    );
    expect(cells).toContain("  await using _job = deferAsync(() => job.release());");
    expect(cells).toContain('    return await job.run() + "</td><b>&amp;".length;');
    expect(await page.evaluate("document.body.textContent")).toContain("Refused by finalizerJumps");
    expect(await page.evaluate("document.querySelectorAll('details.change').length")).toBe(2);
  });

  test("keys: j and k go from change to change, o closes and opens them all", async () => {
    const focused = `document.activeElement.textContent.trim()`;
    await page.puppeteer!.keyboard.press("j");
    await page.puppeteer!.keyboard.press("j");
    expect(await page.evaluate(focused)).toMatch(/^c\.ts/);
    await page.puppeteer!.keyboard.press("k");
    expect(await page.evaluate(focused)).toMatch(/^a\.ts/);
    const open = `document.querySelectorAll("details.change[open]").length`;
    await page.puppeteer!.keyboard.press("o");
    expect(await page.evaluate(open)).toBe(0);
    await page.puppeteer!.keyboard.press("o");
    expect(await page.evaluate(open)).toBe(2);
  });

  test.each([
    ["a phone", 360],
    ["a desk", 1400],
  ])("on %s nothing is wider than the screen", async (_name, width) => {
    await page.resize(width, 800);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
  });

  test("light and dark are the reader's", async () => {
    const background = `getComputedStyle(document.body).backgroundColor`;
    const seen = new Set<unknown>();
    for (const value of ["light", "dark"]) {
      await page.puppeteer!.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
      seen.add(await page.evaluate(background));
    }
    expect(seen.size).toBe(2);
  });
});
