// S13c: a client of a cloud service whose tokens expire. Enter gets a token, a task in the background replaces it in
// time, exit ends that task and revokes the token, whatever became of the block.
import "await-using/polyfill";
import { setInterval, setTimeout as sleep } from "node:timers/promises";
import { asyncContextManager, deferAsync, withAsync } from "await-using";
import { listening } from "../loopback.js";
import { trace } from "../trace.js";
import { cloudService } from "./service.js";

class CloudError extends Error {}

class CloudClient {
  token = "";

  constructor(
    readonly port: number,
    readonly key: string,
  ) {}

  async request(method: string, path: string, secret = this.token): Promise<string> {
    const headers = { authorization: secret };
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, { method, headers });
    const text = await response.text();
    if (!response.ok) throw new CloudError(`${response.status} ${text}`);
    return text;
  }

  async renew(): Promise<void> {
    this.token = await this.request("POST", "/token", this.key);
  }

  async keepFresh(signal: AbortSignal): Promise<void> {
    try {
      for await (const _ of setInterval(150, undefined, { signal })) await this.renew();
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

const cloud = asyncContextManager(async function* (port: number, key: string) {
  const client = new CloudClient(port, key);
  await client.renew();
  trace("  got a token");
  await using _token = deferAsync(async () => trace("  token:", await client.request("DELETE", "/token")));

  const stop = new AbortController();
  const refreshing = client.keepFresh(stop.signal);
  refreshing.catch(() => {}); // its failure is reported where it is awaited:
  await using _refreshing = deferAsync(() => {
    stop.abort();
    return refreshing;
  });

  yield client;
});

async function show(title: string, run: () => Promise<unknown>): Promise<void> {
  trace(title);
  try {
    await run();
  } catch (error) {
    trace("  the caller got:", error);
  }
}

await withAsync(listening(cloudService()), async (port) => {
  let escaped: CloudClient | undefined;

  await show("a token expires", () =>
    withAsync(cloud(port, "key"), async (client) => {
      escaped = client;
      const first = client.token;
      trace("  report:", await client.request("GET", "/report"));
      await sleep(650); // ms; the service's tokens live for 600
      await show("  the first token", () => client.request("GET", "/report", first));
      trace("  the client still has its report:", await client.request("GET", "/report"));
    }),
  );
  await show("after the block", async () => escaped?.request("GET", "/report"));

  await show("the block fails", () =>
    withAsync(cloud(port, "key"), async (client) => {
      escaped = client;
      trace("  report:", await client.request("GET", "/report"));
      throw new RangeError("too few fruits");
    }),
  );
  await show("after the block", async () => escaped?.request("GET", "/report"));

  await show("no token, nothing to revoke", () =>
    withAsync(cloud(port, "wrong key"), async () => trace("  not reached")),
  );
});
