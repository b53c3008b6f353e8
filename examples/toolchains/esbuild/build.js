import awaitUsing from "await-using/esbuild";
import { build } from "esbuild";

await build({
  entryPoints: ["src/main.ts"],
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "node",
  sourcemap: true,
  plugins: [awaitUsing()],
});
