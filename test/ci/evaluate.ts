// .ci/ is run by Node as it is, so its tests evaluate expressions in a Node of their own.
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from "node:child_process";
import { resolve } from "node:path";

const root = resolve(__dirname, "../..");

/** The value of an expression over the exports of .ci/needs.mjs, `needs` and `parameters`. */
export function evaluate<T>(expression: string, ...parameters: readonly unknown[]): T {
  const program = `
    import * as ci from "./.ci/needs.mjs";
    const parameters = JSON.parse(process.argv[1], (key, value) => (value === "undefined" ? undefined : value));
    console.log(JSON.stringify(${expression}));`;
  const text = JSON.stringify(parameters.map((each) => each ?? "undefined"));
  const options = {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  } satisfies ExecFileSyncOptionsWithStringEncoding;
  return JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", program, text], options),
  ) as T;
}
