// Compiles programs by a Babel and our plugin: `node babel.mjs FOLDER JOBS CODES`, where FOLDER has Babel in reach.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, jobs, codes] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const { transformSync } = await import(pathToFileURL(require.resolve("@babel/core")).href).then(
  (module) => module.default ?? module,
);
// Without a plugin, `using` stays as it is: what the engine then does is what ours must do.
const { programs, formats, plugin } = JSON.parse(readFileSync(jobs, "utf8"));
const ours = plugin === undefined ? undefined : createRequire(import.meta.url)(plugin);

/** Babel 8 is installed without it. */
const decorators = (() => {
  try {
    const file = require.resolve("@babel/plugin-proposal-decorators");
    return folder.includes("babel-8") ? undefined : file;
  } catch {
    return undefined;
  }
})();

function compile({ source, file, kind }, format) {
  if (kind === "commonjs" && format === "module") return { format, failure: "left out" };
  const isDecorated = /(?:^|\W)@dec/.test(source);
  if (isDecorated && !decorators) return { format, failure: "left out" };
  // What awaits at its top level cannot be CommonJS.
  const isScript = kind === "commonjs";
  try {
    const { code } = transformSync(source, {
      cwd: folder,
      filename: join(folder, file),
      configFile: false,
      babelrc: false,
      browserslistConfigFile: false,
      compact: false,
      sourceType: isScript ? "script" : "module",
      parserOpts: {
        ...(isScript && { sourceType: "commonjs" }),
        plugins: ours === undefined ? ["explicitResourceManagement"] : [],
      },
      presets: [
        [
          require.resolve("@babel/preset-env"),
          {
            targets: ours === undefined ? "node 26" : "node 20",
            modules: format === "commonjs" && !isScript ? "commonjs" : false,
          },
        ],
        ...(file.endsWith(".ts")
          ? [[require.resolve("@babel/preset-typescript"), { onlyRemoveTypeImports: true }]]
          : []),
      ],
      plugins: [
        ...(ours === undefined ? [] : [ours.default ?? ours]),
        ...(isDecorated ? [[decorators, { version: "2023-11" }]] : []),
      ],
    });
    return { format, code };
  } catch (error) {
    return { format, failure: error.message };
  }
}

writeFileSync(
  codes,
  JSON.stringify(formats.map((format) => programs.map((program) => compile(program, format)))),
);
