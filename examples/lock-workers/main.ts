// S7: three workers take one lock in turn, first come, first served. A lock is a pair of functions, to take it and to
// let it go: acquire() makes such a pair a manager.
import { setTimeout as sleep } from "node:timers/promises";
import { acquire, withAsync } from "await-using";
import { Mutex } from "async-mutex";
import { trace } from "../trace.js";

const mutex = new Mutex();
const lock = () =>
  acquire(
    () => mutex.acquire(),
    (release) => release(),
  );

let holders = 0;

async function worker(name: string, arrives: number): Promise<void> {
  await sleep(arrives); // ms
  trace(name, "waits for the lock");
  await withAsync(lock(), async () => {
    holders += 1;
    trace(name, "has it; holders:", holders);
    await sleep(100);
    trace(name, "lets it go");
    holders -= 1;
  });
}

await Promise.all([worker("ann", 20), worker("bob", 60), worker("cat", 40)]);
trace("locked at the end:", mutex.isLocked());
