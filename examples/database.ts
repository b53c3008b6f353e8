// The database of the examples: PostgreSQL inside this process (PGlite), or the server that DATABASE_URL names.
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { emptyDataDirectory } from "./data-directory.js";

export interface Connection {
  query(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function connect(url = process.env["DATABASE_URL"]): Promise<Connection> {
  if (!url) return connectEmbedded();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    query: async (sql, parameters) => (await client.query(sql, parameters)).rows,
    close: () => client.end(),
  };
}

async function connectEmbedded(): Promise<Connection> {
  const embedded = await PGlite.create({ loadDataDir: await emptyDataDirectory() });
  return {
    query: async (sql, parameters) => (await embedded.query<Record<string, unknown>>(sql, parameters)).rows,
    close: () => embedded.close(),
  };
}
