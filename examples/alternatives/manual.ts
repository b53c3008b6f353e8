// The job managed by hand alone: every way out has its own copy of what is to be done there.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { trace } from "../trace.js";
import { ask, makeFolder, openFile, removeFolder, type Office } from "./parts.js";

export async function printPrices(office: Office, fruits: string[]): Promise<void> {
  const wasBusy = office.busy;
  office.busy = true;
  try {
    const prices = await askPrices(office, fruits);
    await printList(office, prices);
  } catch (error) {
    office.busy = wasBusy;
    throw error;
  }
  office.busy = wasBusy;
}

async function askPrices({ connections }: Office, fruits: string[]): Promise<Map<string, number>> {
  const prices = new Map<string, number>();
  const connection = await connections.acquire();
  try {
    for (const fruit of fruits) prices.set(fruit, await ask(connection, fruit));
  } catch (error) {
    await connections.release(connection);
    throw error;
  }
  await connections.release(connection);
  return prices;
}

async function printList(office: Office, prices: Map<string, number>): Promise<void> {
  const folder = await makeFolder();
  try {
    const path = join(folder, "prices.txt");
    await writeList(path, prices);
    trace("  printed:", await readFile(path, "utf8"), "busy:", office.busy);
  } catch (error) {
    await removeFolder(folder);
    throw error;
  }
  await removeFolder(folder);
}

async function writeList(path: string, prices: Map<string, number>): Promise<void> {
  const file = await openFile(path);
  for (const [fruit, price] of prices) {
    if (price === 0) {
      await file.close();
      throw new RangeError(`${fruit} for nothing`);
    }
    await file.write(`${fruit}=${price},`); // an error of write() leaves the file open: nobody thought of it
  }
  await file.close();
}
