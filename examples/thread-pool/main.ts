// S21: a thread pool as a context manager: when its block has ended, its threads are gone. An ordinary release awaits the
// tasks that are running; one that takes the error may stop them.
import { fileURLToPath } from "node:url";
import { acquire, type Release, withAsync } from "await-using";
import workerpool, { type Pool } from "workerpool";
import { trace } from "../trace.js";

const worker = fileURLToPath(new URL("./worker.js", import.meta.url));

async function show(
  title: string,
  release: Release<Pool>,
  body: (pool: Pool) => Promise<void>,
): Promise<void> {
  trace(title);
  const pool = workerpool.pool(worker, { workerType: "thread", maxWorkers: 2 });
  try {
    await withAsync(
      acquire(() => pool, release),
      body,
    );
  } catch (error) {
    trace("  the caller got:", error);
  }
  trace("  threads left:", pool.stats().totalWorkers);
}

const close: Release<Pool> = (pool) => pool.terminate();
const stopOnError: Release<Pool> = (pool, error) => pool.terminate(error !== undefined);

await show("the block succeeds", close, async (pool) => {
  const numbers = [10, 15, 20].map((n) => pool.exec("fibonacci", [n]));
  trace("  fibonacci:", ...(await Promise.all(numbers)));
});

await show("the block ends before its task", close, async (pool) => {
  void pool.exec("fibonacci", [27]).then((number) => trace("  fibonacci:", number));
  trace("  block ends");
});

await show("the block fails", close, async (pool) => {
  void pool.exec("fibonacci", [27]).then((number) => trace("  fibonacci:", number));
  throw new RangeError("too many");
});

await show("the block fails, its task would never end", stopOnError, async (pool) => {
  trace("  fibonacci:", await pool.exec("fibonacci", [10]));
  void pool.exec("search").catch(() => trace("  the search was stopped"));
  throw new RangeError("too many");
});
