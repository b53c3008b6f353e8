// The plugin's options.

/** The options of the Babel plugin. */
export interface Options {
  /**
   * Write the helper into the file, instead of importing it from `await-using/runtime/babel`: for scripts, and for
   * output that must stand alone. Default: false.
   */
  inline?: boolean;
}

/**
 * Returns the options with their defaults.
 *
 * @throws Error if there is an unknown option, or one of the wrong type
 */
export function checkOptions(options: Options | null | undefined): Required<Options> {
  for (const name of Object.keys(options ?? {})) {
    if (name !== "inline")
      throw new Error(`await-using/babel: no option is called "${name}"; there is "inline"`);
  }
  const inline: unknown = options?.inline ?? false;
  if (typeof inline !== "boolean") {
    throw new Error(
      `await-using/babel: the option "inline" must be a boolean, found ${JSON.stringify(inline)}`,
    );
  }
  return { inline };
}
