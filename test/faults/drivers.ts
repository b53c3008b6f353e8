// The ways to hold members around a body, each as one function. What comes out is the program's outcome.
import {
  AsyncExitStack,
  type AsyncGeneratorManager,
  type GeneratorManager,
  type Completion,
  decorate,
  decorateSync,
  enter,
  type Entered,
  enterSync,
  type EnteredSync,
  exit,
  type ExitOptions,
  ExitStack,
  withAsync,
  withSync,
} from "await-using";
import { asyncDispose, AsyncDisposableStack, dispose, DisposableStack } from "await-using/ponyfill";
import { __addDisposableResource, __disposeResources, usingCtx } from "await-using/runtime";
import { usingCtx as babelCtx } from "await-using/runtime/babel";
import { _ as swcAdd } from "await-using/runtime/swc/_ts_add_disposable_resource";
import { _ as swcDispose } from "await-using/runtime/swc/_ts_dispose_resources";
import * as tslib from "await-using/runtime/tslib";
import { type Kind, type Shape } from "./kinds.js";
import { type Blind } from "./model.js";

/** A member as a driver takes it. `take` makes it, and says that it is held from now on. */
export interface Holdable {
  readonly kind: Kind;
  take(): never;
}

export interface Driver {
  readonly name: string;
  /** The names of the catalogue that it calls; those of a stack's methods come from what it registers. */
  readonly covers: readonly string[];
  /** Does its outcome come as a promise? */
  readonly isAsync: boolean;
  /** May the body await? By default if `isAsync`. */
  readonly rules: "exit" | "specification";
  readonly blind?: Blind;
  /** Only one member at a time. */
  readonly isSingle?: boolean;
  /** The stack class whose methods register. */
  readonly stack?: string;
  takes(kind: Kind): boolean;
  run(members: readonly Holdable[], body: () => unknown): unknown;
}

const isManager = (isAsync: boolean) => (kind: Kind) => kind.shape === "manager" && kind.isAsync === isAsync;

/** The names of the methods that register a kind on an exit stack. */
export const registers: Readonly<Record<Shape, string>> = {
  manager: "enter",
  resource: "use",
  adopted: "adopt",
  deferred: "defer",
  "on error": "deferOnError",
  "on success": "deferOnSuccess",
  callback: "exit",
  pushed: "exit",
};

function nestAsync(
  members: readonly Holdable[],
  body: () => unknown,
  hold: (member: Holdable, inner: () => Promise<unknown>) => Promise<unknown>,
): Promise<unknown> {
  const [first, ...rest] = members;
  return first === undefined ? Promise.resolve().then(body) : hold(first, () => nestAsync(rest, body, hold));
}

function nestSync(
  members: readonly Holdable[],
  body: () => unknown,
  hold: (member: Holdable, inner: () => unknown) => unknown,
): unknown {
  const [first, ...rest] = members;
  return first === undefined ? body() : hold(first, () => nestSync(rest, body, hold));
}

const functions: Driver[] = [
  {
    name: "withAsync",
    covers: ["withAsync"],
    isAsync: true,
    rules: "exit",
    takes: isManager(true),
    run: (members, body) => nestAsync(members, body, (member, inner) => withAsync(member.take(), inner)),
  },
  {
    name: "withSync",
    covers: ["withSync"],
    isAsync: false,
    rules: "exit",
    takes: isManager(false),
    run: (members, body) => nestSync(members, body, (member, inner) => withSync(member.take(), inner)),
  },
  {
    name: "withSync around an async body",
    covers: ["withSync"],
    isAsync: true,
    rules: "exit",
    takes: isManager(false),
    run: (members, body) =>
      nestSync(
        members,
        async () => body(),
        (member, inner) => withSync(member.take(), inner),
      ),
  },
  {
    name: "decorate",
    covers: ["decorate"],
    isAsync: true,
    rules: "exit",
    takes: isManager(true),
    run: (members, body) =>
      nestAsync(members, body, (member, inner) => decorate(() => member.take())(inner)() as Promise<unknown>),
  },
  {
    name: "decorateSync",
    covers: ["decorateSync"],
    isAsync: false,
    rules: "exit",
    takes: isManager(false),
    run: (members, body) =>
      nestSync(members, body, (member, inner) => decorateSync(() => member.take())(inner)()),
  },
  {
    name: "decorateSync of an async function",
    covers: ["decorateSync"],
    isAsync: true,
    rules: "exit",
    takes: isManager(false),
    run: (members, body) =>
      nestSync(
        members,
        async () => body(),
        (member, inner) => decorateSync(() => member.take())(inner)(),
      ),
  },
  {
    name: "decorate of an async generator's manager",
    covers: ["AsyncGeneratorManager#decorate"],
    isAsync: true,
    rules: "exit",
    takes: ({ name }) => name === "async generator",
    run: (members, body) =>
      nestAsync(members, body, (member, inner) =>
        (member.take() as AsyncGeneratorManager<unknown>).decorate(inner)(),
      ),
  },
  {
    name: "decorate of a generator's manager",
    covers: ["GeneratorManager#decorate"],
    isAsync: false,
    rules: "exit",
    takes: ({ name }) => name === "sync generator",
    run: (members, body) =>
      nestSync(members, body, (member, inner) =>
        (member.take() as GeneratorManager<unknown>).decorate(inner)(),
      ),
  },
  {
    name: "enter and [exit]",
    covers: ["enter", "exit", "Entered#[exit]"],
    isAsync: true,
    rules: "exit",
    takes: isManager(true),
    run: (members, body) =>
      nestAsync(members, body, async (member, inner) => {
        const held = await enter(member.take());
        return endedAsync(inner, (ended) => held[exit](ended));
      }),
  },
  {
    name: "enterSync and [exit]",
    covers: ["enterSync", "exit", "EnteredSync#[exit]"],
    isAsync: false,
    rules: "exit",
    takes: isManager(false),
    run: (members, body) =>
      nestSync(members, body, (member, inner) => {
        const held = enterSync(member.take());
        return endedSync(inner, (ended) => held[exit](ended));
      }),
  },
];

/** Held by the engine's own `using`, which does not tell. */
const blinds: Driver[] = (["default", "unsaid", "required", "said"] as const).flatMap((blind): Driver[] => {
  const options =
    blind === "default" ? undefined : ({ outcome: blind === "required" ? "required" : "ignored" } as const);
  const covers = blind === "said" ? ["ok", "fail"] : [];
  return [
    {
      name: `enter, blind, ${blind}`,
      covers: ["enter", "Entered#[Symbol.asyncDispose]", ...covers.map((each) => `Entered#${each}`)],
      isAsync: true,
      rules: "exit",
      blind,
      isSingle: true,
      takes: isManager(true),
      run: (members, body) =>
        nestAsync(members, body, async (member, inner) => {
          const held = await enter(member.take(), options);
          return blindAsync(inner, blind, held, () => held[asyncDispose]());
        }),
    },
    {
      name: `enterSync, blind, ${blind}`,
      covers: ["enterSync", "EnteredSync#[Symbol.dispose]", ...covers.map((each) => `EnteredSync#${each}`)],
      isAsync: false,
      rules: "exit",
      blind,
      isSingle: true,
      takes: isManager(false),
      run: (members, body) =>
        nestSync(members, body, (member, inner) => {
          const held = enterSync(member.take(), options);
          return blindSync(inner, blind, held, () => held[dispose]());
        }),
    },
  ];
});

/** Classes with `[exit]` whose disposer the engine calls. */
const unconfirmedOnes: Driver[] = [
  {
    name: "unconfirmed, blind",
    covers: ["unconfirmed"],
    isAsync: true,
    rules: "exit",
    blind: "unsaid",
    isSingle: true,
    takes: ({ shape, isAware, isAsync }) => shape === "resource" && isAware === true && isAsync,
    run: (members, body) =>
      nestAsync(members, body, async (member, inner) => {
        const held = member.take() as AsyncDisposable;
        return blindAsync(inner, "unsaid", undefined, () => held[asyncDispose]() as Promise<void>);
      }),
  },
  {
    name: "unconfirmedSync, blind",
    covers: ["unconfirmedSync"],
    isAsync: false,
    rules: "exit",
    blind: "unsaid",
    isSingle: true,
    takes: ({ shape, isAware, isAsync }) => shape === "resource" && isAware === true && !isAsync,
    run: (members, body) =>
      nestSync(members, body, (member, inner) => {
        const held = member.take() as Disposable;
        return blindSync(inner, "unsaid", undefined, () => held[dispose]());
      }),
  },
];

/** How a stack is left; `blind` of them are not told how the block ended. */
export const asyncEnds: [
  name: string,
  blind: Blind | undefined,
  end: (stack: AsyncExitStack, body: () => Promise<unknown>) => Promise<unknown>,
][] = [
  ["[exit]", undefined, (stack, body) => endedAsync(body, (ended) => stack[exit](ended))],
  [
    "__aexit__",
    undefined,
    (stack, body) =>
      endedAsync(body, async (ended) => {
        const isSuppressed = ended
          ? await stack.__aexit__(Error, ended.error)
          : await stack.__aexit__(null, null);
        return isSuppressed ? undefined : ended;
      }),
  ],
  ["move", undefined, (stack, body) => endedAsync(body, (ended) => stack.move()[exit](ended))],
  [
    "disposeAsync",
    "by hand",
    (stack, body) => blindAsync(body, "by hand", stack, () => stack.disposeAsync()),
  ],
  [
    "[Symbol.asyncDispose]",
    "unsaid",
    (stack, body) => blindAsync(body, "unsaid", stack, () => stack[asyncDispose]()),
  ],
  ["ok", "said", (stack, body) => blindAsync(body, "said", stack, () => stack.disposeAsync())],
];

export const syncEnds: [
  name: string,
  blind: Blind | undefined,
  end: (stack: ExitStack, body: () => unknown) => unknown,
][] = [
  ["[exit]", undefined, (stack, body) => endedSync(body, (ended) => stack[exit](ended))],
  [
    "__exit__",
    undefined,
    (stack, body) =>
      endedSync(body, (ended) => {
        const isSuppressed = ended ? stack.__exit__(Error, ended.error) : stack.__exit__(null, null);
        return isSuppressed ? undefined : ended;
      }),
  ],
  ["move", undefined, (stack, body) => endedSync(body, (ended) => stack.move()[exit](ended))],
  ["dispose", "by hand", (stack, body) => blindSync(body, "by hand", stack, () => stack.dispose())],
  ["[Symbol.dispose]", "unsaid", (stack, body) => blindSync(body, "unsaid", stack, () => stack[dispose]())],
  ["ok", "said", (stack, body) => blindSync(body, "said", stack, () => stack.dispose())],
];

/** Functions on an asynchronous stack are asynchronous. */
export const fitsAsyncStack = (kind: Kind) =>
  kind.isAsync || ["manager", "resource", "pushed"].includes(kind.shape);

const stacks: Driver[] = [
  {
    name: "AsyncExitStack.run",
    covers: ["AsyncExitStack.run"],
    isAsync: true,
    rules: "exit",
    stack: "AsyncExitStack",
    takes: fitsAsyncStack,
    run: (members, body) =>
      AsyncExitStack.run(async (stack) => {
        for (const member of members) await registerAsync(stack, member, "ignored");
        return body();
      }),
  },
  {
    name: "ExitStack.run",
    covers: ["ExitStack.run"],
    isAsync: false,
    rules: "exit",
    stack: "ExitStack",
    takes: (kind) => !kind.isAsync,
    run: (members, body) =>
      ExitStack.run((stack) => {
        for (const member of members) registerSync(stack, member);
        return body();
      }),
  },
  ...asyncEnds.map(([name, blind, end]): Driver => ({
    name: `AsyncExitStack, ${name}`,
    covers: name === "ok" ? ["AsyncExitStack#ok", "AsyncExitStack#fail"] : [`AsyncExitStack#${name}`],
    isAsync: true,
    rules: "exit",
    ...(blind && { blind }),
    stack: "AsyncExitStack",
    takes: fitsAsyncStack,
    run: (members, body) => {
      const stack = new AsyncExitStack();
      return end(stack, async () => {
        for (const member of members) await registerAsync(stack, member, "ignored");
        return body();
      });
    },
  })),
  ...syncEnds.map(([name, blind, end]): Driver => ({
    name: `ExitStack, ${name}`,
    covers: name === "ok" ? ["ExitStack#ok", "ExitStack#fail"] : [`ExitStack#${name}`],
    isAsync: false,
    rules: "exit",
    ...(blind && { blind }),
    stack: "ExitStack",
    takes: (kind) => !kind.isAsync,
    run: (members, body) => {
      const stack = new ExitStack();
      return end(stack, () => {
        for (const member of members) registerSync(stack, member);
        return body();
      });
    },
  })),
];

/** Stacks whose managers ask by default, left as the engine leaves them: nested ones hand the block on. */
const askingStacks: Driver[] = [
  {
    name: "AsyncExitStack, [Symbol.asyncDispose], by default",
    covers: ["AsyncExitStack#[Symbol.asyncDispose]"],
    isAsync: true,
    rules: "exit",
    blind: "default",
    stack: "AsyncExitStack",
    takes: fitsAsyncStack,
    run: (members, body) => {
      const stack = new AsyncExitStack();
      const block = async (): Promise<unknown> => {
        for (const member of members) await registerAsync(stack, member, undefined);
        return body();
      };
      return blindAsync(block, "default", stack, () => stack[asyncDispose]());
    },
  },
  {
    name: "ExitStack, [Symbol.dispose], by default",
    covers: ["ExitStack#[Symbol.dispose]"],
    isAsync: false,
    rules: "exit",
    blind: "default",
    stack: "ExitStack",
    takes: (kind) => !kind.isAsync,
    run: (members, body) => {
      const stack = new ExitStack();
      const block = (): unknown => {
        for (const member of members) registerSync(stack, member, {});
        return body();
      };
      return blindSync(block, "default", stack, () => stack[dispose]());
    },
  },
];

/** Does a plain stack take it? */
export const isPlain = (kind: Kind): boolean =>
  ["resource", "adopted", "deferred"].includes(kind.shape) && !kind.isAware;

/** Registers on a plain stack. */
export function hold(stack: DisposableStack | AsyncDisposableStack, { kind, take }: Holdable): void {
  if (kind.shape === "resource") (stack as AsyncDisposableStack).use(take());
  else if (kind.shape === "adopted") stack.adopt(kind.name, take());
  else stack.defer(take());
}

/** TC39's stacks as the ponyfill gives them: plain resources, by the specification. */
export function plainStacks(
  name: string,
  Async: typeof AsyncDisposableStack,
  Sync: typeof DisposableStack,
): Driver[] {
  const moved = [false, true] as const;
  return moved.flatMap((moves): Driver[] => [
    {
      name: `${name}AsyncDisposableStack${moves ? ", moved" : ""}`,
      covers: [
        `AsyncDisposableStack#${moves ? "move" : "disposeAsync"}`,
        "AsyncDisposableStack#[Symbol.asyncDispose]",
      ],
      isAsync: true,
      rules: "specification",
      blind: "unsaid",
      stack: "AsyncDisposableStack",
      takes: (kind) => isPlain(kind) && fitsAsyncStack(kind),
      run: (members, body) => {
        const stack = new Async();
        return blindAsync(
          () => {
            for (const member of members) hold(stack, member);
            return body();
          },
          "unsaid",
          undefined,
          () => (moves ? stack.move()[asyncDispose]() : stack.disposeAsync()),
        );
      },
    },
    {
      name: `${name}DisposableStack${moves ? ", moved" : ""}`,
      covers: [`DisposableStack#${moves ? "move" : "dispose"}`, "DisposableStack#[Symbol.dispose]"],
      isAsync: false,
      rules: "specification",
      blind: "unsaid",
      stack: "DisposableStack",
      takes: (kind) => isPlain(kind) && !kind.isAsync,
      run: (members, body) => {
        const stack = new Sync();
        return blindSync(
          () => {
            for (const member of members) hold(stack, member);
            return body();
          },
          "unsaid",
          undefined,
          () => (moves ? stack.move()[dispose]() : stack.dispose()),
        );
      },
    },
  ]);
}

type Add = (env: never, value: never, isAsync: boolean) => unknown;
type DisposeAll = (env: never) => Promise<void> | undefined;
const compilers: [string, string[], Add, DisposeAll][] = [
  [
    "TypeScript",
    ["runtime:__addDisposableResource", "runtime:__disposeResources"],
    __addDisposableResource,
    __disposeResources as DisposeAll,
  ],
  [
    "tslib",
    ["tslib:__addDisposableResource", "tslib:__disposeResources"],
    tslib.__addDisposableResource,
    tslib.__disposeResources as DisposeAll,
  ],
  ["SWC", ["swc:_add", "swc:_dispose"], swcAdd, swcDispose as DisposeAll],
];

/** What a compiler makes of a block with declarations. An entered manager is declared as a resource. */
const compiled: Driver[] = [
  ...compilers.flatMap(([name, covers, add, disposeAll]): Driver[] => [
    {
      name: `await using, as ${name} compiles it`,
      covers,
      isAsync: true,
      rules: "specification",
      takes: (kind) => ["manager", "resource"].includes(kind.shape),
      run: async (members, body) => {
        const env = { stack: [], error: undefined as unknown, hasError: false };
        let value: unknown;
        try {
          for (const member of members) add(env as never, await declared(member), true);
          value = await body();
        } catch (error) {
          env.error = error;
          env.hasError = true;
        } finally {
          await disposeAll(env as never);
        }
        return env.hasError ? undefined : value;
      },
    },
    {
      name: `using, as ${name} compiles it`,
      covers,
      isAsync: false,
      rules: "specification",
      takes: (kind) => ["manager", "resource"].includes(kind.shape) && !kind.isAsync,
      run: (members, body) => {
        const env = { stack: [], error: undefined as unknown, hasError: false };
        let value: unknown;
        try {
          for (const member of members) add(env as never, declaredSync(member), false);
          value = body();
        } catch (error) {
          env.error = error;
          env.hasError = true;
        } finally {
          void disposeAll(env as never);
        }
        return env.hasError ? undefined : value;
      },
    },
  ]),
  ...(
    [
      ["", usingCtx],
      ["babel:", babelCtx],
    ] as const
  ).flatMap(([prefix, makeCtx]): Driver[] => [
    {
      name: `await using, as Babel compiles it${prefix && ", runtime/babel"}`,
      covers: [prefix === "" ? "runtime:usingCtx" : "babel:usingCtx"],
      isAsync: true,
      rules: "specification",
      takes: (kind) => ["manager", "resource"].includes(kind.shape),
      run: async (members, body) => {
        const ctx = makeCtx();
        let hasFailed = true;
        let value: unknown;
        try {
          for (const member of members) ctx.a(await declared(member));
          value = await body();
          hasFailed = false;
        } catch (error) {
          ctx.e = error;
        } finally {
          await ctx.d();
        }
        return hasFailed ? undefined : value;
      },
    },
    {
      name: `using, as Babel compiles it${prefix && ", runtime/babel"}`,
      covers: [prefix === "" ? "runtime:usingCtx" : "babel:usingCtx"],
      isAsync: false,
      rules: "specification",
      takes: (kind) => ["manager", "resource"].includes(kind.shape) && !kind.isAsync,
      run: (members, body) => {
        const ctx = makeCtx();
        let hasFailed = true;
        let value: unknown;
        try {
          for (const member of members) ctx.u(declaredSync(member));
          value = body();
          hasFailed = false;
        } catch (error) {
          ctx.e = error;
        } finally {
          void ctx.d();
        }
        return hasFailed ? undefined : value;
      },
    },
  ]),
];

export const drivers: readonly Driver[] = [
  ...functions,
  ...blinds,
  ...unconfirmedOnes,
  ...stacks,
  ...askingStacks,
  ...plainStacks("", AsyncDisposableStack, DisposableStack),
  ...compiled,
];

async function declared(member: Holdable): Promise<never> {
  if (member.kind.shape === "resource") return member.take();
  return (member.kind.isAsync ? await enter(member.take()) : enterSync(member.take())) as never;
}

function declaredSync(member: Holdable): never {
  return (member.kind.shape === "resource" ? member.take() : enterSync(member.take())) as never;
}

export async function registerAsync(
  stack: AsyncExitStack,
  { kind, take }: Holdable,
  outcome: "required" | "ignored" | undefined,
): Promise<void> {
  const options = outcome && { outcome };
  if (kind.shape !== "manager") register(stack, kind, take());
  else if (kind.isAsync) await stack.enter(take(), options);
  else stack.enterSync(take(), options);
}

export function registerSync(
  stack: ExitStack,
  { kind, take }: Holdable,
  options: ExitOptions | undefined = { outcome: "ignored" },
): void {
  if (kind.shape !== "manager") register(stack, kind, take());
  else stack.enter(take(), options);
}

function register(stack: AsyncExitStack | ExitStack, kind: Kind, made: never): void {
  if (kind.shape === "adopted") stack.adopt(kind.name, made);
  else (stack as AsyncExitStack)[registers[kind.shape] as "defer"](made);
}

/** Runs a body and leaves as a driver that knows: throws what propagates, gives the value if nothing was suppressed. */
async function endedAsync(
  body: () => unknown,
  leave: (ended: Completion) => Promise<Completion>,
): Promise<unknown> {
  let ended: Completion;
  let value: unknown;
  try {
    value = await body();
  } catch (error) {
    ended = { error };
  }
  ended = await leave(ended);
  if (ended) throw ended.error;
  return value;
}

function endedSync(body: () => unknown, leave: (ended: Completion) => Completion): unknown {
  let ended: Completion;
  let value: unknown;
  try {
    value = body();
  } catch (error) {
    ended = { error };
  }
  ended = leave(ended);
  if (ended) throw ended.error;
  return value;
}

type Word = Pick<Entered<unknown>, "ok" | "fail"> | Pick<EnteredSync<unknown>, "ok" | "fail">;

/** As the engine's own `using`; but what the disposer throws comes out alone, to be looked at. */
export async function blindAsync(
  body: () => unknown,
  blind: Blind,
  word: Word | undefined,
  leave: () => Promise<void>,
): Promise<unknown> {
  let ended: Completion;
  let value: unknown;
  try {
    value = await body();
    if (blind === "said") word?.ok();
  } catch (error) {
    ended = { error };
    if (blind === "said") word?.fail(error);
  }
  const result: unknown = await leave();
  if (result !== undefined) throw new Error("a disposer resolves to undefined");
  if (ended) throw ended.error;
  return value;
}

export function blindSync(
  body: () => unknown,
  blind: Blind,
  word: Word | undefined,
  leave: () => void,
): unknown {
  let ended: Completion;
  let value: unknown;
  try {
    value = body();
    if (blind === "said") word?.ok();
  } catch (error) {
    ended = { error };
    if (blind === "said") word?.fail(error);
  }
  leave();
  if (ended) throw ended.error;
  return value;
}
