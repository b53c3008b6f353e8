/** The kind of a resource of a compiled block, in bits. */
export const enum Kind {
  /** It is one of `await using`, and its method awaits. */
  Async = 1,
  /** It is one of `await using`, and its method does not await, or it has none. */
  Fallback = 2,
  AwaitUsing = 3,
  /** Its method is `[exit]`. */
  Aware = 4,
}
