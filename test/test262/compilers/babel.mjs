// Babel 7 and 8 with our plugin: the helper is written into scripts, which can import nothing, and imported by modules.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildBabel } from "../../../src/babel/build.mjs";
import { bundle } from "./runtime.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const babel8Root = join(root, "examples/toolchains/babel-8");

export const babel7 = { create: () => withOurs(root) };
export const babel8 = { unavailable: unavailableBabel8, create: () => withOurs(babel8Root) };
export const babel7Plain = {
  create: () => load(root, () => "@babel/plugin-proposal-explicit-resource-management"),
};
export const babel8Plain = {
  unavailable: unavailableBabel8,
  create: () => load(babel8Root, () => "@babel/plugin-transform-explicit-resource-management"),
};

function unavailableBabel8() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 18)) {
    return `Babel 8 needs Node 22.18, and this script runs on ${process.version}`;
  }
  if (!existsSync(join(babel8Root, "node_modules"))) return `npm ci has not run in ${babel8Root}`;
}

async function withOurs(directory) {
  const outdir = join(root, "node_modules/.cache/await-using/test262");
  await buildBabel(outdir, { target: "node20" });
  const plugin = createRequire(join(outdir, "x.js"))("./cjs/babel.js").default;
  return {
    ...(await load(directory, (module) => [plugin, { inline: !module }])),
    imports: {
      "await-using/runtime/babel": await bundle(`export { usingCtx } from "./src/runtime/babel.ts";`, "esm"),
    },
  };
}

async function load(directory, pluginFor) {
  const babel = createRequire(join(directory, "x.js"))("@babel/core");
  return {
    version: babel.version,
    compile(source, { module = false }) {
      const { code } = babel.transformSync(source, {
        cwd: directory,
        configFile: false,
        babelrc: false,
        compact: false,
        sourceType: module ? "module" : "script",
        plugins: [pluginFor(module)],
      });
      return code;
    },
  };
}
