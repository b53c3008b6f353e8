/**
 * Seeded randomness, so that a program is known by two numbers: `--seed S --only K`.
 *
 * mulberry32 over a 32-bit mix of seed and index. The sequence is part of the oracle's contract: changing
 * it, or the order in which the generator draws, renames every program.
 */

/** Gives the source of randomness of program `index` under `seed`. */
export function randomOf(seed, index) {
  let state = mix(mix(seed >>> 0) ^ Math.imul(index + 1, 0x9e3779b1));

  /** A number in [0, 1). */
  function next() {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  return {
    /** An integer in [low, high]. */
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    /** True in `percent` of 100 draws. */
    chance: (percent) => next() * 100 < percent,
    /** One of the list's elements. */
    one: (list) => list[Math.floor(next() * list.length)],
    /** One of the keys of `{ key: weight }`. */
    weighted(weights) {
      const entries = Object.entries(weights).filter(([, weight]) => weight > 0);
      let at = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) {
        at -= weight;
        if (at < 0) return key;
      }
      return entries[entries.length - 1][0];
    },
  };
}

/** MurmurHash3's finalizer. */
function mix(h) {
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
