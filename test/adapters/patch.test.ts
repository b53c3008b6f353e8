// patch: what it refuses, and what it puts back.
import { patch } from "await-using";

describe("patch", () => {
  const descriptor = (object: object, key: PropertyKey): PropertyDescriptor | undefined =>
    Object.getOwnPropertyDescriptor(object, key);

  test.each([
    ["a property", () => ({ x: 1 }), { configurable: true, enumerable: true }],
    [
      "a hidden one",
      () => Object.defineProperty({} as { x: number }, "x", { value: 1, configurable: true, writable: true }),
      { configurable: true, enumerable: false },
    ],
    [
      "an accessor",
      () =>
        Object.defineProperty({} as { x: number }, "x", {
          get: () => 1,
          configurable: true,
          enumerable: true,
        }),
      { configurable: true, enumerable: true },
    ],
    [
      "one that is not configurable, but writable",
      () => Object.defineProperty({} as { x: number }, "x", { value: 1, writable: true, enumerable: true }),
      { configurable: false, enumerable: true },
    ],
    [
      "an inherited one",
      () => Object.create({ x: 1 }) as { x: number },
      { configurable: true, enumerable: true },
    ],
    [
      "an inherited hidden one",
      () => Object.create(Object.defineProperty({}, "x", { value: 1 })) as { x: number },
      { configurable: true, enumerable: false },
    ],
    ["none", () => ({}) as { x: number }, { configurable: true, enumerable: true }],
    [
      "none, without a prototype",
      () => Object.create(null) as { x: number },
      { configurable: true, enumerable: true },
    ],
  ])("of %s is as visible as it was, and is put back", (_, make, attributes) => {
    const object = make();
    const before = descriptor(object, "x");
    const original = object.x;
    const patched = patch(object, "x", 2);
    expect(descriptor(object, "x")).toEqual({ value: 2, writable: true, ...attributes });
    expect(patched.value).toBe(original);
    patched[Symbol.dispose]();
    expect(descriptor(object, "x")).toEqual(before);
  });

  test("a property that cannot be changed is refused, and stays", () => {
    const object = Object.freeze({ x: 1 });
    expect(() => patch(object as { x: number }, "x", 2)).toThrow(TypeError);
    expect(object.x).toBe(1);
  });
});
