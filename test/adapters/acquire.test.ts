// acquire: what it refuses, and how often it releases.
import { acquire, enter } from "await-using";
import { errorOf } from "../caught.js";

describe("acquire", () => {
  test("held already: the refusal says what to write", async () => {
    const lease = acquire(
      () => 1,
      () => {},
    );
    await lease.__aenter__();
    expect(((await errorOf(() => lease.__aenter__())) as Error).message).toBe(
      "this acquire(…) manager is held already: one block at a time; make one per block, const lease = () => acquire(…)",
    );
  });

  test("that failed may be tried again", async () => {
    let tries = 0;
    const lease = acquire(
      () => {
        if (++tries === 1) throw new Error("not yet");
        return tries;
      },
      () => {},
    );
    await expect(lease.__aenter__()).rejects.toThrow("not yet");
    await expect(lease.__aenter__()).resolves.toBe(2);
  });

  test.each([
    ["no parameter", () => {}, undefined],
    ["the value", (_value: unknown) => {}, undefined],
    ["the value and the error", (_value: unknown, _error: unknown) => {}, "UnconfirmedExitError"],
    ["all three", (_value: unknown, _error: unknown, _completion: unknown) => {}, "UnconfirmedExitError"],
  ])("a release that takes %s minds a blind exit accordingly", async (_, release, name) => {
    const held = await enter(acquire(() => 1, release));
    const error = await held[Symbol.asyncDispose]().catch((thrown: Error) => thrown);
    expect((error as Error | undefined)?.name).toBe(name);
  });

  test.each([[null], [undefined]])("told %s, the release is told of no error", async (none) => {
    const told: unknown[][] = [];
    const lease = acquire(
      () => 1,
      (...all: unknown[]) => void told.push(all),
    );
    await lease.__aenter__();
    await lease.__aexit__(none, "not an error of the block", none);
    expect(told).toEqual([[1, undefined, undefined]]);
  });
});
