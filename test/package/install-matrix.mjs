// `npm run install-matrix`.
import { runProgram } from "../program.mjs";

await runProgram(new URL("install-matrix.ts", import.meta.url));
