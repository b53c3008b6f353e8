// The programs, in the order `npm start` runs them. Each is a folder: main.ts, twin.py (the same program in Python),
// expected.txt (what CPython 3.11 printed for the twin), library.txt (lines with no twin, where there are any).
// Those that are `aware` run with `--import await-using/register`: their plain `await using` knows how its block ended.
export const programs = [
  { id: "S1", name: "connection-class", shows: "a class: enter connects, exit closes and is told the error" },
  { id: "S1t", name: "transaction", shows: "commit on success, roll back on error, and when told nothing" },
  {
    id: "S1u",
    name: "transaction-using",
    shows: "the same in a plain await using, which knows how its block ended",
    aware: true,
  },
  { id: "S2", name: "connection-generator", shows: "the same manager as a generator: the trace of S1" },
  { id: "S3", name: "connection-inside", shows: "enter's value is not the manager" },
  {
    id: "S6",
    name: "suppress-error",
    shows: "exit is told the error, and a truthy result suppresses it",
    aware: true,
  },
  { id: "S7", name: "lock-workers", shows: "three workers take one lock in turn" },
  { id: "S8", name: "failing-connect", shows: "enter fails: re-raised, and exit is not called" },
  { id: "S10", name: "nested-locks", shows: "nested blocks and one stack release in the same order" },
  {
    id: "S13a",
    name: "web-lifespan",
    shows: "start-up before the first request, shutdown after the last",
    aware: true,
  },
  {
    id: "S13b",
    name: "queue-consumer",
    shows: "a message is acknowledged, or queued again when its block fails",
    aware: true,
  },
  {
    id: "S13c",
    name: "cloud-token",
    shows: "a token is renewed in time, and revoked at the exit",
    aware: true,
  },
  {
    id: "S13d",
    name: "sensor-session",
    shows: "a stream is closed before its session, however much was read",
    aware: true,
  },
  {
    id: "S13e",
    name: "worker-group",
    shows: "one worker fails: the others are stopped, all are joined",
    aware: true,
  },
  { id: "S16", name: "five-steps", shows: "the five steps, and a clean exit told None three times" },
  { id: "S17", name: "yield-once", shows: "a generator manager must yield exactly once" },
  { id: "S18", name: "interleaving", shows: "other timers keep firing during enter, body and exit" },
  { id: "S19", name: "sync-manager-in-async-with", shows: "async with refuses a synchronous manager" },
  { id: "S20", name: "async-manager-in-with", shows: "with refuses an asynchronous manager" },
];
