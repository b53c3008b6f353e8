// `npm run lowering`.
import { runProgram } from "../../program.mjs";

await runProgram(new URL("cli.ts", import.meta.url));
