// The load run, whole: 10,000 tasks on 10 real connections.
// Needs: postgres.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const root = resolve(__dirname, "../..");

test("10,000 tasks fail as planned in every way of driving, and everything is back at the end", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["examples/load/run.mjs", "--json"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  const { found, wrong } = JSON.parse(stdout) as { found: Record<string, number>; wrong: string[] };
  expect(wrong).toEqual([]);
  expect(found).toMatchObject({
    tasks: 10_000,
    "at the same time": 10_000,
    "by withAsync": 3334,
    "by AsyncExitStack": 3333,
    "by await using": 3333,
    exited: found["entered"],
    "not exited exactly once": 0,
    "entered otherwise than planned": 0,
    "threw otherwise than planned": 0,
    "committed otherwise than planned": 0,
    connections: 10,
    "connections that are back": 10,
    "waiting for a connection": 0,
    "connections in the server": 10,
    "of them not idle": 0,
    "advisory locks in the server": 0,
    "permits that are back": 1000,
    "unhandled rejections": 0,
  });
  // It did fail, everywhere.
  for (const where of ["failed in enter", "failed in body", "failed in exit", "suppressed an error"]) {
    expect(found[where]).toBeGreaterThan(100);
  }
  expect(found["tasks that threw"]).toBeGreaterThan(1000);
  expect(found["rows committed"]).toBeGreaterThan(1000);
  expect(status).toBe(0);
}, 240_000);
