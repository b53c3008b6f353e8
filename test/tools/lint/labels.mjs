// Measures `prefer-using` on hand-labelled sites of public repositories:
//   node test/tools/lint/labels.mjs <folder of checkouts, as owner/name> <labels.json> [--all]
// Prints recall, form, offers on poor taste and unsafe offers; `--all` prints every site as well.
import { join, resolve } from "node:path";
import { lint, loadPlugin, textOf } from "./run-rule.mjs";

const [folder, labels, ...flags] = process.argv.slice(2);
if (!folder || !labels) {
  console.error("usage: npm run labels -- <folder of checkouts> <labels.json> [--all]");
  process.exit(2);
}

const plugin = await loadPlugin();
const { sites } = JSON.parse(textOf(labels));
const FORMS = ["direct", "adopt", "defer"];
const rows = [];
for (const site of sites) {
  const path = resolve(join(folder, site.repo, site.path));
  let text;
  try {
    text = textOf(path);
  } catch {
    rows.push({ site, found: "no file" });
    continue;
  }
  const messages = lint(plugin, path, text, { reportRefused: true });
  const fatal = messages.find((message) => message.fatal);
  const message = messages.find(({ line }) => line === site.line);
  rows.push({ site, found: fatal ? `fatal: ${fatal.message}` : (message?.messageId ?? "nothing") });
}

const isOffer = ({ found }) => FORMS.includes(found);
const wanted = rows.filter(({ site }) => site.taste !== "poor" && site.label !== "no");
const poor = rows.filter(({ site }) => site.taste === "poor");
const better = rows.filter(({ site }) => site.label === "adopt" || site.label === "direct");
const unsafe = rows.filter((row) => isOffer(row) && (row.site.unsafe || isTooMuch(row)));

/** `direct` where only the named method is exact, or `adopt` where the guard is of ownership. */
function isTooMuch({ site, found }) {
  return site.label !== "no" && !site.accept.includes(found);
}

const part = (some, all) =>
  `${some.length} of ${all.length} (${((100 * some.length) / Math.max(1, all.length)).toFixed(1)} %)`;
const list = (title, some) => {
  for (const { site, found } of some) {
    console.log(
      `  ${title} #${site.id} ${site.repo} ${site.path}:${site.line} ${site.label}/${site.taste} → ${found}`,
    );
  }
};
if (flags.includes("--all")) list("site", rows);
console.log(`recall of the sites worth migrating: ${part(wanted.filter(isOffer), wanted)}; goal 97 %`);
list(
  "missed",
  wanted.filter((row) => !isOffer(row)),
);
const inForm = better.filter(({ found }) => found === "adopt" || found === "direct");
console.log(`adopt or direct where labelled so: ${part(inForm, better)}; goal 97 %`);
list(
  "form",
  better.filter((row) => !inForm.includes(row)),
);
console.log(`offers on poor taste: ${part(poor.filter(isOffer), poor)}; goal at most 20 %`);
list("offered", poor.filter(isOffer));
console.log(`unsafe: ${unsafe.length}; goal 0`);
list("unsafe", unsafe);
