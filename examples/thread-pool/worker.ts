// What the threads of the pool can do.
import workerpool from "workerpool";

workerpool.worker({
  fibonacci,
  /** Never ends. */
  search(): void {
    for (;;);
  },
});

function fibonacci(n: number): number {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}
