// docs/installs.md, from what was run.
import type { Installation, Result } from "./install-run.js";
import { PNPM } from "./installs.js";

/** What each program is, to a reader. */
const titles: Readonly<Record<string, string>> = {
  vite: "`await-using/vite`: a build and a dev server",
  rollup: "`await-using/rollup`: a build",
  rolldown: "`await-using/rolldown`: a build",
  webpack: "`await-using/webpack`: a build",
  esbuild: "`await-using/esbuild`: a build",
  svelte: "`await-using/svelte`: a component",
  babel: "`await-using/babel`: a compilation",
  eslint: "`await-using/eslint`: TypeScript and JavaScript linted",
  tsc: "`tsc` with `await-using/runtime/global`",
  migrate: "`npx await-using migrate`",
  equiv: "`npx await-using equiv`",
  "core-js": "`await-using/polyfill/core-js`",
  parser: 'the parser of `parser: "oxc"`',
};

/** Returns the text of the page. */
export function pageOf(installations: readonly Installation[], commit: string): string {
  const results = installations.flatMap((installation) => installation.results);
  const rows = Object.entries(titles).map(([program, title]) => {
    const of = results.filter((result) => result.program === program);
    return `| ${title} | ${said(of, "works")} | ${said(of, "refused")} |`;
  });
  const date = new Date().toISOString().slice(0, 10);
  return `# Installs beside

\`npm install await-using\` and \`pnpm add await-using\` succeed beside any version of any tool: the peers are optional and
their ranges are \`*\`. They are named so that package managers with strict folders let our entries find them.

Each entry looks at the tool that loads it. One that is known not to work is refused with an error that says what was found
and which versions work (\`AWAIT_USING_TOOL_VERSION\`); a newer one than those below never is. The library itself needs none
of them, and works in all these projects.

\`npm run install-matrix\` packs the package, installs it with npm and ${PNPM.replace("@", " ")} in projects that have the tools already, and uses
each. Run on ${date} at ${commit}, with Node ${process.versions.node} (Babel 8 and TypeScript 7 with Node 24): ${installations.length} installs, ${results.length} uses; no install
was refused, and none warned of a peer, with npm's \`--strict-peer-deps\` too.

| | worked with | refused |
| --- | --- | --- |
${rows.join("\n")}

In Rollup before 3.1, write \`plugins: awaitUsing()\` without a list around it, if other plugins make JavaScript of other
languages. ESLint's own parser reads \`using\` since ESLint 9.29; before that, \`prefer-using\` offers nothing in JavaScript. ESLint
before 9 reads \`eslint.config.js\` since 8.57, or with \`ESLINT_USE_FLAT_CONFIG=true\`; an \`.eslintrc\` cannot name a plugin that is a
sub-path of a package.
`;
}

/** The tools with which all that was run ended so. */
function said(results: readonly Result[], outcome: Result["expected"]): string {
  const tools = results
    .filter(({ expected }) => expected === outcome)
    .map(({ tools }) => tools.join(" with "));
  return [...new Set(tools)].join("; ") || "–";
}
