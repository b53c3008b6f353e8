// Chromium over its DevTools protocol, Firefox over WebDriver BiDi; both through puppeteer.
import puppeteer, { type Page as PuppeteerPage } from "puppeteer-core";
import { find, programsOf } from "./find.js";
import type { Browser, LaunchOptions, Page } from "./launch.js";
import { within } from "./within.js";

const patience = 30_000; // ms

export async function launchPuppeteer(
  name: "chromium" | "firefox",
  { args = [], prefs = {}, env = {} }: LaunchOptions,
): Promise<Browser> {
  // Tests run as root, in containers: no sandbox, and little shared memory.
  const own = name === "chromium" ? ["--no-sandbox", "--disable-dev-shm-usage"] : [];
  const browser = await puppeteer.launch({
    browser: name === "chromium" ? "chrome" : "firefox",
    executablePath: find(name, ...programsOf(name)),
    headless: true,
    args: [...own, ...args],
    extraPrefsFirefox: { ...prefs },
    env: { ...process.env, ...env },
    timeout: patience,
    protocolTimeout: 300_000,
  });
  try {
    const version = (await within(browser.version(), patience, `${name}'s version`)).replace(/^.*\//, "");
    return {
      name,
      version,
      async open(url) {
        const page = wrap(name, await within(browser.newPage(), patience, `a new page of ${name}`));
        await page.goto(url);
        return page;
      },
      async close() {
        const child = browser.process();
        try {
          await within(browser.close(), 10_000, `closing ${name}`);
        } catch {
          child?.kill("SIGKILL");
        }
      },
    };
  } catch (error) {
    browser.process()?.kill("SIGKILL");
    throw error;
  }
}

function wrap(name: string, page: PuppeteerPage): Page {
  const lines: string[] = [];
  const errors: string[] = [];
  page.on("console", (message) => lines.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => errors.push(String(error)));
  return {
    console: lines,
    errors,
    puppeteer: page,
    async goto(url) {
      await page.goto(url, { waitUntil: "load", timeout: patience });
    },
    async evaluate<T>(expression: string, ms = patience): Promise<T> {
      const code = `(async () => { const value = await (${expression}); return JSON.stringify(value) ?? ""; })()`;
      const json = (await within(page.evaluate(code), ms, `${name}: ${expression.slice(0, 80)}`)) as string;
      return (json === "" ? undefined : JSON.parse(json)) as T;
    },
    click: (selector) => page.click(selector),
    resize: (width, height) => page.setViewport({ width, height }),
    async screenshot(path) {
      await within(page.screenshot({ path: path as `${string}.png` }), patience, `${name}'s screenshot`);
    },
    close: () => within(page.close(), patience, `closing a page of ${name}`),
  };
}
