/// <reference lib="esnext.disposable" preserve="true" />
// One suite for both stacks: what is in the specification for DisposableStack holds for AsyncDisposableStack.
import { dispose } from "../../polyfills/index.js";
import { type AnyStack, faces, thrownBy } from "./support/faces.js";

describe.each(faces)("$title", (face) => {
  const { Stack, symbol, isAsync, name, method } = face;
  const resource = (trace: unknown[], label: string): object => ({
    [symbol]() {
      trace.push(label);
    },
  });
  const testUnlessV8 = face.isV8 ? test.skip : test;
  const prototype = Stack.prototype as AnyStack & Record<PropertyKey, unknown>;

  describe("disposal", () => {
    test("[spec] disposes use, adopt and defer in the reverse of the order of addition", async () => {
      const trace: string[] = [];
      const stack = new Stack();
      stack.use(resource(trace, "use"));
      stack.adopt("adopt", (value) => trace.push(value));
      stack.defer(() => trace.push("defer"));
      await face.dispose(stack);
      expect(trace).toEqual(["defer", "adopt", "use"]);
    });

    test("[spec] a second disposal does nothing", async () => {
      const trace: string[] = [];
      const stack = new Stack();
      stack.use(resource(trace, "use"));
      await face.dispose(stack);
      expect(await face.dispose(stack)).toBeUndefined();
      expect(trace).toEqual(["use"]);
    });

    test("[spec] a disposal during disposal does nothing, and does not wait for the first", async () => {
      const trace: unknown[] = [];
      const stack = new Stack();
      stack.defer(() => trace.push("first"));
      stack.defer(async () => {
        trace.push(stack.disposed);
        await face.dispose(stack);
        trace.push("inner done");
      });
      await face.dispose(stack);
      expect(trace).toEqual(isAsync ? [true, "inner done", "first"] : [true, "first", "inner done"]);
    });

    test("[spec] gives undefined, whatever the disposers return", async () => {
      const stack = new Stack();
      stack.defer(() => 1);
      stack.adopt(2, (value) => value);
      expect(await face.dispose(stack)).toBeUndefined();
    });

    test("[spec] disposed is false before, true from the start of disposal", async () => {
      const trace: boolean[] = [];
      const stack = new Stack();
      stack.defer(() => trace.push(stack.disposed));
      trace.push(stack.disposed);
      await face.dispose(stack);
      expect(trace).toEqual([false, true]);
    });

    test("[spec] calls a method with its resource as this, an adopted callback with the value, none with more", async () => {
      const trace: unknown[] = [];
      const stack = new Stack();
      const value = {
        [symbol](this: unknown, ...args: unknown[]) {
          trace.push([this === value, args]);
        },
      };
      stack.use(value);
      stack.adopt(1, function (this: unknown, ...args: unknown[]) {
        trace.push([this, args]);
      });
      stack.defer(function (this: unknown, ...args: unknown[]) {
        trace.push([this, args]);
      });
      await face.dispose(stack);
      expect(trace).toEqual([
        [undefined, []],
        [undefined, [1]],
        [true, []],
      ]);
    });

    test("[spec] calls a method whatever its own call and apply properties are", async () => {
      const trace: string[] = [];
      const stack = new Stack();
      const disposer = Object.assign(() => void trace.push("called"), {
        call: null,
        apply: null,
        bind: null,
      });
      stack.use({ [symbol]: disposer });
      await face.dispose(stack);
      expect(trace).toEqual(["called"]);
    });

    test("[spec] the method is read once, at use", async () => {
      const trace: string[] = [];
      const stack = new Stack();
      const value = {
        get [symbol]() {
          trace.push("read");
          return () => trace.push("called");
        },
      };
      stack.use(value);
      trace.push("added");
      await face.dispose(stack);
      expect(trace).toEqual(["read", "added", "called"]);
    });

    test("[spec] a resource that is added twice is disposed twice", async () => {
      const trace: string[] = [];
      const stack = new Stack();
      const value = resource(trace, "once");
      stack.use(value);
      stack.use(value);
      await face.dispose(stack);
      expect(trace).toEqual(["once", "once"]);
    });

    testUnlessV8("[spec] what use adds, while its getter disposes the stack, is not disposed", async () => {
      const trace: string[] = [];
      const stack = new Stack();
      let disposed: unknown;
      stack.defer(() => trace.push("first"));
      stack.use({
        get [symbol]() {
          disposed = face.dispose(stack);
          return () => trace.push("late");
        },
      });
      await disposed;
      expect(trace).toEqual(["first"]);
    });

    testUnlessV8(
      "[spec] what use adds, while its getter moves the stack, goes to the new stack",
      async () => {
        const trace: string[] = [];
        const stack = new Stack();
        let moved!: AnyStack;
        stack.use({
          get [symbol]() {
            moved = stack.move();
            return () => trace.push("moved");
          },
        });
        await face.dispose(moved);
        expect(trace).toEqual(["moved"]);
      },
    );
  });

  describe("errors", () => {
    test("[spec] a single error is thrown as it is", async () => {
      const error = new Error("one");
      const stack = new Stack();
      stack.defer(() => {});
      stack.defer(() => {
        throw error;
      });
      stack.defer(() => {});
      expect((await thrownBy(() => face.dispose(stack)))?.error).toBe(error);
    });

    test("[spec] a later error suppresses the earlier one; the rest is still disposed", async () => {
      const trace: string[] = [];
      const stack = new Stack();
      for (const label of ["third", "second", "first"]) {
        stack.defer(() => {
          trace.push(label);
          throw label;
        });
      }
      const { error } = (await thrownBy(() => face.dispose(stack))) as { error: SuppressedError };
      expect(trace).toEqual(["first", "second", "third"]);
      expect(error.error).toBe("third");
      expect((error.suppressed as SuppressedError).error).toBe("second");
      expect((error.suppressed as SuppressedError).suppressed).toBe("first");
      expect(error.name).toBe("SuppressedError");
    });

    testUnlessV8("[spec] the error that suppresses has no message", async () => {
      const stack = new Stack();
      for (let i = 0; i < 2; i++) {
        stack.defer(() => {
          throw i;
        });
      }
      const { error } = (await thrownBy(() => face.dispose(stack))) as { error: SuppressedError };
      expect(Object.getOwnPropertyNames(error)).not.toContain("message");
    });

    test("[spec] undefined is an error like another", async () => {
      const stack = new Stack();
      stack.defer(() => {
        throw undefined;
      });
      expect(await thrownBy(() => face.dispose(stack))).toEqual({ error: undefined });
      const two = new Stack();
      for (let i = 0; i < 2; i++) {
        two.defer(() => {
          throw undefined;
        });
      }
      const { error } = (await thrownBy(() => face.dispose(two))) as { error: SuppressedError };
      expect(Object.keys(Object.getOwnPropertyDescriptors(error))).toEqual(
        expect.arrayContaining(["error", "suppressed"]),
      );
    });
  });

  describe("adding", () => {
    test("[spec] use and adopt return their value, defer returns undefined", () => {
      const stack = new Stack();
      const value = resource([], "");
      const adopted = {};
      expect(stack.use(value)).toBe(value);
      expect(stack.use(null)).toBe(null);
      expect(stack.use(undefined)).toBe(undefined);
      expect(stack.adopt(adopted, () => {})).toBe(adopted);
      expect(stack.defer(() => {})).toBe(undefined);
    });

    test.each([
      ["a number", 1],
      ["a string", "text"],
      ["true", true],
      ["a symbol", Symbol("s")],
      ["an object without a disposer", {}],
      ["a function without a disposer", () => {}],
      ["an object whose disposer is null", { [symbol]: null }],
      ["an object whose disposer is undefined", { [symbol]: undefined }],
      ["an object whose disposer is an object", { [symbol]: {} }],
      ["an object whose disposer is false", { [symbol]: false }],
    ])("[spec] use throws a TypeError for %s", (_, value) => {
      expect(() => new Stack().use(value)).toThrow(TypeError);
    });

    test("[spec] use does not look at the prototype of a primitive value", () => {
      const trace: string[] = [];
      Object.defineProperty(Number.prototype, symbol, { get: () => trace.push("read"), configurable: true });
      try {
        expect(() => new Stack().use(1)).toThrow(TypeError);
      } finally {
        delete (Number.prototype as never)[symbol];
      }
      expect(trace).toEqual([]);
    });

    test("[spec] use takes a function with a disposer", async () => {
      const trace: string[] = [];
      const stack = new Stack();
      stack.use(Object.assign(() => {}, resource(trace, "function")));
      await face.dispose(stack);
      expect(trace).toEqual(["function"]);
    });

    test.each([[undefined], [null], [{}], ["text"], [1]])(
      "[spec] adopt and defer throw a TypeError for %p",
      (callback) => {
        expect(() => new Stack().adopt({}, callback as never)).toThrow(TypeError);
        expect(() => new Stack().defer(callback as never)).toThrow(TypeError);
      },
    );

    test("[spec] a disposed stack takes nothing, and says so before it looks at the arguments", async () => {
      const stack = new Stack();
      await face.dispose(stack);
      expect(() => stack.use(1)).toThrow(ReferenceError);
      expect(() => stack.use(null)).toThrow(ReferenceError);
      expect(() => stack.adopt(1, undefined as never)).toThrow(ReferenceError);
      expect(() => stack.defer(undefined as never)).toThrow(ReferenceError);
      expect(() => stack.move()).toThrow(ReferenceError);
    });

    test("[spec] an error of the getter goes through, and nothing is added", async () => {
      const error = new Error("getter");
      const stack = new Stack();
      const value = {
        get [symbol](): never {
          throw error;
        },
      };
      expect(() => stack.use(value)).toThrow(error);
      await face.dispose(stack);
    });
  });

  describe("move", () => {
    test("[spec] takes the resources to a new stack and disposes the old without calling anything", async () => {
      const trace: string[] = [];
      const stack = new Stack();
      stack.use(resource(trace, "first"));
      const moved = stack.move();
      expect(moved).not.toBe(stack);
      expect([stack.disposed, moved.disposed]).toEqual([true, false]);
      moved.use(resource(trace, "second"));
      await face.dispose(stack);
      expect(trace).toEqual([]);
      await face.dispose(moved);
      expect(trace).toEqual(["second", "first"]);
    });

    test("[spec] moves an empty stack too", () => {
      const stack = new Stack();
      expect(stack.move().disposed).toBe(false);
      expect(stack.disposed).toBe(true);
    });

    test("[spec] of a subclass gives the base class", () => {
      class Sub extends Stack {}
      expect(Object.getPrototypeOf(new Sub().move())).toBe(Stack.prototype);
    });
  });

  describe("shape", () => {
    test("[spec] cannot be called without new", () => {
      expect(() => (Stack as never as () => void)()).toThrow(TypeError);
    });

    test("[spec] subclasses", async () => {
      const trace: string[] = [];
      class Sub extends Stack {
        label = "own field";
      }
      const stack = new Sub();
      expect(stack).toBeInstanceOf(Sub);
      stack.use(resource(trace, stack.label));
      await face.dispose(stack);
      expect(trace).toEqual(["own field"]);
    });

    test("[spec] newTarget chooses the prototype; without an object there, the class does", () => {
      const newTarget = function () {} as { prototype: unknown } & (() => void);
      const created = (): unknown => Object.getPrototypeOf(Reflect.construct(Stack, [], newTarget));
      expect(created()).toBe(newTarget.prototype);
      newTarget.prototype = null;
      expect(created()).toBe(prototype);
      newTarget.prototype = 1;
      expect(created()).toBe(prototype);
    });

    test("[spec] the class has the name, length and attributes of a built-in", () => {
      expect(Object.getOwnPropertyDescriptor(Stack, "name")).toEqual({
        value: name,
        writable: false,
        enumerable: false,
        configurable: true,
      });
      expect(Object.getOwnPropertyDescriptor(Stack, "length")).toEqual({
        value: 0,
        writable: false,
        enumerable: false,
        configurable: true,
      });
      expect(Object.getOwnPropertyDescriptor(Stack, "prototype")).toMatchObject({
        writable: false,
        enumerable: false,
        configurable: false,
      });
      expect(Object.getOwnPropertyNames(Stack).sort()).toEqual(["length", "name", "prototype"]);
    });

    test("[spec] the prototype has these properties and no other", () => {
      expect(Reflect.ownKeys(prototype).map(String).sort()).toEqual(
        [
          "adopt",
          "constructor",
          "defer",
          "disposed",
          "move",
          "use",
          method,
          String(symbol),
          "Symbol(Symbol.toStringTag)",
        ].sort(),
      );
      expect(Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)).toEqual({
        value: name,
        writable: false,
        enumerable: false,
        configurable: true,
      });
      expect(Object.getPrototypeOf(prototype)).toBe(Object.prototype);
    });

    test("[spec] the disposer under the symbol is the method itself", () => {
      expect(prototype[symbol]).toBe(prototype[method]);
      expect(Object.getOwnPropertyDescriptor(prototype, symbol)).toMatchObject({
        writable: true,
        enumerable: false,
        configurable: true,
      });
    });

    test.each([
      ["use", 1],
      ["adopt", 2],
      ["defer", 1],
      ["move", 0],
      [method, 0],
    ])("[spec] %s has length %i, its name, and is no constructor", (key, length) => {
      const value = prototype[key] as () => void;
      expect(value).toHaveLength(length);
      expect(value.name).toBe(key);
      expect(Object.getOwnPropertyDescriptor(prototype, key)).toMatchObject({
        writable: true,
        enumerable: false,
        configurable: true,
      });
      expect(() => Reflect.construct(Object, [], value)).toThrow(TypeError);
      expect(Object.hasOwn(value, "prototype")).toBe(false);
    });

    test("[spec] disposed is a getter without a setter", () => {
      const { get, set, ...attributes } = Object.getOwnPropertyDescriptor(prototype, "disposed")!;
      expect(get?.name).toBe("get disposed");
      expect(set).toBeUndefined();
      expect(attributes).toEqual({ enumerable: false, configurable: true });
    });

    test.each([[undefined], [null], [1], [{}], [() => {}], [prototype]])(
      "[spec] the methods refuse %p as this",
      async (value) => {
        const { get } = Object.getOwnPropertyDescriptor(prototype, "disposed")!;
        expect(() => get!.call(value)).toThrow(TypeError);
        for (const key of ["use", "adopt", "defer", "move"]) {
          expect(() => (prototype[key] as () => void).call(value as never)).toThrow(TypeError);
        }
        expect(
          (await thrownBy(() => (prototype[method] as () => void).call(value as never)))?.error,
        ).toBeInstanceOf(TypeError);
      },
    );

    test("[spec] the methods refuse a stack of the other kind", async () => {
      const other = faces.find((candidate) => candidate.isAsync !== isAsync)!;
      expect(() => prototype.use.call(new other.Stack(), null)).toThrow(TypeError);
      const calling = thrownBy(() => (prototype[method] as () => void).call(new other.Stack() as never));
      expect((await calling)?.error).toBeInstanceOf(TypeError);
    });
  });
});

describe("faces", () => {
  test("[non-spec] the symbols of both faces are those of the ponyfill", () => {
    expect(faces[0]?.symbol).toBe(dispose);
  });
});
