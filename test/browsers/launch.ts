// Real browsers for tests: `launch` starts one, `serve` (serve.ts) gives it a folder over loopback http.
//
//   const site = await serve(folder);
//   const browser = await launch("firefox");
//   const page = await browser.open(site.url("/index.html"));
//   expect(await page.evaluate("document.title")).toBe("…");
//   expect(page.errors).toEqual([]);
//   await browser.close();
//   await site.close();
//
// All are headless. Closing the browser, or the end of this process, ends every process that was started for it.
import type { Page as PuppeteerPage } from "puppeteer-core";
import { browserNames, type BrowserName } from "./find.js";
import { launchPuppeteer } from "./puppeteer.js";
import { launchWebKit } from "./webkit.js";

export { browserNames, type BrowserName } from "./find.js";

export interface LaunchOptions {
  /** More arguments for Chromium or Firefox. */
  readonly args?: readonly string[];
  /** Preferences of Firefox. */
  readonly prefs?: Readonly<Record<string, unknown>>;
  /** Environment variables, beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Browser {
  readonly name: BrowserName;
  /** As the browser tells it: `"156.0.7000.1"`. */
  readonly version: string;
  /** Opens a page and waits until it is loaded. WebKit shows one page at a time: the last one opened. */
  open(url: string): Promise<Page>;
  close(): Promise<void>;
}

export interface Page {
  /** What the page wrote to the console: `"log: text"`, `"error: text"`. WebKit tells of the page, not of its workers. */
  readonly console: readonly string[];
  /** Uncaught errors and unhandled rejections; in WebKit also what a Content-Security-Policy refused. */
  readonly errors: readonly string[];
  goto(url: string): Promise<void>;
  /**
   * Evaluates an expression and awaits it; its value crosses as JSON (`undefined` stays).
   * @param ms how long that may take, in milliseconds
   * @throws Error with the page's own text, if it throws
   */
  evaluate<T = unknown>(expression: string, ms?: number): Promise<T>;
  click(selector: string): Promise<void>;
  /** Sets the size of the viewport, in CSS pixels. */
  resize(width: number, height: number): Promise<void>;
  /** Writes what is seen to a PNG file. WebKit's driver cannot, on a screen without a compositor. */
  screenshot(path: string): Promise<void>;
  close(): Promise<void>;
  /** For all else, such as the keyboard: puppeteer's page, of Chromium and Firefox. */
  readonly puppeteer?: PuppeteerPage;
}

/**
 * Starts a browser.
 * @throws Error that says what to install, if it is not there; it is for the caller not to catch that
 */
export function launch(name: BrowserName, options: LaunchOptions = {}): Promise<Browser> {
  if (!browserNames.includes(name)) {
    throw new TypeError(`launch: no browser ${name}; there are ${browserNames.join(", ")}`);
  }
  return name === "webkit" ? launchWebKit(options) : launchPuppeteer(name, options);
}
