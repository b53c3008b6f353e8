/** Gives the source of randomness of program `index` under `seed`. */
export function randomOf(
  seed: number,
  index: number,
): {
  int(low: number, high: number): number;
  chance(percent: number): boolean;
  one<T>(list: readonly T[]): T;
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
};
