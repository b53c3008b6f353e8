// What every sub-command does with its arguments: reads them, or says what is wrong with them and how they go.

/** A sub-command: takes the arguments after its name, and returns the exit status. */
export type Command = (args: readonly string[], out: Output) => Promise<number>;

export interface Output {
  print(text: string): void;
  complain(text: string): void;
}

/** Says what is wrong, in the sub-command's name; returns the exit status of wrong usage, 2. */
export type Complain = (message: string) => number;

/**
 * Returns the sub-command `name`, which runs what `read` makes of the arguments.
 *
 * @param help - what `--help` prints, and wrong usage below its message
 * @param read - returns `undefined` for `--help`, and throws for wrong usage
 */
export function defineCommand<Request>(
  name: string,
  help: string,
  read: (args: readonly string[]) => Request | undefined,
  run: (request: Request, out: Output, complain: Complain) => Promise<number>,
): Command {
  return async (args, out) => {
    const complain = (message: string): number => {
      out.complain(`await-using ${name}: ${message}\n`);
      return 2;
    };
    let request: Request | undefined;
    try {
      request = read(args);
    } catch (error) {
      return complain(`${(error as Error).message}\n\n${help.trimEnd()}`);
    }
    if (request !== undefined) return await run(request, out, complain);
    out.print(help);
    return 0;
  };
}
