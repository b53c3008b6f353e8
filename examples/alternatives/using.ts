// The job with `using` and `await using`: what is to be done at the end stands where it begins.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { asyncDisposable, patch } from "await-using";
import { trace } from "../trace.js";
import { ask, makeFolder, openFile, removeFolder, type Office } from "./parts.js";

export async function printPrices(office: Office, fruits: string[]): Promise<void> {
  using _busy = patch(office, "busy", true);
  const prices = await askPrices(office, fruits);
  await printList(office, prices);
}

async function askPrices({ connections }: Office, fruits: string[]): Promise<Map<string, number>> {
  const prices = new Map<string, number>();
  await using connection = asyncDisposable(await connections.acquire(), (it) => connections.release(it));
  for (const fruit of fruits) prices.set(fruit, await ask(connection.value, fruit));
  return prices;
}

async function printList(office: Office, prices: Map<string, number>): Promise<void> {
  await using folder = asyncDisposable(await makeFolder(), removeFolder);
  const path = join(folder.value, "prices.txt");
  await writeList(path, prices);
  trace("  printed:", await readFile(path, "utf8"), "busy:", office.busy);
}

async function writeList(path: string, prices: Map<string, number>): Promise<void> {
  await using file = await openFile(path); // Node's file handles are disposable
  for (const [fruit, price] of prices) {
    if (price === 0) throw new RangeError(`${fruit} for nothing`);
    await file.write(`${fruit}=${price},`);
  }
}
