// closing and aclosing: which method they call, and what they refuse.
import { aclosing, closing, withAsync, withSync } from "await-using";

describe("closing", () => {
  const noting = (...methods: string[]): { calls: string[] } => {
    const thing: Record<string, unknown> & { calls: string[] } = { calls: [] };
    for (const method of methods) thing[method] = () => void thing.calls.push(method);
    return thing;
  };

  test("aclosing takes the first there is: aclose, [Symbol.asyncDispose], close, return; or the one named", async () => {
    for (const methods of [["aclose", "close"], ["close", "return"], ["return"]]) {
      const thing = noting(...methods);
      await withAsync(aclosing(thing as never), () => {});
      expect(thing.calls).toEqual([methods[0]]);
    }
    const named = noting("aclose", "end");
    await withAsync(aclosing(named as never, "end" as never), () => {});
    expect(named.calls).toEqual(["end"]);
    await expect((async () => aclosing(noting("close") as never, "end" as never))()).rejects.toThrow(
      TypeError,
    );
  });

  test("the method is called without an argument", async () => {
    const told: unknown[][] = [];
    const thing = { close: (...all: unknown[]) => void told.push(all) };
    withSync(closing(thing), () => {});
    await withAsync(aclosing(thing), () => {});
    expect(told).toEqual([[], []]);
  });

  test("closing takes the method named, and no other", () => {
    const named = noting("close", "end");
    withSync(closing(named as never, "end" as never), () => {});
    expect(named.calls).toEqual(["end"]);
  });
});
