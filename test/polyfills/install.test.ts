/// <reference lib="esnext.disposable" preserve="true" />
// What install() does to a global object: targets of our own, each like an engine or a program that exists.
import { createAsyncDisposableStack } from "../../polyfills/async-disposable-stack.js";
import { createDisposableStack } from "../../polyfills/disposable-stack.js";
import * as ponyfill from "../../polyfills/index.js";
import { install } from "../../polyfills/install.js";
import { AsyncIteratorPrototype, IteratorPrototype } from "../../polyfills/iterator-prototypes.js";
import { createSuppressedError } from "../../polyfills/suppressed-error.js";

type Target = Record<"SuppressedError" | "DisposableStack" | "AsyncDisposableStack", unknown> & {
  Symbol: Record<string, unknown>;
};

const bare = (): Target => ({ Symbol: {} }) as Target;
const fixed = (value: unknown): PropertyDescriptor => ({
  value,
  writable: false,
  enumerable: false,
  configurable: false,
});
const hidden = (value: unknown): PropertyDescriptor => ({
  value,
  writable: true,
  enumerable: false,
  configurable: true,
});
const { dispose, asyncDispose } = ponyfill;

/** A target with sound values for everything, to be broken in one place. */
function complete(): Target {
  const target = bare();
  Object.defineProperty(target.Symbol, "dispose", fixed(dispose));
  Object.defineProperty(target.Symbol, "asyncDispose", fixed(asyncDispose));
  target.SuppressedError = createSuppressedError();
  target.DisposableStack = createDisposableStack();
  target.AsyncDisposableStack = createAsyncDisposableStack();
  return target;
}

const constructors = ["SuppressedError", "DisposableStack", "AsyncDisposableStack"] as const;

describe("install", () => {
  test("[spec] on a bare target defines the ponyfill's values with the attributes of built-ins", () => {
    const target = bare();
    const report = install(target);
    expect(report.installed).toEqual(
      expect.arrayContaining(["Symbol.dispose", "Symbol.asyncDispose", ...constructors]),
    );
    expect(report.repaired).toEqual([]);
    expect(Object.getOwnPropertyDescriptor(target.Symbol, "dispose")).toEqual(fixed(dispose));
    expect(Object.getOwnPropertyDescriptor(target.Symbol, "asyncDispose")).toEqual(fixed(asyncDispose));
    for (const name of constructors) {
      expect(Object.getOwnPropertyDescriptor(target, name)).toEqual(hidden(ponyfill[name]));
    }
  });

  test.each(["dispose", "asyncDispose"] as const)(
    "[non-spec] goes by the target's own Symbol.%s",
    async (name) => {
      const target = bare();
      const own = Symbol("the target's own");
      Object.defineProperty(target.Symbol, name, fixed(own));
      install(target);
      const { DisposableStack: Sync, AsyncDisposableStack: Async } = target as unknown as typeof globalThis;
      const trace: string[] = [];
      const resource = { [own]: () => void trace.push("disposed") } as never;
      if (name === "dispose") {
        const stack = new Sync();
        stack.use(resource);
        stack.dispose();
      }
      const stack = new Async();
      stack.use(resource);
      await stack.disposeAsync();
      expect(trace.length).toBe(name === "dispose" ? 2 : 1);
      expect(own in Async.prototype).toBe(name === "asyncDispose");
      expect(own in Sync.prototype).toBe(name === "dispose");
    },
  );

  test.each([
    [
      "a broken class that cannot be replaced",
      (target: Target) => {
        Object.defineProperty(target, "DisposableStack", fixed(class {}));
      },
      "DisposableStack",
    ],
    [
      "a target that takes no properties",
      (target: Target) => void Object.preventExtensions(target),
      "SuppressedError",
    ],
  ])("[non-spec] refuses %s, and defines nothing", (_, spoil, name) => {
    const target = bare();
    spoil(target);
    const before = Object.getOwnPropertyNames(target).sort();
    expect(() => install(target)).toThrow(
      new TypeError(
        `install() has to define ${name}, but its object is frozen: call install() before freezing it`,
      ),
    );
    expect(Object.getOwnPropertyNames(target).sort()).toEqual(before);
    expect(Object.getOwnPropertyNames(target.Symbol)).toEqual([]);
  });

  test("[non-spec] takes symbols that the target's Symbol inherits as they are", () => {
    const target = bare();
    target.Symbol = Object.create({ dispose, asyncDispose }) as Record<string, unknown>;
    const { native } = install(target);
    expect(native).toEqual(expect.arrayContaining(["Symbol.dispose", "Symbol.asyncDispose"]));
    expect(Object.getOwnPropertyNames(target.Symbol)).toEqual([]);
  });

  test("[non-spec] replaces a SuppressedError that is no constructor, and says so", () => {
    const target = bare();
    target.SuppressedError = () => {};
    const { repaired } = install(target);
    expect(repaired).toContainEqual({ name: "SuppressedError", bug: expect.stringMatching(/\S/) as unknown });
    expect(target.SuppressedError).toBe(ponyfill.SuppressedError);
  });

  test("[non-spec] twice finds everything present", () => {
    const target = bare();
    install(target);
    const report = install(target);
    expect(report.native).toEqual(
      expect.arrayContaining(["Symbol.dispose", "Symbol.asyncDispose", ...constructors]),
    );
    expect([report.installed, report.repaired]).toEqual([[], []]);
  });

  test("[non-spec] leaves a complete and sound target as it is", () => {
    const target = complete();
    const before = { ...target };
    expect(install(target).installed).toEqual([]);
    expect(target).toEqual(before);
  });

  test("[non-spec] on the global object also gives iterators their disposers", () => {
    install();
    const { native } = install();
    expect(native).toContain("Iterator.prototype[Symbol.dispose]");
    expect(native).toContain("AsyncIterator.prototype[Symbol.asyncDispose]");
    expect(typeof [].values()[Symbol.dispose]).toBe("function");
  });

  test("[non-spec] keeps the symbols of Chromium 125 to 133 and adds the rest", () => {
    const target = complete();
    for (const name of constructors) delete target[name];
    const report = install(target);
    expect(report.native).toEqual(expect.arrayContaining(["Symbol.dispose", "Symbol.asyncDispose"]));
    expect(report.installed).toEqual([...constructors]);
  });

  test("[non-spec] works with symbols that another polyfill chose after the ponyfill was loaded", async () => {
    const target = bare();
    const others = { dispose: Symbol("other"), asyncDispose: Symbol("other") };
    Object.defineProperty(target.Symbol, "dispose", fixed(others.dispose));
    Object.defineProperty(target.Symbol, "asyncDispose", fixed(others.asyncDispose));
    install(target);
    const trace: string[] = [];
    const stack = new (target.AsyncDisposableStack as AsyncDisposableStackConstructor)();
    stack.use({ [others.asyncDispose]: () => trace.push("async") } as never);
    stack.use({ [others.dispose]: () => trace.push("sync") } as never);
    await stack.disposeAsync();
    expect(trace).toEqual(["sync", "async"]);
    expect((target.DisposableStack as DisposableStackConstructor).prototype).toHaveProperty([
      others.dispose as never,
    ]);
  });
});

describe("install repairs", () => {
  const repairedIn = (target: Target): unknown => install(target).repaired;

  test("[non-spec] symbols that can be redefined, as in Node 20.4: nodejs/node#48699", () => {
    const target = complete();
    target.Symbol = { dispose, asyncDispose };
    const bug = "nodejs/node#48699";
    expect(repairedIn(target)).toEqual([
      { name: "Symbol.dispose", bug },
      { name: "Symbol.asyncDispose", bug },
    ]);
    expect(Object.getOwnPropertyDescriptor(target.Symbol, "dispose")).toEqual(fixed(dispose));
  });

  test("[non-spec] a SuppressedError that takes options: bugzilla.mozilla.org 1971000, oven-sh/bun#9283", () => {
    const target = complete();
    const Lenient = createSuppressedError();
    target.SuppressedError = Object.assign(function SuppressedError(
      error: unknown,
      suppressed: unknown,
      message: unknown,
      options?: object,
    ) {
      const made = Reflect.construct(Lenient, [error, suppressed, message], new.target ?? Lenient) as object;
      return Object.assign(made, options);
    }, {});
    const bug = "bugzilla.mozilla.org 1971000, oven-sh/bun#9283";
    expect(repairedIn(target)).toEqual([{ name: "SuppressedError", bug }]);
  });

  test("[non-spec] an AsyncDisposableStack that awaits what a sync disposer returns, as V8 did before 13.6", () => {
    const target = complete();
    const Base = target.AsyncDisposableStack as AsyncDisposableStackConstructor;
    target.AsyncDisposableStack = class extends Base {
      override use<T extends AsyncDisposable | Disposable | null | undefined>(value: T): T {
        const resource = value as never as Record<symbol, (() => unknown) | undefined>;
        if (resource?.[asyncDispose] || !resource?.[dispose]) return super.use(value);
        this.defer(() => resource[dispose]?.() as never);
        return value;
      }
    };
    const bug = "tc39/proposal-explicit-resource-management#256";
    expect(repairedIn(target)).toEqual([{ name: "AsyncDisposableStack", bug }]);
    expect(target.AsyncDisposableStack).toBe(ponyfill.AsyncDisposableStack);
  });

  const unlike = "unlike the specification: Bun 1.3.0 to 1.3.11, WebKit 2.50, or another polyfill";

  test("[non-spec] an AsyncDisposableStack that refuses sync disposables, as in Bun 1.3.0 to 1.3.11", () => {
    const target = complete();
    const Base = target.AsyncDisposableStack as AsyncDisposableStackConstructor;
    target.AsyncDisposableStack = class extends Base {
      override use<T>(value: T): T {
        if (!(asyncDispose in (value as object))) throw new TypeError("@@asyncDispose must be callable");
        return super.use(value as never);
      }
    };
    expect(repairedIn(target)).toEqual([{ name: "AsyncDisposableStack", bug: unlike }]);
  });

  test("[non-spec] an AsyncDisposableStack that does not await what it adopts, as in Bun 1.3.0 to 1.3.11", () => {
    const target = complete();
    const Base = target.AsyncDisposableStack as AsyncDisposableStackConstructor;
    target.AsyncDisposableStack = class extends Base {
      override adopt<T>(value: T, onDispose: (value: T) => unknown): T {
        return super.adopt(value, (adopted) => void onDispose(adopted));
      }
    };
    expect(repairedIn(target)).toEqual([{ name: "AsyncDisposableStack", bug: unlike }]);
  });

  test("[non-spec] a DisposableStack that is disposed when it is new", () => {
    const target = complete();
    const Base = target.DisposableStack as DisposableStackConstructor;
    target.DisposableStack = class extends Base {
      override get disposed(): boolean {
        return true;
      }
    };
    expect(repairedIn(target)).toEqual([{ name: "DisposableStack", bug: unlike }]);
  });

  test("[non-spec] stacks that go by other symbols than the target's", () => {
    const target = complete();
    target.DisposableStack = createDisposableStack(Symbol("other"));
    target.AsyncDisposableStack = createAsyncDisposableStack(Symbol("other"), Symbol("other"));
    expect(repairedIn(target)).toEqual([
      { name: "DisposableStack", bug: unlike },
      { name: "AsyncDisposableStack", bug: unlike },
    ]);
  });

  test("[non-spec] iterators' disposers that refuse a return of null, as WebKit 2.50 has them", () => {
    install();
    const prototypes = [IteratorPrototype(), AsyncIteratorPrototype()] as Record<symbol, unknown>[];
    const sound = [prototypes[0]![dispose], prototypes[1]![asyncDispose]];
    const refuses = function (this: { return?: () => unknown }): void {
      if (this.return !== undefined) this.return();
    };
    const define = (disposers: unknown[]): void => {
      [dispose, asyncDispose].forEach((symbol, i) =>
        Object.defineProperty(prototypes[i], symbol, hidden(disposers[i])),
      );
    };
    try {
      define([refuses, refuses]);
      expect(install().repaired).toEqual([
        { name: "Iterator.prototype[Symbol.dispose]", bug: unlike },
        { name: "AsyncIterator.prototype[Symbol.asyncDispose]", bug: unlike },
      ]);
      expect([prototypes[0]![dispose], prototypes[1]![asyncDispose]]).toEqual([
        ponyfill.iteratorDispose,
        ponyfill.asyncIteratorDispose,
      ]);
    } finally {
      define(sound);
    }
  });

  test("[non-spec] what is no constructor at all", () => {
    const target = complete();
    target.DisposableStack = {};
    expect(repairedIn(target)).toEqual([{ name: "DisposableStack", bug: unlike }]);
  });

  test("[non-spec] what a script declared with var, which can be written only", () => {
    const target = complete();
    Object.defineProperty(target, "DisposableStack", {
      value: class {},
      writable: true,
      enumerable: true,
      configurable: false,
    });
    expect(repairedIn(target)).toEqual([{ name: "DisposableStack", bug: unlike }]);
    expect(target.DisposableStack).toBe(ponyfill.DisposableStack);
  });
});

describe("install refuses, and defines nothing", () => {
  const names = (target: Target): string[] => [
    ...Object.keys(target),
    ...Object.getOwnPropertyNames(target.Symbol),
  ];

  test.each<[string, string, (target: Target) => object]>([
    ["a frozen target", "SuppressedError", Object.freeze],
    ["a target that is not extensible", "SuppressedError", Object.preventExtensions],
    ["a frozen Symbol", "Symbol.dispose", (target) => Object.freeze(target.Symbol)],
  ])("[non-spec] %s: a TypeError names %s and the right order", (_, name, freeze) => {
    const target = bare();
    freeze(target);
    expect(() => install(target)).toThrow(
      new TypeError(
        `install() has to define ${name}, but its object is frozen: call install() before freezing it`,
      ),
    );
    expect(names(target)).toEqual(["Symbol"]);
  });

  test("[non-spec] unless nothing is missing there", () => {
    const target = complete();
    Object.freeze(target);
    Object.freeze(target.Symbol);
    expect(install(target).installed).toEqual([]);
  });
});
