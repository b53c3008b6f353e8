// The counts of the matrix, and the table of docs/exit-rules.md.

const [start, end] = [
  "<!-- blind table: made by test/blind, npm run blind -- --write -->",
  "<!-- end of blind table -->",
];

/** One line of figures. */
export function countsOf(cells) {
  const count = (name) => cells.filter((cell) => cell[name]).length;
  const kinds = new Set(cells.map(({ kind }) => kind)).size;
  const drivers = new Set(cells.map(({ driver, holder }) => `${driver}, ${holder}`)).size;
  return (
    `${cells.length} blocks (${kinds} kinds, ${drivers} ways to be disposed of): ${count("isRefused")} refused, ` +
    `${count("silentCommit")} silent commits, ${count("silentLoss")} silent losses, ` +
    `${cells.filter(({ wrong }) => wrong.length > 0).length} unlike the rules`
  );
}

/** One row per kind: what a block that esbuild's or tslib's own helpers drive does on a good end and on a throw. */
export function tableOf(cells) {
  const rows = new Map();
  for (const { kind, driver, holder, body, isRefused, told, way } of cells) {
    if (holder !== "" || / by hand| in a finally|'s use$/.test(driver)) continue;
    const name = kind.replace(/, sync(?=$|,)/, "");
    const row = rows.get(name) ?? { good: new Set(), thrown: new Set(), way };
    (body === "good" ? row.good : row.thrown).add(
      isRefused
        ? `refused${body === "good" ? "" : ", beside the block's error"}`
        : body === "good"
          ? "clean end"
          : "clean end; the block's error goes on",
    );
    void told;
    rows.set(name, row);
  }
  const lines = [...rows].map(
    ([name, { good, thrown, way }]) =>
      `| ${name} | ${[...good].join(" or ")} | ${[...thrown].join(" or ")} | ${way} |`,
  );
  return ["| held | block ends well | block throws | way out |", "| --- | --- | --- | --- |", ...lines].join(
    "\n",
  );
}

/** The page with the table between its markers, under a heading of its own at the end if it is not there. */
export function withTable(page, table) {
  const at = page.indexOf(start);
  const before = at < 0 ? `${page.trimEnd()}\n\n${heading}` : page.slice(0, at);
  const after = at < 0 ? "\n" : page.slice(page.indexOf(end) + end.length);
  return `${before}${start}\n\n${table}\n\n${end}${after}`;
}

const heading = `## What a blind block does

The engine's own \`await using\` and other compilers' helpers drive the block, and neither \`ok()\` nor \`fail(error)\` was called.
*Refused*: the exit is told an UnconfirmedExitError, which then propagates. \`npm run blind\` runs every row in every
blind driver; where a stack is disposed of by hand, only what requires an outcome is refused.

`;
