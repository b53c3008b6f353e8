// Where a value of a world comes from: what decides which value it is, and which name it has in the trace.

import type { World } from "./world.js";

/** How a value was come by. */
export type How = "free" | "parameter" | "read" | "called" | "awaited" | "item";

/** Where a stub comes from. */
export interface Origin {
  /** Its name in the trace. */
  readonly id: string;
  /** The last part of how the code says it. */
  readonly name: string;
  /** The object that it is a method of. */
  readonly owner?: object | undefined;
  readonly isThenable?: boolean;
  readonly isCallable?: boolean;
}

/** Gives the value called `id` in a world; `name` is the last part of how the code says it. */
export type Give = (world: World, id: string, name: string, how: How, owner?: object) => unknown;
