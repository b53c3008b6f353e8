// Bundles the matrix over the package as it was built: for engines without declarations, for those with them, and for
// browsers, whose bundle has nothing of Node.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compiledClasses, compiledDrivers } from "./compiled.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Writes `blind.js`, `blind-native.js`, `blind-browser.js`, `blind-hidden.js` and `blind-warned.js`: classic scripts that leave a report. */
export async function buildMatrix(folder) {
  const define = {
    CLASSES: JSON.stringify(await compiledClasses()),
    DRIVERS: JSON.stringify(await compiledDrivers()),
  };
  const node = `import { nodeKinds } from "./kinds-node.js";`;
  const native = `import { nativeDrivers } from "./native.js";`;
  const main = `import { matrix } from "./program.js";`;
  const entries = {
    "blind.js": `${main}${node} globalThis.__report = matrix(nodeKinds, []);`,
    "blind-native.js": `${main}${node}${native} globalThis.__report = matrix(nodeKinds, nativeDrivers);`,
    "blind-browser.js": `${main}${native} globalThis.__report = matrix([], nativeDrivers);`,
    "blind-warned.js": `import { matrixWithoutRefusal } from "./program.js"; globalThis.__report = matrixWithoutRefusal();`,
    "blind-hidden.js": `import { matrixWithoutText } from "./program.js"; globalThis.__report = matrixWithoutText();`,
  };
  for (const [file, contents] of Object.entries(entries)) {
    const isBrowser = file === "blind-browser.js";
    await build({
      stdin: { contents, resolveDir: here, sourcefile: file, loader: "ts" },
      outfile: join(folder, file),
      bundle: true,
      format: "iife",
      platform: isBrowser ? "browser" : "node",
      target: "esnext", // `using` stays
      tsconfigRaw: "{}",
      define,
      logLevel: "error",
      // What Node has is required: no script of a page may be.
      banner: isBrowser
        ? {}
        : { js: "var require = globalThis.process.getBuiltinModule ?? globalThis.__require;" },
      plugins: [{ name: "the built package", setup: resolveBuilt }],
    });
  }
}

function resolveBuilt({ onResolve }) {
  onResolve({ filter: /^await-using(\/|$)/ }, ({ path }) => ({
    path: fileURLToPath(import.meta.resolve(path)),
  }));
}
