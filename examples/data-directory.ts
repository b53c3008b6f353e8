// Making an empty PostgreSQL data directory takes seconds, so it is made once and kept beside the compiled programs.
import { readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { PGlite } from "@electric-sql/pglite";

export async function emptyDataDirectory(): Promise<Blob> {
  const kept = new URL(`data-directory-${await engineVersion()}.tar`, import.meta.url);
  try {
    return new Blob([await readFile(kept)]);
  } catch {
    const directory = await makeDataDirectory();
    // Two programs may do this at once: neither may read what the other has half written.
    const unfinished = new URL(`${kept.href}.${process.pid}`);
    await writeFile(unfinished, directory.stream());
    await rename(unfinished, kept);
    return directory;
  }
}

async function makeDataDirectory(): Promise<Blob> {
  const embedded = await PGlite.create();
  try {
    return await embedded.dumpDataDir("none");
  } finally {
    await embedded.close();
  }
}

async function engineVersion(): Promise<string> {
  const main = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const { version } = JSON.parse(await readFile(new URL("../package.json", pathToFileURL(main)), "utf8"));
  return version;
}
