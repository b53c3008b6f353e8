// Functions from their text, which no compiler of the tests touches.

/** Evaluates an expression, with `__awaiter` and such left unresolved: the function is read, not called. */
export function asMethod(source: string): (this: unknown, ...args: unknown[]) => unknown {
  return new Function(`return (${source});`)() as (this: unknown, ...args: unknown[]) => unknown;
}
