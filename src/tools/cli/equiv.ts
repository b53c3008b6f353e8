// `await-using equiv before.ts after.ts`.

import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { defineCommand } from "./command.js";
import { proveEqual } from "../equiv/prove.js";
import { printReport } from "../equiv/report.js";
import { loadTypeScript } from "../equiv/typescript.js";
import { CompileError, type Report, type SameOperation } from "../equiv/types.js";

const help = `Usage: await-using equiv [options] <before> <after>

Runs each function that is not the same in both files, before and after, in worlds of
recording stubs, fails every event and every two near events, and compares what happens.

  --same <method>=<dispose|asyncDispose>
                 this disposer is the same operation as the method, for rewrites to
                 \`using x = …\` (condition otherOperation); may be given more than once
  --seeds <n>    worlds to run without a fault, at least (default: 10)
  --pairs <n>    pairs of faults to try, at most (default: 600)
  --json         print the report as JSON
  -h, --help     print this
  -v, --version  print the version

Exit status: 0 all are equal · 1 one is different · 2 wrong usage, a file that cannot be
read or parsed · 3 none is different, but one could not be proven
`;

/** Compares two files; the exit status. */
export const equiv = defineCommand("equiv", help, readArguments, async (request, out, complain) => {
  const { files, json, ...options } = request;
  try {
    const [before, after] = await Promise.all(files.map((file) => readFile(file, "utf8")));
    const [file] = files;
    const typescript = await loadTypeScript(dirname(resolve(file)));
    const report = await proveEqual(before!, after!, { file: basename(file), typescript, ...options });
    out.print(json ? `${JSON.stringify(report, null, 2)}\n` : printReport(report, file));
    return statusOf(report);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isExpected =
      error instanceof CompileError || code !== undefined || message.startsWith("await-using");
    if (!isExpected) throw error;
    return complain(message.replace(/^await-using equiv /, ""));
  }
});

interface Request {
  readonly files: readonly [string, string];
  readonly json: boolean;
  readonly same: SameOperation[];
  readonly seeds?: number;
  readonly pairs?: number;
}

function readArguments(args: readonly string[]): Request | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      same: { type: "string", multiple: true },
      seeds: { type: "string" },
      pairs: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return undefined;
  const [before, after] = positionals;
  if (before === undefined || after === undefined || positionals.length > 2) {
    throw new Error(`expects two files, the one before and the one after, found ${positionals.length}`);
  }
  return {
    files: [before, after],
    json: values.json ?? false,
    same: (values.same ?? []).map(readSame),
    ...(values.seeds === undefined ? {} : { seeds: readNumber("--seeds", values.seeds) }),
    ...(values.pairs === undefined ? {} : { pairs: readNumber("--pairs", values.pairs) }),
  };
}

function readSame(text: string): SameOperation {
  const [, method, symbol] = /^([\w$]+)=(dispose|asyncDispose)$/.exec(text) ?? [];
  if (method === undefined) {
    throw new Error(`--same expects a method and a symbol, as close=asyncDispose, found "${text}"`);
  }
  return { method, symbol: symbol as SameOperation["symbol"] };
}

function readNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Error(`${option} expects a number from 1 to 999999, found "${text}"`);
}

function statusOf({ sites }: Report): number {
  if (sites.some(({ verdict }) => verdict === "different")) return 1;
  return sites.some(({ verdict }) => verdict === "unproven") ? 3 : 0;
}
