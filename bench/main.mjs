// `npm run bench`.
import { runProgram } from "../test/program.mjs";

await runProgram(new URL("cli.ts", import.meta.url));
