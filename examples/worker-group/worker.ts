// A thread that counts the prime numbers of the ranges it is sent, until it is sent null.
import { parentPort } from "node:worker_threads";

export type Range = [from: number, to: number];

function countPrimes([from, to]: Range): number {
  if (from > to) throw new RangeError(`from ${from} to ${to}`);
  let count = 0;
  for (let n = Math.max(2, from); n < to; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor += 1;
    if (divisor * divisor > n) count += 1;
  }
  return count;
}

parentPort?.on("message", (range: Range | null) => {
  if (range === null) parentPort?.close();
  else parentPort?.postMessage(countPrimes(range));
});
