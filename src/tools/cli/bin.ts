// The executable.

import { main } from "./main.js";

process.exitCode = await main(process.argv.slice(2), {
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
});
