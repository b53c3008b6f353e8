// `npm run leases`, as it is run.
// Needs: postgres.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const root = resolve(__dirname, "../..");

test("npm run leases: turns, a killed holder, a lost connection", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["examples/leases/run.mjs"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  const lines = stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => line.trim().replace(/ \(connection \d+\)/, ""));
  const [turns, killed, lost] = [lines.slice(1, 19), lines.slice(20, 23), lines.slice(24)];
  for (let at = 0; at < turns.length; at += 2) {
    const [name] = turns[at]!.split(" ");
    expect([turns[at], turns[at + 1]]).toEqual([`${name} has the lock`, `${name} lets it go`]);
  }
  expect(killed).toEqual([
    "ann holds the lock, bob and cat wait; ann is killed.",
    "ann has the lock",
    "bob has the lock",
  ]);
  const bob = lost.filter((line) => line.startsWith("bob"));
  const cat = lost.filter((line) => line.startsWith("cat"));
  expect(bob).toEqual([
    'bob is told: advisoryLock("leases demo") is lost: its connection failed',
    "bob failed, though its block ended cleanly: LeaseLostError",
  ]);
  expect(cat).toEqual(["cat has the lock", "cat lets it go"]);
  expect([lost[0], status]).toEqual(["The server ends bob's connection.", 0]);
}, 120_000);
