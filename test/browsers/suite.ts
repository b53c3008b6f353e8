// The tests of one browser, as launch.ts and serve.ts drive it: what other tests rely on.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserName, launch } from "./launch.js";
import { serve, type Site } from "./serve.js";

/** Defines the tests of a browser. */
export function testBrowser(name: BrowserName): void {
  const folder = mkdtempSync(join(tmpdir(), "await-using-browsers-"));
  let site: Site;

  beforeAll(async () => {
    writeFileSync(
      join(folder, "index.html"),
      `<!doctype html><html lang="en"><head><title>a page</title></head>
     <body><button onclick="console.log('clicked', { of: 3 })">press</button></body></html>`,
    );
    writeFileSync(
      join(folder, "strict.html"),
      `<!doctype html><title>strict</title><script src="strict.js"></script>`,
    );
    writeFileSync(join(folder, "strict.js"), `try { eval("1"); } catch (error) { console.log(error.name); }`);
    site = await serve(folder, {
      headers: { "/strict*": { "content-security-policy": "script-src 'self'" } },
    });
  });

  afterAll(async () => {
    await site?.close();
    rmSync(folder, { recursive: true });
  });

  describe(name, () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await launch(name);
    }, 60_000);

    afterAll(() => browser?.close());

    test("evaluates, awaits, and throws what the page throws", async () => {
      const page = await browser.open(site.url("/"));
      expect(browser.version).toMatch(/^\d+\.\d+/);
      expect(await page.evaluate("Promise.resolve({ title: document.title })")).toEqual({ title: "a page" });
      expect(await page.evaluate("undefined")).toBeUndefined();
      await expect(page.evaluate("Promise.reject(new RangeError('mine'))")).rejects.toThrow("mine");
      await expect(page.evaluate("new Promise(() => {})", 200)).rejects.toThrow();
    });

    test("collects the console and uncaught errors", async () => {
      const page = await browser.open(site.url("/"));
      await page.click("button");
      await page.evaluate("void setTimeout(() => { throw new RangeError('late'); })");
      await page.evaluate("void Promise.reject(new RangeError('unhandled'))");
      await page.evaluate("new Promise((resolve) => setTimeout(resolve))");
      expect(page.console).toHaveLength(1);
      expect(page.console[0]).toMatch(/^log: clicked /);
      expect(page.errors.join()).toMatch(/late/);
      expect(page.errors.join()).toMatch(/unhandled/);
    });

    test("serves with the headers that were asked for, and is driven in spite of them", async () => {
      const page = await browser.open(site.url("/strict.html"));
      expect(await page.evaluate("document.title")).toBe("strict");
      expect(page.console).toContainEqual("log: EvalError");
    });

    test("takes screenshots, or says why not", async () => {
      const page = await browser.open(site.url("/"));
      await page.resize(640, 480);
      if (name === "webkit")
        return void (await expect(page.screenshot("")).rejects.toThrow(/Chromium's or Firefox's/));
      await page.screenshot(join(folder, `${name}.png`));
      expect(
        readFileSync(join(folder, `${name}.png`))
          .subarray(1, 4)
          .toString(),
      ).toBe("PNG");
    });
  });
}
