// Listeners, patched properties, controllers and timers as disposables.
import { EventEmitter } from "node:events";
import { disposable, listen, patch } from "await-using";

describe("listen", () => {
  test("on an EventTarget, until the end of the block", () => {
    const target = new EventTarget();
    const heard: unknown[] = [];
    {
      using _listening = listen(target, "ping", function (this: unknown, event: Event) {
        heard.push(event.type, this === target);
      } as (event: Event) => void);
      target.dispatchEvent(new Event("ping"));
    }
    target.dispatchEvent(new Event("ping"));
    expect(heard).toEqual(["ping", true]);
  });

  test("on an event emitter, with all its arguments", () => {
    const emitter = new EventEmitter();
    const heard: unknown[] = [];
    {
      using _listening = listen(emitter, "data", (a: number, b: string) => void heard.push(a, b));
      emitter.emit("data", 1, "x");
    }
    expect([heard, emitter.listenerCount("data")]).toEqual([[1, "x"], 0]);
  });

  test("each call is a registration of its own", () => {
    const target = new EventTarget();
    let count = 0;
    const listener = (): void => void count++;
    const first = listen(target, "ping", listener);
    using _second = listen(target, "ping", listener);
    first[Symbol.dispose]();
    target.dispatchEvent(new Event("ping"));
    expect(count).toBe(1);
  });

  test("once, and capture, which removal must name too", () => {
    const target = new EventTarget();
    const emitter = new EventEmitter();
    let count = 0;
    {
      using _a = listen(target, "ping", () => void count++, { once: true });
      using _b = listen(emitter, "ping", () => void count++, { once: true });
      using _c = listen(target, "other", () => void count++, { capture: true });
      for (let i = 0; i < 2; i++) {
        target.dispatchEvent(new Event("ping"));
        emitter.emit("ping");
      }
      expect(count).toBe(2);
    }
    target.dispatchEvent(new Event("other"));
    expect(count).toBe(2);
  });

  test("misuse is refused", () => {
    expect(() => listen({}, "ping", () => {})).toThrow(
      "listen takes an EventTarget or an event emitter, found 'Object' object (no addEventListener or on)",
    );
    expect(() => listen({ on() {} }, "ping", () => {})).toThrow("(no off)");
    expect(() => listen(new EventTarget(), "ping", null as never)).toThrow("must be a function, found null");
  });
});

describe("patch", () => {
  class Base {
    get inherited(): number {
      return 1;
    }
    method(): string {
      return "original";
    }
  }

  test("puts back own values, accessors and inherited properties as they were", () => {
    const object = Object.defineProperties(new Base(), {
      own: { value: 1, writable: false, configurable: true, enumerable: true },
      computed: { get: () => 2, configurable: true },
    }) as Base & { own: number; computed: number };
    const before = Object.getOwnPropertyDescriptors(object);
    const original = object.method;
    {
      using own = patch(object, "own", 10);
      using _computed = patch(object, "computed", 20);
      using _inherited = patch(object, "inherited", 30);
      using _method = patch(object, "method", () => `not ${original.call(object)}`);
      expect([object.own, object.computed, object.inherited, object.method(), own.value]).toEqual([
        10,
        20,
        30,
        "not original",
        1,
      ]);
      expect(Object.keys(object)).toEqual(["own"]);
    }
    expect(Object.getOwnPropertyDescriptors(object)).toEqual(before);
    expect([object.inherited, object.method()]).toEqual([1, "original"]);
  });

  test("nested patches of one property are undone in reverse order", () => {
    const object = { value: 1 };
    {
      using _two = patch(object, "value", 2);
      using _three = patch(object, "value", 3);
      expect(object.value).toBe(3);
    }
    expect(object).toEqual({ value: 1 });
  });

  test("what cannot be changed is refused", () => {
    expect(() => patch(Object.freeze({ value: 1 as number }), "value", 2)).toThrow(TypeError);
    expect(() => patch(5 as never, "x" as never, 1 as never)).toThrow("patch takes an object, found 5");
  });
});

describe("what disposable does for controllers and timers", () => {
  test("abort on dispose", () => {
    const controller = new AbortController();
    {
      using held = disposable(controller, (each) => each.abort());
      expect(held.value.signal.aborted).toBe(false);
    }
    expect(controller.signal.aborted).toBe(true);
  });

  test("intervals and timeouts", () => {
    jest.useFakeTimers();
    let count = 0;
    {
      using _tick = disposable(
        setInterval(() => count++, 10),
        clearInterval,
      );
      jest.advanceTimersByTime(25);
    }
    jest.advanceTimersByTime(100);
    expect([count, jest.getTimerCount()]).toEqual([2, 0]);
    jest.useRealTimers();
  });
});

describe("listen", () => {
  /** A target that notes how it is called. */
  class Noting {
    readonly calls: unknown[][] = [];
    [method: string]: unknown;
  }
  const noting = (...methods: string[]): Noting => {
    const target = new Noting();
    for (const method of methods) {
      target[method] = (...all: unknown[]) => void target.calls.push([method, ...all]);
    }
    return target;
  };
  const own = expect.any(Function) as unknown;
  const options = { capture: true };

  test.each([
    [
      "an EventTarget",
      noting("addEventListener", "removeEventListener", "on", "off"),
      undefined,
      [
        ["addEventListener", "x", own],
        ["removeEventListener", "x", own],
      ],
    ],
    [
      "an EventTarget, with options",
      noting("addEventListener", "removeEventListener"),
      options,
      [
        ["addEventListener", "x", own, options],
        ["removeEventListener", "x", own, options],
      ],
    ],
    [
      "an emitter",
      noting("on", "off", "removeListener"),
      undefined,
      [
        ["on", "x", own],
        ["off", "x", own],
      ],
    ],
    [
      "an emitter, with options that it does not take",
      noting("on", "off"),
      options,
      [
        ["on", "x", own],
        ["off", "x", own],
      ],
    ],
    [
      "an emitter without off",
      noting("on", "removeListener"),
      undefined,
      [
        ["on", "x", own],
        ["removeListener", "x", own],
      ],
    ],
    [
      "an emitter, once",
      noting("on", "once", "off"),
      { once: true },
      [
        ["once", "x", own],
        ["off", "x", own],
      ],
    ],
  ])("on %s calls the two that belong together", (_, target, given, calls) => {
    listen(target, "x", () => {}, given)[Symbol.dispose]();
    expect(target.calls.map((call) => call.length)).toEqual(calls.map((call) => call.length));
    expect(target.calls).toEqual(calls);
    expect(target.calls[0]![2]).toBe(target.calls[1]![2]);
  });
});
