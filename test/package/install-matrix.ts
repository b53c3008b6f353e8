// npm run install-matrix: the packed package beside old and new tools, installed by npm and by pnpm.
//
//   npm run install-matrix                     all projects
//   npm run install-matrix -- newest too-old   some
//   npm run install-matrix -- --write          also writes docs/installs.md
//
// The status is 0 only if all installed, and every tool did as expected.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Installation, managers, tryProject } from "./install-run.js";
import { pageOf } from "./install-page.js";
import { projects } from "./installs.js";
import { mapPairs } from "./process.js";
import { packAndInstall, root } from "./tarball.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean" } },
});

void main().then((status) => process.exit(status));

async function main(): Promise<number> {
  const chosen = projects.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const combinations = chosen.flatMap((project) => managers.map((manager) => ({ project, manager })));
  const installed = await packAndInstall();
  let isRight = true;
  try {
    const all = await mapPairs(combinations, async ({ project, manager }): Promise<Installation> => {
      const installation = await tryProject(project, manager, installed.tarball);
      const wrong = installation.results.flatMap((result) => result.wrong ?? []);
      const isGood = installation.complaint === undefined && wrong.length === 0;
      isRight &&= isGood;
      console.log(`${project.name}, ${manager}: ${isGood ? `${installation.results.length} uses` : "WRONG"}`);
      if (!isGood) console.log(installation.complaint ?? wrong.join("\n\n"));
      return installation;
    });
    if (values.write && isRight && chosen.length === projects.length) {
      const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" });
      writeFileSync(join(root, "docs/installs.md"), pageOf(all, commit.trim()));
    }
    return isRight ? 0 : 1;
  } finally {
    installed.remove();
  }
}
