// Puts the acceptance program where an example has its source: node ../acceptance/copy.mjs src/main.ts
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const [target] = process.argv.slice(2);
mkdirSync(dirname(target), { recursive: true });
copyFileSync(fileURLToPath(new URL("acceptance.ts", import.meta.url)), target);
