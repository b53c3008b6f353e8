// Seeded choices that depend on names, not on the order in which they are drawn: the same value before and after.

/** Returns a number of 32 bits for a text under a seed: FNV-1a, then MurmurHash3's finalizer. */
export function hash(seed: number, text: string): number {
  let h = (0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1)) >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
