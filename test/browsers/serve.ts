// A folder over loopback http, with headers of one's own, for the browsers of launch.ts.
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

export interface Site {
  /** `"http://127.0.0.1:43210"` */
  readonly origin: string;
  /** The paths that were asked for, in order. */
  readonly requests: readonly string[];
  url(path: string): string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** More headers for some paths, by exact path (`"/csp.html"`), or by how it begins (`"/csp/*"`). */
  readonly headers?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".cjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
};

/** Serves `folder` on a free port of 127.0.0.1, which browsers count among the secure origins; `/` is index.html. */
export async function serve(folder: string, { headers = {} }: ServeOptions = {}): Promise<Site> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname);
    requests.push(path);
    for (const [pattern, more] of Object.entries(headers)) {
      if (matches(path, pattern))
        for (const [key, value] of Object.entries(more)) response.setHeader(key, value);
    }
    response.setHeader("cache-control", "no-store");
    if (path === collector) return void send(response, ".js", collect);
    const file = path.endsWith("/") ? `${path}index.html` : path;
    readFile(join(folder, normalize(file))).then(
      (content) =>
        send(
          response,
          extname(file),
          isWebKit(request.headers["user-agent"]) ? watched(file, content) : content,
        ),
      () => response.writeHead(404, { "content-type": "text/plain" }).end(`no ${file}`),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    requests,
    url: (path) => new URL(path, origin).href,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function matches(path: string, pattern: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

function send(response: ServerResponse, extension: string, content: string | Buffer): void {
  response.setHeader("content-type", types[extension] ?? "application/octet-stream");
  response.end(content);
}

// WebKit's driver tells nothing of the console, so its pages load a script of their own origin first, which any
// Content-Security-Policy with 'self' allows, and which collects what webkit.ts fetches.
const collector = "/__collect.js";

const isWebKit = (agent = ""): boolean => agent.includes("AppleWebKit") && !/Chrom/.test(agent);

function watched(file: string, content: Buffer): string | Buffer {
  if (extname(file) !== ".html") return content;
  const script = `<script src="${collector}"></script>`;
  return String(content).replace(
    /(<!doctype[^>]*>)?\s*(<html[^>]*>)?\s*(<head[^>]*>)?/i,
    (start) => start + script,
  );
}

const collect = `(() => {
  const collected = (window.__collected = []);
  const text = (value) => (typeof value === "string" ? value : value instanceof Error ? String(value) : (JSON.stringify(value) ?? String(value)));
  for (const kind of ["log", "info", "warn", "error", "debug"]) {
    const own = console[kind];
    console[kind] = function (...values) {
      collected.push(["console", kind + ": " + values.map(text).join(" ")]);
      return own.apply(this, values);
    };
  }
  addEventListener("error", (event) => collected.push(["errors", String(event.error ?? event.message)]));
  addEventListener("unhandledrejection", (event) => collected.push(["errors", String(event.reason)]));
  addEventListener("securitypolicyviolation", (event) =>
    collected.push(["errors", "refused by " + event.violatedDirective + ": " + (event.blockedURI || event.sourceFile)]));
})();
`;
