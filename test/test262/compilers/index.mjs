// The compilers that language.mjs can run, by name. A compiler is
//   unavailable(major)  why it cannot run here, on this version of Node: undefined when it can
//   create()            resolves to
//     version           what is printed beside its name
//     compile(source, { path, module, isEarlyError })  the compiled text; throws if the compiler refuses
//     close()           ends what create() started
//     prelude           a script that runs in every realm after the polyfill
//     imports           module texts by specifier: the runtime as compiled modules import it
//     native            the realm keeps the engine's own feature, and gets no polyfill
import { babel7, babel7For, babel7Plain, babel8, babel8Plain } from "./babel.mjs";
import { bundlerBabel, bundlerOxc, esbuild, esbuildPlain, oxc, oxcPlain } from "./bundler.mjs";
import { native } from "./native.mjs";
import { typescript, typescriptPlain } from "./typescript.mjs";

export const compilers = {
  "babel-7": babel7,
  "babel-7-node-14": babel7For("node 14"),
  "babel-7-ie-11": babel7For("ie 11"),
  "babel-8": babel8,
  "typescript-5.9": typescript("typescript-5.9"),
  "typescript-6": typescript("typescript"),
  "bundler-oxc": bundlerOxc,
  "bundler-babel": bundlerBabel,
  esbuild,
  oxc,
  native,
  // as their makers ship them
  "babel-7-plain": babel7Plain,
  "babel-8-plain": babel8Plain,
  "typescript-6-plain": typescriptPlain("typescript"),
  "esbuild-plain": esbuildPlain,
  "oxc-plain": oxcPlain,
};
