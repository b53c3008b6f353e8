// S18: before, enter, within, exit, after. Each of the three steps in the middle waits, and other timers keep firing
// meanwhile: the event loop is never blocked.
import { setTimeout as sleep } from "node:timers/promises";
import { withAsync } from "await-using";
import { trace } from "../trace.js";

const start = performance.now();
const at = (ms: number) => sleep(Math.max(0, start + ms - performance.now()));

class Slow {
  async __aenter__(): Promise<void> {
    trace("enter begins");
    await at(200);
    trace("enter ends");
  }

  async __aexit__(): Promise<void> {
    trace("exit begins");
    await at(600);
    trace("exit ends");
  }
}

async function tick(ms: number): Promise<void> {
  await at(ms);
  trace("  another timer fires at", ms, "ms");
}

async function user(): Promise<void> {
  trace("before");
  await withAsync(new Slow(), async () => {
    trace("within begins");
    await at(400);
    trace("within ends");
  });
  trace("after");
}

await Promise.all([user(), tick(100), tick(300), tick(500)]);
