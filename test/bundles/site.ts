// The built programs in a real browser, on pages as strict as pages get.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "../browsers/launch.js";
import { serve, type Site } from "../browsers/serve.js";

/** Only scripts of the page's own origin, no code from strings, no strings that become markup. */
export const strict = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; img-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
};

/** Serves `folder` with the strict headers. */
export async function serveStrictly(folder: string): Promise<Site> {
  writeFileSync(join(folder, "favicon.ico"), "");
  return serve(folder, { headers: { "/*": strict } });
}

/** What a page came to: its `globalThis.result`, and everything it complained of. */
export interface Outcome {
  readonly result: unknown;
  readonly complaints: readonly string[];
}

/** Opens a page, awaits its result, and closes it. */
export async function open(browser: Browser, url: string): Promise<Outcome> {
  const page = await browser.open(url);
  try {
    const result = await page.evaluate("globalThis.result");
    const complaints = [...page.errors, ...page.console.filter((line) => !line.startsWith("log: "))];
    return { result, complaints };
  } finally {
    await page.close();
  }
}
