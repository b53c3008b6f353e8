// S4: a file under a synchronous `with` inside async code. withSync() with an async body exits when the body's promise
// settles: the file is open for as long as the body waits, and closed however late it fails.
import "await-using/polyfill";
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { acquire, closing, contextManager, enter, enterSync, suppress, withSync } from "await-using";
import { Mutex } from "async-mutex";
import { trace } from "../trace.js";

/** A file as Python's open() makes it. */
class TextFile {
  readonly #fd: number;

  constructor(path: string, mode = "r") {
    this.#fd = openSync(path, mode);
  }

  read(count = 1000): string {
    const buffer = Buffer.alloc(count);
    return buffer.toString("utf8", 0, readSync(this.#fd, buffer));
  }

  write(text: string): void {
    writeSync(this.#fd, text);
  }

  /** What the operating system says. */
  isOpen(): boolean {
    try {
      return fstatSync(this.#fd).isFile();
    } catch {
      return false;
    }
  }

  close(): void {
    closeSync(this.#fd);
    trace("  closed");
  }

  __enter__(): this {
    return this;
  }

  __exit__(excType: unknown, error: unknown, _tb: unknown): void {
    if (excType !== null) trace("  told:", error);
    this.close();
  }
}

const temporaryFolder = contextManager(function* () {
  const folder = mkdtempSync(join(tmpdir(), "await-using-"));
  try {
    yield folder;
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const mutex = new Mutex();
const turn = () =>
  acquire(
    () => mutex.acquire(),
    (release) => release(),
  );

async function sign(path: string, name: string): Promise<void> {
  await using _turn = await enter(turn());
  using file = enterSync(new TextFile(path, "a"));
  for (const letter of name) {
    file.value.write(letter);
    await sleep(1); // ms
  }
  file.value.write(";");
  trace(" ", name, "signed");
}

await withSync(temporaryFolder(), async (folder) => {
  const path = join(folder, "names.txt");

  trace("beside an async manager, in two tasks");
  await Promise.all([sign(path, "ann"), sign(path, "bob")]);

  trace("the body waits");
  const text = await withSync(new TextFile(path), async (file) => {
    await sleep(10);
    trace("  open after the wait:", file.isOpen());
    return file.read();
  });
  trace("  read:", text);

  trace("the body fails after it waited");
  const file = new TextFile(path);
  const reading = withSync(file, async () => {
    await sleep(10);
    throw new RangeError("too short");
  });
  trace("  open while the body waits:", file.isOpen());
  await reading.catch((error: unknown) => trace("  the caller got:", error));
  trace("  open at the end:", file.isOpen());

  trace("suppress, around the file");
  await withSync(suppress(RangeError), () =>
    withSync(new TextFile(path), async (file) => {
      await sleep(10);
      throw new RangeError(`${file.read(3)} is too short`);
    }),
  );

  trace("closing, which is told nothing");
  const initial = await withSync(closing(new TextFile(path)), async (file) => {
    await sleep(10);
    return file.read(1);
  });
  trace("  read:", initial);
});
