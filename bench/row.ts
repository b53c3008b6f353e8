// What the workloads are made of.

/** Does the workload `n` times. A promise, if it is asynchronous. */
export type Work = (n: number) => unknown;

/** One line of a table: the same work, done by several contestants. */
export interface Row {
  readonly group: Group;
  readonly name: string;
  /** By contestant. `"limit"` is the least code that keeps the semantics, `"await-using"` is ours. */
  readonly contestants: Readonly<Record<string, Work>>;
}

export const groups = ["stacks", "errors", "compiled", "managers", "tasks"] as const;
export type Group = (typeof groups)[number];

let copies = 0;

/**
 * Compiles a function anew, so that the engine's profile of it is its own: the code of two contestants must not become
 * polymorphic because both ran. The function may use nothing but its parameters.
 */
export function fresh<F extends (...args: never[]) => Work>(make: F, ...args: Parameters<F>): Work {
  const compiled = new Function(`return (${String(make)}) /* ${copies++} */`)() as F;
  return compiled(...args);
}

/** How often something happened: what is measured also has to be done. */
export const counts = { disposed: 0, exited: 0, bodies: 0 };
