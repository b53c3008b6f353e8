// Managers behind bridges to other languages, which throw for attributes that are not there: whatever driver is given
// one of the other kind, the error is ours, with the right call.
import {
  type AsyncContextManager,
  AsyncExitStack,
  type ContextManager,
  decorate,
  decorateSync,
  enter,
  enterSync,
  exit,
  ExitStack,
  limitExit,
  parallel,
  withAsync,
  withSync,
} from "await-using";
import { errorOf } from "../caught.js";

/** A bridge as MicroPython's: a name that is not there is no attribute, and reading it throws. */
const bridge = (methods: object, traps: ProxyHandler<object> = {}): never =>
  new Proxy(methods, {
    has: (_, key) => Object.hasOwn(methods, key),
    get(_, key) {
      if (!Object.hasOwn(methods, key)) throw new Error(`AttributeError: ${String(key)}`);
      return Reflect.get(methods, key);
    },
    ...traps,
  }) as never;

const sync = { __enter__: () => "value", __exit__: () => false };
const async = { __aenter__: async () => "value", __aexit__: async () => false };
const never = (): never => {
  throw new Error("the body must not run");
};

type Manager = AsyncContextManager & ContextManager;
type Drive = (manager: Manager) => unknown;

const asynchronous: readonly (readonly [string, string, Drive])[] = [
  ["withAsync", "withSync", (cm) => withAsync(cm, never)],
  ["enter", "enterSync", (cm) => enter(cm)],
  ["AsyncExitStack.enter", "stack.enterSync", (cm) => new AsyncExitStack().enter(cm)],
  ["parallel", "stack.enterSync", (cm) => parallel(cm)],
  ["limitExit", "withSync", (cm) => limitExit(cm, 100)],
  ["decorate", "withSync", (cm) => decorate(() => cm)(never)()],
];
const synchronous: typeof asynchronous = [
  ["withSync", "withAsync", (cm) => withSync(cm, never)],
  ["enterSync", "enter", (cm) => enterSync(cm)],
  ["ExitStack.enter", "an AsyncExitStack", (cm) => new ExitStack().enter(cm)],
  ["AsyncExitStack.enterSync", "stack.enter", (cm) => new AsyncExitStack().enterSync(cm)],
  ["decorateSync", "withAsync", (cm) => decorateSync(() => cm)(never)()],
];
const both = [
  ...asynchronous.map((row) => [...row, "asynchronous context manager", "__aenter__", "__enter__"] as const),
  ...synchronous.map((row) => [...row, "context manager", "__enter__", "__aenter__"] as const),
];

describe.each(both)("%s", (_name, instead, drive, kind, missing, other) => {
  const isAsync = missing === "__aenter__";
  const wrong = isAsync ? sync : async;
  const right = isAsync ? async : sync;
  const wrongExit = isAsync ? "__exit__" : "__aexit__";
  const rightExit = isAsync ? "__aexit__" : "__exit__";
  const plain = (name: string): string => `object does not support the ${kind} protocol (no ${name})`;

  test.each([
    ["of the other kind", bridge(wrong), `${plain(missing)}; it has ${other}: use ${instead}`],
    ["without any method", bridge({}), plain(missing)],
    [
      "with an exit of the other kind",
      bridge({ [missing]: right[missing as never], [wrongExit]: wrong[wrongExit as never] }),
      `${plain(rightExit)}; it has ${wrongExit}: use ${instead}`,
    ],
    ["whose method is no function", bridge({ [missing]: 1 }), plain(missing)],
    [
      "whose `has` throws",
      bridge(wrong, {
        has() {
          throw new Error("trap");
        },
      }),
      plain(missing),
    ],
    ["whose `has` says that nothing is there", bridge(wrong, { has: () => false }), plain(missing)],
  ])("a bridge %s: the error is ours", async (_bridge, manager, message) => {
    const error = await errorOf(() => drive(manager));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toBe(message);
  });

  test("a name that is there, and whose getter throws, throws what it throws", async () => {
    const failure = new Error("database is down");
    for (const name of [missing, rightExit]) {
      const fails = { get: never as () => never };
      fails.get = () => {
        throw failure;
      };
      const manager = Object.defineProperty({ ...right }, name, fails);
      expect(await errorOf(() => drive(manager as never))).toBe(failure);
    }
  });

  test("[exit] that is there, and whose getter throws, throws what it throws", async () => {
    const failure = new Error("database is down");
    const manager = {
      ...right,
      get [exit]() {
        throw failure;
      },
    };
    expect(await errorOf(() => drive(manager as never))).toBe(failure);
  });
});

test("a bridge where every attribute looks like a function, and `in` finds none (pythonia), is driven", async () => {
  const called: string[] = [];
  const attribute = (path: string): never =>
    new Proxy(function () {}, {
      get: (_, key) => (key === "then" || typeof key === "symbol" ? undefined : attribute(`${path}.${key}`)),
      apply: (_target, _this, given: unknown[]) => {
        called.push(`${path}(${given.map(String).join(", ")})`);
        return Promise.resolve(path.endsWith("__aexit__") ? false : path);
      },
    }) as never;
  expect(await withAsync(attribute("cm"), (value) => value)).toBe("cm.__aenter__");
  expect(called).toEqual(["cm.__aenter__()", "cm.__aexit__(null, null, null)"]);
});
