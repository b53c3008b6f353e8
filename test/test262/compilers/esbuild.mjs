// esbuild, which has no helper to replace: our bundler core lowers `using` before it.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transform, version } from "esbuild";

const core = fileURLToPath(new URL("../../../src/bundler/index.ts", import.meta.url));

export const esbuild = {
  unavailable: () => (existsSync(core) ? undefined : "src/bundler is not there yet"),
  create: () => {
    throw new Error("to be written");
  },
};

export const esbuildPlain = {
  async create() {
    return {
      version,
      async compile(source) {
        const { code } = await transform(source, { target: "es2022", loader: "js" });
        return code;
      },
    };
  },
};
