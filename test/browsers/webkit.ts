// WebKit as WebKitGTK has it, over WebDriver, on a screen of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import { find, programsOf } from "./find.js";
import type { Browser, LaunchOptions, Page } from "./launch.js";
import { within } from "./within.js";

const patience = 30_000; // ms
const lifetime = "900"; // s, after which its processes end even if this one was killed

/** One command of WebDriver; gives its `value`. */
type Call = <T>(method: "GET" | "POST" | "DELETE", path: string, body?: object, ms?: number) => Promise<T>;

export async function launchWebKit({ env = {} }: LaunchOptions): Promise<Browser> {
  const driver = find("webkit", ...programsOf("webkit"));
  const xvfb = find("Xvfb, for webkit,", "Xvfb", "/usr/bin/Xvfb");
  const binary = find("webkit's MiniBrowser", "MiniBrowser", ...installedMiniBrowsers());
  const started: ChildProcess[] = [];
  const stop = (): void => started.forEach(kill);
  process.once("exit", stop);
  try {
    const screen = start(xvfb, ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], {}, [
      "ignore",
      "ignore",
      "ignore",
      "pipe",
    ]);
    started.push(screen);
    const display = await within(firstLine(screen.stdio[3] as Readable, screen), patience, "Xvfb's start");
    const port = await freePort();
    const variables = {
      DISPLAY: `:${display}`,
      LIBGL_ALWAYS_SOFTWARE: "1",
      WEBKIT_DISABLE_DMABUF_RENDERER: "1",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", // the sandbox wants a user who is not root
      ...env,
    };
    started.push(start(driver, [`--port=${port}`, "--host=127.0.0.1"], variables, "ignore"));
    const call = caller(`http://127.0.0.1:${port}`);
    await ready(call);
    const options = { "webkitgtk:browserOptions": { binary, args: ["--automation"] } };
    const { sessionId, capabilities } = await call<{
      sessionId: string;
      capabilities: { browserVersion: string };
    }>("POST", "/session", { capabilities: { alwaysMatch: options } });
    const session: Call = (method, path, body, ms) => call(method, `/session/${sessionId}${path}`, body, ms);
    await session("POST", "/timeouts", { script: 300_000, pageLoad: patience });
    return {
      name: "webkit",
      version: capabilities.browserVersion,
      async open(url) {
        const page = wrap(session);
        await page.goto(url);
        return page;
      },
      async close() {
        process.off("exit", stop);
        await session("DELETE", "", undefined, 5_000).catch(() => {}); // it is killed anyhow
        stop();
      },
    };
  } catch (error) {
    process.off("exit", stop);
    stop();
    throw error;
  }
}

function wrap(session: Call): Page {
  const lines: string[] = [];
  const errors: string[] = [];
  // WebDriver has no events: pages collect what happens (serve.ts), and it is fetched after each step.
  const collect = async (): Promise<void> => {
    const found = await session<{ console: string[]; errors: string[] }>("POST", "/execute/sync", {
      script:
        "return window.__collected ? __collected.splice(0).reduce((all, [kind, text]) => " +
        "(all[kind].push(text), all), { console: [], errors: [] }) : { console: [], errors: [] }",
      args: [],
    });
    lines.push(...found.console);
    errors.push(...found.errors);
  };
  return {
    console: lines,
    errors,
    async goto(url) {
      await session("POST", "/url", { url });
      await collect();
    },
    async evaluate<T>(expression: string, ms = patience): Promise<T> {
      const script = `const done = arguments[arguments.length - 1];
        (async () => { const value = await (${expression}); return JSON.stringify(value) ?? ""; })().then(
          (value) => done({ value }), (error) => done({ error: String(error && error.stack || error), message: String(error) }));`;
      const { value, error, message } = await session<{ value?: string; error?: string; message?: string }>(
        "POST",
        "/execute/async",
        { script, args: [] },
        ms,
      );
      await collect();
      if (value === undefined) throw new Error(`${message}\n${error}`);
      return (value === "" ? undefined : JSON.parse(value)) as T;
    },
    async click(selector) {
      const element = await session<Record<string, string>>("POST", "/element", {
        using: "css selector",
        value: selector,
      });
      await session("POST", `/element/${Object.values(element)[0]}/click`, {});
      await collect();
    },
    async resize(width, height) {
      await session("POST", "/window/rect", { width, height });
    },
    // Its driver never answers on a screen without a compositor.
    screenshot: () =>
      Promise.reject(new Error("webkit takes no screenshots here: take Chromium's or Firefox's")),
    close: () => session("POST", "/url", { url: "about:blank" }),
  };
}

function caller(origin: string): Call {
  return async <T>(method: string, path: string, body?: object, ms = patience): Promise<T> => {
    const response = await fetch(origin + path, {
      method,
      ...(method === "POST" ? { body: JSON.stringify(body ?? {}) } : {}),
      headers: { "content-type": "application/json" },
      signal: AbortSignal.timeout(ms),
    });
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`WebKitWebDriver: ${value.error}: ${value.message}`);
    return value;
  };
}

// In a process group of its own, so that what it starts ends with it.
function start(
  program: string,
  parameters: readonly string[],
  env: Readonly<Record<string, string>>,
  stdio: "ignore" | ("ignore" | "pipe")[],
): ChildProcess {
  return spawn("timeout", ["-k", "1", lifetime, program, ...parameters], {
    detached: true,
    stdio,
    env: { ...process.env, ...env },
  });
}

function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it is gone
  }
}

function firstLine(stream: Readable, { exitCode }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.on("data", (chunk: Buffer) => {
      text += String(chunk);
      if (text.includes("\n")) resolve(text.trim());
    });
    stream.on("end", () => reject(new Error(`Xvfb ended with ${exitCode}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function ready(call: Call): Promise<void> {
  for (const end = Date.now() + patience; ;) {
    try {
      return void (await call("GET", "/status"));
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }
}

// Debian keeps it out of the PATH: /usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser.
function installedMiniBrowsers(): string[] {
  const folders = ["/usr/lib", "/usr/libexec", ...subfolders("/usr/lib", /-linux-gnu/)];
  return folders
    .flatMap((folder) => subfolders(folder, /^webkit(2gtk|gtk)-/))
    .map((folder) => `${folder}/MiniBrowser`);
}

function subfolders(folder: string, pattern: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => `${folder}/${name}`);
}
