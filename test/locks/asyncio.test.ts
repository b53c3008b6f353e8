// Who gets a lock or a semaphore, in which order: the same program in CPython and here.
// Needs: python.
import { execFileSync } from "node:child_process";
import { withAsync } from "await-using";
import { lock, semaphore } from "await-using/locks";
import { Mutex, Semaphore } from "async-mutex";

// Eight tasks come in turn, stay for as many turns as their number says, and two that wait are cancelled.
const stays = [3, 1, 2, 5, 1, 4, 2, 1];
const cancelled = [3, 5];

const program = `
import asyncio, json

async def run(manager):
    trace = []
    async def task(i, stays):
        try:
            async with manager:
                trace.append(f"{i} in")
                for _ in range(stays * 10): await asyncio.sleep(0)
                trace.append(f"{i} out")
        except asyncio.CancelledError:
            trace.append(f"{i} cancelled")
    tasks = [asyncio.create_task(task(i, n)) for i, n in enumerate(${JSON.stringify(stays)})]
    for _ in range(3): await asyncio.sleep(0)
    for i in ${JSON.stringify(cancelled)}: tasks[i].cancel()
    await asyncio.gather(*tasks)
    return trace

async def main():
    print(json.dumps([await run(asyncio.Lock()), await run(asyncio.Semaphore(2))]))

asyncio.run(main())
`;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function run(manager: (signal: AbortSignal) => ReturnType<typeof lock>): Promise<string[]> {
  const trace: string[] = [];
  const controllers = stays.map(() => new AbortController());
  const task = async (index: number): Promise<void> => {
    try {
      await withAsync(manager(controllers[index]!.signal), async () => {
        trace.push(`${index} in`);
        for (let left = stays[index]! * 10; left > 0; left--) await turn();
        trace.push(`${index} out`);
      });
    } catch {
      trace.push(`${index} cancelled`);
    }
  };
  const tasks = stays.map((_, index) => task(index));
  for (const index of cancelled) controllers[index]!.abort();
  await Promise.all(tasks);
  return trace;
}

test("tasks enter in the order of asyncio.Lock and asyncio.Semaphore, waits given up included", async () => {
  const python = JSON.parse(
    execFileSync("python3", ["-I", "-c", program], { encoding: "utf8" }),
  ) as string[][];
  const mutex = new Mutex();
  const permits = new Semaphore(2);
  const here = [
    await run((signal) => lock(mutex, { signal })),
    await run((signal) => semaphore(permits, 1, { signal }) as never),
  ];
  const entries = (traces: string[][]) => traces.map((trace) => trace.filter((line) => line.endsWith(" in")));
  expect(entries(here)).toEqual(entries(python));
  expect(here.map((trace) => trace.slice().sort())).toEqual(python.map((trace) => trace.slice().sort()));
  expect([mutex.isLocked(), permits.getValue()]).toEqual([false, 2]);
});
