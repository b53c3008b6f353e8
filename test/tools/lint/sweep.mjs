// Runs `prefer-using` over whole checkouts: no crash, every rewrite parses and keeps its comments, a second run
// changes nothing:
//   node test/tools/lint/sweep.mjs <folder> … [--show <n>]
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseForESLint } from "@typescript-eslint/parser";
import { fixAll, lint, loadPlugin, textOf } from "./run-rule.mjs";

const args = process.argv.slice(2);
const show = args.includes("--show") ? Number(args.splice(args.indexOf("--show"), 2)[1]) : 0;
const plugin = await loadPlugin();

const comments = (text, path) =>
  parseForESLint(text, {
    range: true,
    comment: true,
    ecmaFeatures: { jsx: !/\.[mc]?ts$/.test(path) },
    filePath: path,
  })
    .ast.comments.map(({ value }) => value.replace(/\s+/g, " "))
    .sort();

for (const folder of args) {
  const root = resolve(folder);
  const counts = {};
  const wrong = [];
  let files = 0;
  let read = 0;
  const started = performance.now();
  for (const name of readdirSync(root, { recursive: true })) {
    if (
      !/\.[mc]?[jt]sx?$/.test(name) ||
      /(^|\/)(node_modules|dist|vendor)\/|\.min\.js$|\.d\.[mc]?ts$/.test(name)
    )
      continue;
    const path = join(root, name);
    let text;
    try {
      text = textOf(path);
    } catch {
      continue; // a folder of that name
    }
    read++;
    if (!/\bfinally\b/.test(text)) continue;
    files++;
    try {
      const before = lint(plugin, path, text, { reportRefused: true });
      if (before.some(({ fatal }) => fatal)) {
        counts.unparsed = (counts.unparsed ?? 0) + 1;
        continue;
      }
      for (const { messageId } of before.filter(({ ruleId }) => ruleId))
        counts[messageId] = (counts[messageId] ?? 0) + 1;
      const fixed = fixAll(plugin, path, text, { fix: "defer" });
      if (fixed.failed) wrong.push(`${name}: ${fixed.failed.line}: ${fixed.failed.message}`);
      else if (fixed.endless) wrong.push(`${name}: endless`);
      else if (fixed.text !== text) {
        const kept = comments(fixed.text, path);
        const lost = comments(text, path).filter((comment) => {
          const at = kept.indexOf(comment);
          if (at >= 0) kept.splice(at, 1);
          return at < 0;
        });
        if (lost.length > 0) wrong.push(`${name}: lost ${lost.join(" | ")}`);
        if (fixAll(plugin, path, fixed.text, { fix: "defer" }).text !== fixed.text)
          wrong.push(`${name}: changes again`);
      }
    } catch (error) {
      wrong.push(`${name}: ${error.stack}`);
    }
  }
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${folder}: ${read} files, ${files} with finally, ${seconds.toFixed(1)} s`,
    JSON.stringify(counts),
  );
  for (const line of wrong.slice(0, show || 20)) console.log("  WRONG", line);
  console.log(`  wrong: ${wrong.length}`);
}
