// Runs `prefer-using` over files as ESLint does, until nothing changes, for the measures.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { buildEslint } from "../../../src/tools/lint/build.mjs";

/** The plugin, built from the sources as they are. */
export async function loadPlugin() {
  const folder = mkdtempSync(join(tmpdir(), "await-using-eslint-"));
  try {
    await buildEslint(folder, { target: "node20" });
    return (await import(pathToFileURL(join(folder, "esm/eslint.js")).href)).default;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A flat configuration with our rule alone; `parserOptions` may ask for types. */
export const configure = (plugin, options, parserOptions = {}) => [
  {
    files: ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"],
    plugins: { "await-using": plugin },
    languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true }, ...parserOptions } },
    linterOptions: { reportUnusedDisableDirectives: "off", noInlineConfig: true },
    rules: { "await-using/prefer-using": ["warn", options] },
  },
];

/** The messages of the rule for one file. */
export function lint(plugin, path, text, options, { cwd = "/", parserOptions } = {}) {
  const linter = new Linter({ cwd, configType: "flat" });
  return linter.verify(text, configure(plugin, options, parserOptions), { filename: path });
}

/** The text with all fixes applied, pass after pass, and how many passes changed something. */
export function fixAll(plugin, path, text, options, { cwd = "/", parserOptions, passes = 30 } = {}) {
  const linter = new Linter({ cwd, configType: "flat" });
  const config = configure(plugin, options, parserOptions);
  for (let pass = 0; pass < passes; pass++) {
    const messages = linter.verify(text, config, { filename: path });
    const failed = messages.find(({ fatal }) => fatal);
    if (failed) return { text, pass, failed, messages };
    const fixes = messages.filter(({ fix }) => fix).sort((a, b) => a.fix.range[0] - b.fix.range[0]);
    if (fixes.length === 0) return { text, pass, messages };
    let out = "";
    let at = 0;
    for (const { fix } of fixes) {
      if (fix.range[0] < at) continue;
      out += text.slice(at, fix.range[0]) + fix.text;
      at = fix.range[1];
    }
    text = out + text.slice(at);
  }
  return { text, pass: passes, messages: [], endless: true };
}

/** A file's text. */
export const textOf = (path) => readFileSync(path, "utf8");
