// The command `await-using`: finds the sub-command, and prints what goes wrong.

import type { Command, Output } from "./command.js";

/** The sub-commands; each is loaded when it is run, with what it needs. */
const commands: Readonly<
  Record<string, { readonly load: () => Promise<Command>; readonly summary: string }>
> = {
  equiv: {
    load: async () => (await import("./equiv.js")).equiv,
    summary: "is a rewritten file the same as before? Runs both versions and compares",
  },
  migrate: {
    load: async () => (await import("./migrate.js")).migrateCommand,
    summary: "rewrites try … finally as using and await using, where that is safe",
  },
};

declare const VERSION: string;

/** Runs the command with these arguments; the exit status, 2 for wrong usage. */
export async function main(args: readonly string[], out: Output): Promise<number> {
  const [name, ...rest] = args;
  const [asked] = rest;
  if (name === "help" && asked !== undefined) return await main([asked, "--help"], out);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    (name === undefined ? out.complain : out.print)(help());
    return name === undefined ? 2 : 0;
  }
  if (asksForVersion(args)) {
    out.print(`${VERSION}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const known = Object.keys(commands).join(", ");
    out.complain(`await-using: "${name}" is no sub-command; there is: ${known}\n`);
    return 2;
  }
  const run = await command.load();
  return await run(rest, out);
}

/** `--version` anywhere, a sub-command's arguments included, but for what stands behind `--`. */
function asksForVersion(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  return options.some((option) => ["--version", "-v", "-V"].includes(option)) || args[0] === "version";
}

function help(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(9)} ${summary}`);
  return (
    `Usage: await-using <command> [options]\n\n${lines.join("\n")}\n\n` +
    "await-using <command> --help tells more, await-using --version which version this is.\n"
  );
}
