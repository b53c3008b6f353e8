// What the ways of S14 work with: a pool of connections to a market, a folder, a file. They say what becomes of them.
import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPool, type Pool } from "generic-pool";
import { Wire } from "../loopback.js";
import { trace } from "../trace.js";

/** The job that is done in three ways: asks the market for prices, and prints a price list by way of a file. */
export type PrintPrices = (office: Office, fruits: string[]) => Promise<void>;

export interface Office {
  connections: Pool<Wire>;
  busy: boolean;
}

/** Tells prices: `apple` is answered `3`. Asked for a durian, it hangs up. */
export const market = createServer(async (socket) => {
  const client = new Wire(socket);
  const prices = new Map([
    ["apple", "3"],
    ["banana", "1"],
  ]);
  for (let fruit; (fruit = await client.hear());) {
    if (fruit === "durian") return socket.end();
    client.say(prices.get(fruit) ?? "0");
  }
});

export function connectionPool(port: number): Pool<Wire> {
  let opened = 0;
  const factory = {
    create: async () => {
      const connection = await Wire.dial(port);
      trace("  connection", ++opened, "opened");
      return connection;
    },
    destroy: async (connection: Wire) => {
      trace("  a connection discarded");
      await connection.close();
    },
  };
  const pool = createPool(factory, { max: 1 });
  return announced(pool, { acquire: "connection leased", release: "connection returned" });
}

export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "await-using-"));
  trace("  folder made");
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true });
  trace("  folder removed");
}

export async function openFile(path: string): Promise<FileHandle> {
  const file = await open(path, "w");
  trace("  file opened");
  return announced(file, { close: "file closed" });
}

/** Asks for the price of a fruit. */
export async function ask(connection: Wire, fruit: string): Promise<number> {
  const answer = await connection.ask(fruit);
  if (answer === "") throw new MarketError("the market hung up");
  return Number(answer);
}

export class MarketError extends Error {}

/** Prints a line after each call of these methods of `thing`. */
function announced<T extends object>(thing: T, lines: { [K in keyof T]?: string }): T {
  for (const name of Object.keys(lines) as (keyof T)[]) {
    const method = thing[name] as (...parameters: unknown[]) => unknown;
    const announcing = async (...parameters: unknown[]): Promise<unknown> => {
      const result = await method.apply(thing, parameters);
      trace(" ", lines[name]);
      return result;
    };
    Object.assign(thing, { [name]: announcing });
  }
  return thing;
}
