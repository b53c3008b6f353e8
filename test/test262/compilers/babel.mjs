// Babel 7 and 8 with our plugin: the helper is written into scripts, which can import nothing, and imported by modules.
import { fork } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildBabel } from "../../../src/tools/lowering/babel/build.mjs";
import { installBabel8 } from "../../tools/lowering/babel/babel-8/install.mjs";
import { bundle } from "./runtime.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const installed7 = () => ({ directory: root, node: process.execPath });

export const babel7 = { create: () => withOurs(installed7()) };
export const babel8 = { create: () => withOurs(installBabel8()) };
/** Babel 7 with our plugin and preset-env, which lowers what the plugin made to `targets`. */
export const babel7For = (targets) => ({ create: () => withOurs(installed7(), targets) });
export const babel7Plain = {
  create: () => start(installed7(), "@babel/plugin-proposal-explicit-resource-management", false),
};
export const babel8Plain = {
  create: () => start(installBabel8(), "@babel/plugin-transform-explicit-resource-management", false),
};

async function withOurs(installed, targets) {
  const outdir = join(root, "node_modules/.cache/await-using/test262");
  await buildBabel(outdir, { target: "node20" });
  return {
    ...(await start(installed, join(outdir, "cjs/babel.js"), true, targets)),
    imports: {
      "await-using/runtime/babel": await bundle(`export { usingCtx } from "./src/runtime/babel.ts";`, "esm"),
    },
  };
}

async function start({ directory, node }, plugin, ours, targets) {
  const worker = fork(
    fileURLToPath(new URL("babel-worker.mjs", import.meta.url)),
    [JSON.stringify({ directory, plugin, ours, targets })],
    { execPath: node },
  );
  const waiting = []; // answers come in the order of the questions
  const answer = () => new Promise((resolve) => waiting.push(resolve));
  worker.on("message", (message) => waiting.shift()(message));
  const { version } = await answer();
  return {
    version,
    async compile(source, { module = false }) {
      worker.send({ source, module });
      const { code, error } = await answer();
      if (error) throw new SyntaxError(error);
      return code;
    },
    close: () => worker.disconnect(),
  };
}
