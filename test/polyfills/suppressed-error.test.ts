/// <reference lib="esnext.disposable" preserve="true" />
import * as ponyfill from "../../polyfills/index.js";
import { createSuppressedError } from "../../polyfills/suppressed-error.js";

describe.each([
  ["our", createSuppressedError()],
  ["the ponyfill's", ponyfill.SuppressedError],
])("%s SuppressedError", (_, SuppressedError) => {
  const hidden = (value: unknown): PropertyDescriptor => ({
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  });

  test("[spec] has its two errors as hidden properties, and no message unless given", () => {
    const error = new SuppressedError(1, 2);
    expect(Object.getOwnPropertyDescriptor(error, "error")).toEqual(hidden(1));
    expect(Object.getOwnPropertyDescriptor(error, "suppressed")).toEqual(hidden(2));
    expect(Object.hasOwn(error, "message")).toBe(false);
    expect(Object.hasOwn(new SuppressedError(1, 2, undefined), "message")).toBe(false);
    expect(Object.getOwnPropertyDescriptor(new SuppressedError(1, 2, 3 as never), "message")).toEqual(
      hidden("3"),
    );
  });

  test("[spec] is made alike without new", () => {
    const error = SuppressedError(1, 2, "text");
    expect(error).toBeInstanceOf(SuppressedError);
    expect([error.error, error.suppressed, error.message]).toEqual([1, 2, "text"]);
  });

  test("[spec] is an Error, in the engine's eyes too", () => {
    const error = new SuppressedError(1, 2, "text");
    expect(error).toBeInstanceOf(Error);
    expect(Object.prototype.toString.call(error)).toBe("[object Error]");
    expect(String(error)).toBe("SuppressedError: text");
    expect(Object.getPrototypeOf(SuppressedError)).toBe(Error);
    expect(Object.getPrototypeOf(SuppressedError.prototype)).toBe(Error.prototype);
  });

  test("[non-spec] its stack begins with its name and the line that made it", () => {
    const { stack } = new SuppressedError(1, 2, "text");
    expect(stack).toMatch(/^SuppressedError: text\n.*suppressed-error\.test/);
  });

  test("[spec] takes no options", () => {
    const Lenient = SuppressedError as never as new (...args: unknown[]) => Error;
    expect(Object.hasOwn(new Lenient(1, 2, "text", { cause: 3 }), "cause")).toBe(false);
  });

  test("[spec] newTarget chooses the prototype; without an object there, the constructor does", () => {
    const newTarget = function () {} as { prototype: unknown } & (() => void);
    const created = (): unknown => Object.getPrototypeOf(Reflect.construct(SuppressedError, [], newTarget));
    expect(created()).toBe(newTarget.prototype);
    newTarget.prototype = null;
    expect(created()).toBe(SuppressedError.prototype);
  });

  test("[spec] subclasses", () => {
    class Sub extends SuppressedError {}
    const error = new Sub(1, 2);
    expect(Object.getPrototypeOf(error)).toBe(Sub.prototype);
    expect(error.suppressed).toBe(2);
  });

  test("[spec] has the properties of a built-in", () => {
    expect(SuppressedError).toHaveLength(3);
    expect(SuppressedError.name).toBe("SuppressedError");
    expect(Object.getOwnPropertyDescriptor(SuppressedError, "prototype")).toMatchObject({
      writable: false,
      enumerable: false,
      configurable: false,
    });
    expect(Object.getOwnPropertyDescriptors(SuppressedError.prototype)).toEqual({
      constructor: hidden(SuppressedError.prototype.constructor), // which the ponyfill must not change
      message: hidden(""),
      name: hidden("SuppressedError"),
    });
  });
});

test("[non-spec] ours in the place of a broken one knows the errors of the engine", () => {
  class Broken extends Error {}
  const Repaired = createSuppressedError(Broken as never);
  expect(new Broken()).toBeInstanceOf(Repaired);
  expect(new Repaired(1, 2)).toBeInstanceOf(Broken);
});
