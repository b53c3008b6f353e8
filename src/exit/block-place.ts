// Where a blind block is, as far as the engine's stack shows it: for messages. Every engine writes frames in a format of its
// own; what is not recognised as something between the block and its disposer is taken for the block.

/**
 * Returns the frame of the function that called a disposer, which is the block's: `main (file:///app.js:3:1)`. Empty
 * where the stack does not show it.
 *
 * @param stack - of an error made by a function of the library that the disposer called
 * @param above - how many functions of the library stand above the disposer
 */
export function blockPlace(stack: unknown, above: number): string {
  const helper = String.raw`.*(?:__callDispose|_dispose_?[rR]esources|DisposableStack\.|\(native|<anonymous>\)$|[\s.]d [(@])`;
  const frame = new RegExp(
    // What is above the block, all or nothing: `(?=(…))\1` does not give back what it matched.
    String.raw`^(?=((?:Error.*\n|(?!Error\b))(?:.*\n){${above}}` +
      String.raw`(?:(?:.*ispose(?:Async)?\]? ?[([@]|@).*\n?)?` + // the disposer, which has no name in WebKit
      String.raw`(?:.*\bnext ?[(@].*\n(?=${helper}|\s*at async ))?` + // a helper's own; after an await, the block follows
      String.raw`(?:${helper}.*\n)*))\1` +
      String.raw`(?!.*(?:node:|processTicks))\s*(?:at (?:async )?)?(.+)`,
  ).exec(stack as string);
  return frame ? frame[2]! : "";
}
