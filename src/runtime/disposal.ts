/** How a resource of a compiled block is disposed of, in bits. */
export const enum Disposal {
  /** It is one of `await using`, and its method awaits. */
  Async = 1,
  /** It is one of `await using`, and its method does not await, or it has none. */
  Fallback = 2,
  /** The mask: it is one of `await using`. */
  AwaitUsing = 3,
  /** Its method is `[exit]`. */
  Aware = 4,
}
