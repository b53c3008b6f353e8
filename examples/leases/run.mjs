// `npm run leases`: compiles the demonstration and runs it.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { compile, here } from "../runner.mjs";

compile(["leases", "leases/src"]);
const { status } = spawnSync(process.execPath, [join(here, "dist/leases/demo.js")], { stdio: "inherit" });
process.exitCode = status ?? 1;
