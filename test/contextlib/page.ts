// docs/contextlib.md, as its tests read it.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The text of the page. */
export const page = readFileSync(join(__dirname, "../../docs/contextlib.md"), "utf8");

/** The rows of the tables under a heading, as cells. */
export function rows(heading: string): string[][] {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  return (section.split("\n## ")[0] ?? "")
    .split("\n")
    .filter((line) => /^\| [^-]/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** What stands in backquotes in a cell. */
export const names = (cell: string | undefined): string[] =>
  [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
