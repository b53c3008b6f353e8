// Right programs, which must compile: the plugins are what the bundlers' own types want. `npm run types` checks them.
import type { Plugin as EsbuildPlugin } from "esbuild";
import type { RolldownPluginOption } from "rolldown";
import type { InputPluginOption } from "rollup";
import type { PluginOption } from "vite";
import type { WebpackPluginInstance } from "webpack";
import esbuild from "../../../src/tools/bundler/esbuild.js";
import rolldown from "../../../src/tools/bundler/rolldown.js";
import rollup from "../../../src/tools/bundler/rollup.js";
import type { PreprocessorGroup } from "svelte/compiler";
import svelte from "../../../src/tools/bundler/svelte.js";
import vite from "../../../src/tools/bundler/vite.js";
import webpack from "../../../src/tools/bundler/webpack.js";

export const plugins: [
  PluginOption,
  InputPluginOption,
  RolldownPluginOption,
  WebpackPluginInstance,
  EsbuildPlugin,
] = [
  vite(),
  rollup({ parser: "babel" }),
  rolldown({ include: /src/, exclude: [/vendor/] }),
  webpack({ helpers: false }),
  esbuild({}),
];

export const preprocessor: PreprocessorGroup = svelte({ parser: "oxc" });

// @ts-expect-error there is no such option
export const wrong = esbuild({ includes: /src/ });
