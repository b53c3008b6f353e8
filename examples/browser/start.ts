// The browser example's process: the notes' server and Vite, both held by `await using` until Ctrl-C.
import "await-using/polyfill";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { InlineConfig, Plugin } from "vite";
import { acquire, enter, listen } from "await-using";
import { NotesServer } from "./notes-server.js";

interface Settings {
  readonly built: boolean;
  readonly port: number;
  /** ms */
  readonly latency: number;
}

/**
 * Serves the page until SIGINT or SIGTERM.
 *
 * @param root - the folder of vite.config.js
 * @returns the exit status
 */
export async function main(root: string, args: string[]): Promise<number> {
  const settings = read(args);
  if (typeof settings === "string") {
    console.error(settings);
    return 2;
  }
  const stopped = new AbortController();
  using _interrupt = listen(process, "SIGINT", () => stopped.abort());
  using _terminate = listen(process, "SIGTERM", () => stopped.abort());

  await using notes = await enter(new NotesServer(settings.latency));
  await using vite = await enter(serving(root, settings, notes.value));
  console.log(`  ${vite.value}\n\nThe address of the page. Ctrl-C ends it.`);
  await new Promise<void>((resolve) => {
    if (stopped.signal.aborted) resolve();
    else stopped.signal.addEventListener("abort", () => resolve());
  });
  console.log(`closing ${notes.value.witness().sockets} WebSockets, and the server`);
  return 0;
}

/** Vite's server, the notes' server within it, while the block runs; the value is the page's address. */
function serving(root: string, { built, port }: Settings, notes: NotesServer) {
  let close = (): Promise<void> => Promise.resolve();
  const plugin: Plugin = {
    name: "notes-server",
    configureServer: ({ middlewares, httpServer }) => notes.attach(middlewares, httpServer!),
    configurePreviewServer: ({ middlewares, httpServer }) => notes.attach(middlewares, httpServer),
  };
  const host = "127.0.0.1";
  const config: InlineConfig = {
    root,
    configFile: join(root, "vite.config.js"),
    plugins: [plugin],
    logLevel: "warn",
    server: { host, port },
    preview: { host, port },
  };
  return acquire(
    async () => {
      const { build, createServer, preview } = await import("vite");
      if (built) await build(config);
      const server = built ? await preview(config) : await (await createServer(config)).listen();
      close = () => server.close();
      return server.resolvedUrls?.local[0] ?? "no address";
    },
    () => close(),
  );
}

/** What the command line says, or what is wrong with it. */
function read(args: string[]): Settings | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        built: { type: "boolean", default: false },
        port: { type: "string", default: "5173" },
        latency: { type: "string", default: "300" },
      },
    });
    const [port, latency] = [Number(values.port), Number(values.latency)];
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      return `--port takes a number up to 65535, found ${values.port}: npm run browser -- --port 8000`;
    }
    if (!(latency >= 0 && latency <= 10_000)) {
      return `--latency takes milliseconds up to 10000, found ${values.latency}: npm run browser -- --latency 300`;
    }
    return { built: values.built, port, latency };
  } catch (error) {
    return `${(error as Error).message}\nnpm run browser -- [--built] [--port 8000] [--latency 300]`;
  }
}
