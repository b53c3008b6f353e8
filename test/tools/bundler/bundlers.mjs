// Runs one job, the JSON in the first argument, with a real bundler; prints the outcome as JSON. It is copied into the
// project that it works in, and sees what a user's build script sees there.
//
//   { tool, entry, out, options?, config? } or { tool: "lower", files, options? }, …
//
// tool     a key of `tools`
// out      the path of the output, and of its source map with ".map" behind it
// options  ours; regular expressions are written { regexp }
// config   the bundler's own, laid over ours
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";

process.env.NODE_ENV = "production"; // not Jest's

const require = createRequire(import.meta.url);

/** What users strip types with, where the bundler does not: it leaves `using` alone. */
const stripTypes = {
  name: "strip-types",
  resolveId(source, importer) {
    const path = importer && resolve(dirname(importer), source.replace(/\.js$/, ".ts"));
    return source.startsWith("./") && existsSync(path) ? path : null;
  },
  async transform(code, id) {
    if (!/\.tsx?$/.test(id)) return null;
    const { transform } = await import("esbuild");
    const loader = id.endsWith("x") ? "tsx" : "ts";
    const tsconfigRaw = { compilerOptions: { experimentalDecorators: true } };
    return transform(code, { loader, target: "esnext", sourcemap: true, sourcefile: id, tsconfigRaw });
  },
};

/** Another language, as Vue's and Svelte's plugins do it: it becomes JavaScript on the way. */
const component = {
  name: "component",
  transform(code, id) {
    if (!id.endsWith(".component")) return null;
    return { code: code.replace(/^<script>|<\/script>$/gm, ""), map: null };
  },
};

const tools = {
  async vite({ entry, out, options, config }) {
    const { build } = await import("vite");
    const { default: awaitUsing } = await import("await-using/vite");
    await build({
      configFile: false,
      logLevel: "silent",
      plugins: [awaitUsing(options), component],
      ...config,
      build: {
        ssr: entry,
        minify: false,
        sourcemap: true,
        outDir: dirname(resolve(out)),
        emptyOutDir: false,
        rollupOptions: { output: { entryFileNames: basename(out) } },
        ...config?.build,
      },
      ssr: { noExternal: true },
    });
  },
  async rollup({ entry, out, options, config }) {
    const { rollup } = await import("rollup");
    const { default: nodeResolve } = await import("@rollup/plugin-node-resolve");
    const { default: awaitUsing } = await import("await-using/rollup");
    const plugins = [awaitUsing(options), component, stripTypes, nodeResolve()];
    const bundle = await rollup({ input: entry, plugins, onwarn() {}, ...config });
    await bundle.write({ file: out, format: "es", sourcemap: true });
  },
  /** TypeScript lowers, with its helpers in tslib. */
  async "rollup, TypeScript"({ entry, out, options }) {
    const { rollup } = await import("rollup");
    const { default: nodeResolve } = await import("@rollup/plugin-node-resolve");
    const { default: typescript } = await import("@rollup/plugin-typescript");
    const { default: awaitUsing } = await import("await-using/rollup");
    const compilerOptions = { target: "es2022", module: "esnext", moduleResolution: "bundler", jsx: "react" };
    const plugins = [
      awaitUsing(options),
      typescript({ tsconfig: false, compilerOptions: { ...compilerOptions, experimentalDecorators: true } }),
      nodeResolve(),
    ];
    const bundle = await rollup({ input: entry, plugins, onwarn() {} });
    await bundle.write({ file: out, format: "es", sourcemap: true });
  },
  async rolldown({ entry, out, options, config }) {
    const { rolldown } = await import("rolldown");
    const { default: awaitUsing } = await import("await-using/rolldown");
    const bundle = await rolldown({
      input: entry,
      platform: "node",
      plugins: [awaitUsing(options), component],
      transform: { decorator: { legacy: true } },
      ...config,
    });
    await bundle.write({ file: out, format: "es", sourcemap: true });
    await bundle.close();
  },
  webpack: (job) => runWebpack(job, { transpileOnly: true }),
  /** A configuration in CommonJS, of the parts that webpack 5 has by itself. */
  "webpack, CommonJS": (job) =>
    runWebpack(job, { transpileOnly: true }, require("await-using/webpack").awaitUsing),
  async esbuild({ entry, out, options, config }) {
    const { build } = await import("esbuild");
    const { default: awaitUsing } = await import("await-using/esbuild");
    await build({
      entryPoints: [entry],
      outfile: out,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      sourcemap: true,
      logLevel: "silent",
      plugins: [awaitUsing(options)],
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
      ...config,
    });
  },
  /** What the dev server gives a browser for `urls`, and what it runs on the server. */
  async "vite, dev server"({ urls, entry, options }) {
    const { createServer } = await import("vite");
    const { default: awaitUsing } = await import("await-using/vite");
    const server = await createServer({
      configFile: false,
      logLevel: "silent",
      server: { middlewareMode: true, watch: null, ws: false },
      plugins: [awaitUsing(options), component],
    });
    try {
      const texts = {};
      for (const url of urls) {
        texts[url] = await server.transformRequest(url).then(
          ({ code, map }) => ({ code, sources: map?.sourcesContent }),
          ({ message, loc, id }) => ({ message, loc, id }),
        );
      }
      const lines = [];
      const { log } = console;
      console.log = (...words) => lines.push(words.join(" "));
      await server.ssrLoadModule(entry);
      console.log = log;
      return { texts, lines, optimized: server.config.optimizeDeps.include };
    } finally {
      await server.close();
    }
  },
  /** The lowering alone, of many files: [path, source]. */
  async lower({ files, options }) {
    const core = resolve("node_modules/await-using/dist/esm/bundler.js");
    const { lower } = await import(pathToFileURL(core).href);
    return Promise.all(
      files.map(async ([file, source]) => {
        try {
          const lowered = await lower(source, file, options);
          return lowered ? { code: lowered.code } : { same: true };
        } catch ({ message }) {
          return { message };
        }
      }),
    );
  },
};

async function runWebpack({ entry, out, options, config }, tsLoader, factory) {
  const { default: webpack } = await import("webpack");
  const awaitUsing = factory ?? (await import("await-using/webpack")).default;
  const compilerOptions = {
    module: "esnext",
    target: "esnext",
    experimentalDecorators: true,
    jsx: "react",
    sourceMap: true,
  };
  const compiler = webpack({
    mode: "production",
    entry: resolve(entry),
    target: "node20",
    devtool: "source-map",
    optimization: { minimize: false, concatenateModules: true },
    experiments: { outputModule: true },
    output: { path: dirname(resolve(out)), filename: basename(out), library: { type: "module" } },
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    module: {
      rules: [{ test: /\.tsx?$/, loader: "ts-loader", options: { ...tsLoader, compilerOptions } }],
    },
    plugins: [awaitUsing(options)],
    ...config,
  });
  const stats = await new Promise((done, fail) =>
    compiler.run((error, stats) => (error ? fail(error) : done(stats))),
  );
  await new Promise((done) => compiler.close(done));
  const [error] = stats.toJson().errors;
  if (error) throw Object.assign(new Error(error.message), { file: error.moduleIdentifier });
}

function revived(_key, value) {
  return value && typeof value === "object" && "regexp" in value ? new RegExp(value.regexp) : value;
}

async function main() {
  const job = JSON.parse(process.argv[2], revived);
  try {
    return { result: await tools[job.tool](job) };
  } catch (error) {
    const { message, errors } = error;
    // esbuild, and Rolldown, gather errors
    const places = errors?.map(({ location, loc }) => location ?? loc) ?? [error.loc];
    return { error: { message, place: places[0], stack: error.stack } };
  }
}

const outcome = await main();
process.stdout.write(JSON.stringify(outcome));
