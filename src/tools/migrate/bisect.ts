// Which of many rewrites may stay together.

/** What is kept, and what is not with the reason. */
export interface Kept<Item> {
  readonly kept: readonly Item[];
  readonly dropped: readonly (readonly [Item, string])[];
}

/**
 * Keeps as many items as can stand together, by halves: all at once if nothing is said against them, or else one half
 * after the other, down to the single one that cannot.
 *
 * @param against says why these cannot stand together; undefined if they can
 */
export async function keepTogether<Item>(
  items: readonly Item[],
  against: (kept: readonly Item[]) => Promise<string | undefined>,
): Promise<Kept<Item>> {
  const dropped: [Item, string][] = [];
  const extend = async (kept: readonly Item[], more: readonly Item[]): Promise<readonly Item[]> => {
    const [only] = more;
    if (only === undefined) return kept;
    const all = [...kept, ...more];
    const reason = await against(all);
    if (reason === undefined) return all;
    if (more.length === 1) {
      dropped.push([only, reason]);
      return kept;
    }
    const middle = more.length >> 1;
    const half = await extend(kept, more.slice(0, middle));
    return extend(half, more.slice(middle));
  };
  return { kept: await extend([], items), dropped };
}
