// `await-using migrate [paths]`.

import { open, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { defineCommand, type Output } from "./command.js";
import { totalsOf } from "../migrate/account.js";
import type { Ask } from "../migrate/asking.js";
import { askOn } from "../migrate/interactive.js";
import { migrate, type Migration } from "../migrate/migrate.js";
import { printPage } from "../migrate/page.js";
import { showProgress } from "../migrate/progress.js";
import { Refusal } from "../migrate/refusal.js";
import { help, readArguments, type Request } from "../migrate/request.js";
import { printAccount } from "../migrate/table.js";
import { MissingToolError } from "../migrate/tools.js";
import { WriteFailure } from "../migrate/writing.js";

/** Migrates a project; the exit status. */
export const migrateCommand = defineCommand(
  "migrate",
  help,
  readArguments,
  async (request, out, complain) => {
    const obstacle = await obstacleTo(request);
    if (obstacle !== undefined) return complain(obstacle);
    const progress = showProgress(process.stderr);
    const asker = request.interactive ? askOn(process.stdin, process.stderr) : undefined;
    const ask: Ask | undefined =
      asker &&
      ((...args) => {
        progress.clear();
        return asker.ask(...args);
      });
    try {
      const migration = await migrate(process.cwd(), request, progress.tell, ask);
      progress.clear();
      await report(migration, request, out);
      const { direct, adopt, defer } = totalsOf(migration.account).migrated;
      return request.mode === "check" && direct + adopt + defer > 0 ? 1 : 0;
    } catch (error) {
      progress.clear();
      if (error instanceof Refusal || error instanceof MissingToolError) return complain(error.message);
      if (!(error instanceof WriteFailure)) throw error;
      complain(error.message);
      return 3;
    } finally {
      asker?.close();
    }
  },
);

/** What must be there before anything is written, and is not: a terminal, or a place for the report, missed afterwards. */
async function obstacleTo({ interactive, output }: Request): Promise<string | undefined> {
  if (interactive && !(process.stdin.isTTY && process.stderr.isTTY))
    return "--interactive expects a terminal to ask on, and standard input or standard error is none";
  if (output === undefined) return undefined;
  try {
    await (await open(resolve(output), "a")).close();
    return undefined;
  } catch (error) {
    return `--output: ${(error as Error).message}`;
  }
}

async function report(
  { account, changes }: Migration,
  { report: kind, output, diff }: Request,
  out: Output,
): Promise<void> {
  const diffs = diff ? account.sites.map((file) => file.diff).join("") : "";
  if (kind === undefined) return out.print(diffs + printAccount(account));
  const text = kind === "json" ? `${JSON.stringify(account, null, 2)}\n` : printPage(account, changes);
  if (output === undefined) return out.print(text);
  await writeFile(resolve(output), text);
  out.print(diffs + printAccount(account));
}
