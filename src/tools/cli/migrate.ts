// `await-using migrate [paths]`.

import { open, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { defineCommand, type Output } from "./command.js";
import { totalsOf } from "../migrate/account.js";
import { askOn } from "../migrate/interactive.js";
import { migrate, type Migration, WriteFailure } from "../migrate/migrate.js";
import { printPage } from "../migrate/page.js";
import { showProgress } from "../migrate/progress.js";
import { Refusal } from "../migrate/refusal.js";
import { help, readArguments, type Request } from "../migrate/request.js";
import { printAccount } from "../migrate/table.js";
import { MissingToolError } from "../migrate/tools.js";

/** Migrates a project; the exit status. */
export const migrateCommand = defineCommand(
  "migrate",
  help,
  readArguments,
  async (request, out, complain) => {
    if (request.interactive && !(process.stdin.isTTY && process.stderr.isTTY)) {
      return complain(
        "--interactive expects a terminal to ask on, and standard input or standard error is none",
      );
    }
    if (request.output !== undefined) {
      // Before anything is written: the report would be missed afterwards.
      const failure = await open(resolve(request.output), "a").then(
        (file) => file.close(),
        (error: Error) => error,
      );
      if (failure) return complain(`--output: ${failure.message}`);
    }
    const progress = showProgress(process.stderr);
    const asker = request.interactive ? askOn(process.stdin, process.stderr) : undefined;
    try {
      const migration = await migrate(
        process.cwd(),
        request,
        progress.tell,
        asker &&
          ((...args) => {
            progress.clear();
            return asker.ask(...args);
          }),
      );
      progress.clear();
      await report(migration, request, out);
      const { direct, adopt, defer } = totalsOf(migration.account).migrated;
      return request.mode === "check" && direct + adopt + defer > 0 ? 1 : 0;
    } catch (error) {
      progress.clear();
      if (error instanceof Refusal || error instanceof MissingToolError) return complain(error.message);
      if (error instanceof WriteFailure) {
        complain(error.message);
        return 3;
      }
      throw error;
    } finally {
      asker?.close();
    }
  },
);

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
