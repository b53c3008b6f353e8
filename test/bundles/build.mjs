// Builds both programs of a folder with one bundler, with source maps and without: node build.mjs <tool> <folder> <out>.
// Into <out>/<maps|plain>/<small|whole>/, the page as index.html.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { installTools } from "./tools/install.mjs";

const [tool, folder, out] = process.argv.slice(2);

/** Builds `<folder>/<name>.html`, or the script it names, into `outdir`, minified as for production. */
const builders = {
  async vite(name, outdir, sourcemap) {
    const { build } = await import("vite");
    const input = join(folder, `${name}.html`);
    await build({
      root: folder,
      base: "./",
      configFile: false,
      logLevel: "warn",
      build: { outDir: outdir, emptyOutDir: true, sourcemap, rollupOptions: { input } },
    });
    renameSync(join(outdir, `${name}.html`), join(outdir, "index.html"));
  },

  async webpack(name, outdir, sourcemap) {
    const { default: webpack } = await import("webpack");
    const stats = await new Promise((resolve, reject) => {
      const config = {
        mode: "production",
        context: folder,
        entry: `./${name}.js`,
        output: { path: outdir, filename: "main.js" },
        devtool: sourcemap ? "source-map" : false,
      };
      webpack(config, (error, found) => (error ? reject(error) : resolve(found)));
    });
    if (stats.hasErrors()) throw new Error(stats.toString());
    page(name, outdir);
  },

  async rollup(name, outdir, sourcemap) {
    const { rollup } = await import("rollup");
    const { nodeResolve } = await import("@rollup/plugin-node-resolve");
    const bundle = await rollup({
      input: join(folder, `${name}.js`),
      plugins: [nodeResolve({ browser: true })],
    });
    // Rollup leaves the text as it is: what it drops, it drops without a minifier.
    await bundle.write({ file: join(outdir, "main.js"), format: "es", sourcemap });
    page(name, outdir);
  },

  async esbuild(name, outdir, sourcemap) {
    const { build } = await import("esbuild");
    await build({
      entryPoints: [join(folder, `${name}.js`)],
      outfile: join(outdir, "main.js"),
      bundle: true,
      minify: true,
      format: "esm",
      sourcemap,
    });
    page(name, outdir);
  },

  async parcel(name, outdir, sourcemap) {
    const require = createRequire(join(installTools(), "package.json"));
    const { Parcel } = require("@parcel/core");
    await new Parcel({
      entries: join(folder, `${name}.html`),
      defaultConfig: require.resolve("@parcel/config-default"),
      mode: "production",
      shouldDisableCache: true,
      defaultTargetOptions: {
        distDir: outdir,
        publicUrl: "./",
        sourceMaps: sourcemap,
        shouldScopeHoist: true,
      },
      logLevel: "warn",
    }).run();
    renameSync(join(outdir, `${name}.html`), join(outdir, "index.html"));
  },
};

function page(name, outdir) {
  const html = readFileSync(join(folder, `${name}.html`), "utf8").replace(`./${name}.js`, "./main.js");
  writeFileSync(join(outdir, "index.html"), html);
}

process.chdir(folder);
for (const sourcemap of [false, true]) {
  for (const name of ["small", "whole"]) {
    const outdir = join(out, sourcemap ? "maps" : "plain", name);
    mkdirSync(outdir, { recursive: true });
    await builders[tool](name, outdir, sourcemap);
  }
}
