import nodeResolve from "@rollup/plugin-node-resolve";
import typescript from "@rollup/plugin-typescript";
import awaitUsing from "await-using/rollup";

// TypeScript lowers `await using`, with helpers that it imports from tslib: await-using puts its own in their place.
export default {
  input: "src/main.ts",
  output: { file: "dist/main.js", format: "es", sourcemap: true },
  plugins: [awaitUsing(), typescript(), nodeResolve()],
};
