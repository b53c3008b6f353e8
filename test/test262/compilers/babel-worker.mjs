// Compiles with the Babel of one directory, in a process of its own: Babel 8 needs a newer Node than ours.
import { createRequire } from "node:module";
import { join } from "node:path";

const { directory, plugin, ours, targets } = JSON.parse(process.argv[2]);
const require = createRequire(join(directory, "x.js"));
const babel = require("@babel/core");

process.on("message", ({ source, module }) => {
  try {
    const { code } = babel.transformSync(source, {
      cwd: directory,
      configFile: false,
      babelrc: false,
      compact: false,
      sourceType: module ? "module" : "script",
      presets: targets ? [["@babel/preset-env", { targets, modules: false }]] : [],
      plugins: [ours ? [plugin, { inline: !module }] : plugin],
    });
    process.send({ code });
  } catch (error) {
    process.send({ error: error.message });
  }
});
process.send({ version: babel.version });
