// The four stacks, called from within what they call, and when they are over.
import assert from "node:assert/strict";
import { AsyncExitStack, exit, ExitStack } from "await-using";
import { asyncDispose, AsyncDisposableStack, dispose, DisposableStack } from "await-using/ponyfill";
import { gate, isPending, type Ledger, type Row, rowsOf, throwsNamed } from "./row.js";

type Stack = AsyncExitStack | ExitStack | AsyncDisposableStack | DisposableStack;

interface Face {
  readonly name: string;
  readonly isAsync: boolean;
  readonly isExitStack: boolean;
  make(): Stack;
  readonly dispose: string;
  readonly symbol: symbol;
}

const faces: Face[] = [
  {
    name: "AsyncExitStack",
    isAsync: true,
    isExitStack: true,
    make: () => new AsyncExitStack(),
    dispose: "disposeAsync",
    symbol: asyncDispose,
  },
  {
    name: "ExitStack",
    isAsync: false,
    isExitStack: true,
    make: () => new ExitStack(),
    dispose: "dispose",
    symbol: dispose,
  },
  {
    name: "AsyncDisposableStack",
    isAsync: true,
    isExitStack: false,
    make: () => new AsyncDisposableStack(),
    dispose: "disposeAsync",
    symbol: asyncDispose,
  },
  {
    name: "DisposableStack",
    isAsync: false,
    isExitStack: false,
    make: () => new DisposableStack(),
    dispose: "dispose",
    symbol: dispose,
  },
];

type Call = (stack: never, ...args: unknown[]) => unknown;
const call = (stack: Stack, name: PropertyKey, ...args: unknown[]): unknown =>
  ((stack as never)[name] as Call).apply(stack, args as [never]);
const symbolName = (face: Face) => (face.isAsync ? "[Symbol.asyncDispose]" : "[Symbol.dispose]");

interface Method {
  readonly name: string;
  /** Calls it on a stack that is over, or being unwound, and checks what it does. */
  check(stack: Stack, ledger: Ledger): Promise<unknown> | void;
}

/** Every public method of a stack, and what it does on one that is disposed: registers nothing, disposes of nothing. */
function methods(face: Face): Method[] {
  const refused = (name: string, ...args: unknown[]): Method => ({
    name,
    check: (stack, ledger) => {
      const added = args.length > 0 ? args : [newcomer(ledger)];
      return throwsNamed(async () => call(stack, name, ...added), "ReferenceError");
    },
  });
  const nothing = (name: string, key: PropertyKey): Method => ({
    name,
    check: async (stack) => assert.equal(await call(stack, key), undefined),
  });
  const fn = (): void => assert.fail("it was registered on a disposed stack");
  return [
    refused("use"),
    refused("adopt", 1, fn),
    refused("defer", fn),
    refused("move", undefined),
    nothing(face.dispose, face.dispose),
    nothing(symbolName(face), face.symbol),
    { name: "disposed", check: async (stack) => assert.equal(stack.disposed, true) },
    ...(face.isExitStack
      ? [
          refused("enter"),
          ...(face.isAsync ? [refused("enterSync")] : []),
          refused("exit"),
          refused("deferOnError", fn),
          refused("deferOnSuccess", fn),
          refused("ok", undefined),
          refused("fail", new Error("late")),
          refused(face.isAsync ? "__aenter__" : "__enter__", undefined),
          {
            name: "[exit]",
            check: async (stack: Stack) => {
              const ended = { error: new Error("passes") };
              assert.equal(await call(stack, exit, ended), ended);
            },
          },
          {
            name: face.isAsync ? "__aexit__" : "__exit__",
            check: async (stack: Stack) =>
              assert.equal(
                await call(stack, face.isAsync ? "__aexit__" : "__exit__", Error, new Error("passes")),
                false,
              ),
          },
        ]
      : []),
  ];
}

/** What would be held if it were registered: whatever a method wants, and it must never be entered nor exited. */
function newcomer(ledger: Ledger) {
  return Object.assign(ledger.manager("newcomer"), {
    [dispose]: () => ledger.exit("newcomer"),
    [asyncDispose]: async () => ledger.exit("newcomer"),
  });
}

/** Registers something whose exit calls `during`. */
const registrations: Record<string, (stack: Stack, ledger: Ledger, during: () => unknown) => unknown> = {
  use: (stack, ledger, during) => {
    ledger.enter("held");
    const leave = (): unknown => (ledger.exit("held"), during());
    return call(stack, "use", { [stack instanceof AsyncDisposableStack ? asyncDispose : dispose]: leave });
  },
  adopt: (stack, ledger, during) => {
    ledger.enter("held");
    return call(stack, "adopt", 1, () => (ledger.exit("held"), during()));
  },
  defer: (stack, ledger, during) => {
    ledger.enter("held");
    return call(stack, "defer", () => (ledger.exit("held"), during()));
  },
  exit: (stack, ledger, during) => {
    ledger.enter("held");
    return call(stack, "exit", () => {
      ledger.exit("held");
      const done = during();
      return done instanceof Promise ? done.then(() => false) : false;
    });
  },
  enter: (stack, ledger, during) => call(stack, "enter", ledger.manager("held", { exiting: during })),
  enterSync: (stack, ledger, during) =>
    call(stack, "enterSync", {
      __enter__: () => ledger.enter("held"),
      __exit__: () => (ledger.exit("held"), void during()),
    }),
  deferOnError: (stack, ledger, during) => {
    ledger.enter("held");
    return call(stack, "deferOnError", () => (ledger.exit("held"), during()));
  },
  deferOnSuccess: (stack, ledger, during) => {
    ledger.enter("held");
    return call(stack, "deferOnSuccess", () => (ledger.exit("held"), during()));
  },
};

export const stackRows: Row[] = faces.flatMap((face): Row[] => {
  const all = methods(face);
  const ways = Object.entries(registrations).filter(([name]) => all.some((method) => method.name === name));
  return [
    // Called when it is over: disposed, or moved.
    ...all.flatMap((method) =>
      ["disposed", "moved"].map((how) =>
        rowsOf(`${face.name}#${method.name}`)("whole", "after", `the stack is ${how}`, async (ledger) => {
          const stack = face.make();
          ledger.enter("held");
          stack.defer(() => ledger.exit("held"));
          const moved = how === "moved" ? stack.move() : undefined;
          if (moved === undefined) await call(stack, face.dispose);
          await method.check(stack, ledger);
          if (moved !== undefined) await call(moved, face.dispose);
        }),
      ),
    ),
    // Called from an exit, while the stack unwinds.
    ...ways.flatMap(([way, register]) =>
      all.map((method) =>
        rowsOf(`${face.name}#${way}`, `${face.name}#${method.name}`)(
          "exit",
          "re-enter",
          `${method.name} is called while the stack unwinds`,
          async (ledger) => {
            const stack = face.make();
            const checks: unknown[] = [];
            ledger.enter("outer");
            stack.defer(() => ledger.exit("outer"));
            await register(stack, ledger, () => {
              const check = method.check(stack, ledger);
              checks.push(check);
              return face.isAsync && way !== "enterSync" ? check : undefined;
            });
            if (way === "deferOnSuccess") (stack as ExitStack).ok();
            if (way === "deferOnError") (stack as ExitStack).fail(new Error("said"));
            await call(stack, face.dispose);
            assert.equal(checks.length, 1);
            await Promise.all(checks);
            assert.equal(stack.disposed, true);
          },
        ),
      ),
    ),
    // The second of two disposals that overlap.
    ...(face.isAsync
      ? [
          rowsOf(`${face.name}#${face.dispose}`)(
            "exit",
            "hang",
            "a second disposal ends at once, and disposes of nothing",
            async (ledger) => {
              const { opened, open } = gate();
              const stack = face.make();
              ledger.enter("held");
              stack.defer((() => (ledger.exit("held"), opened)) as () => void);
              const first = call(stack, face.dispose) as Promise<void>;
              assert.equal(await call(stack, face.dispose), undefined);
              assert.equal(await isPending(first), true);
              open();
              await first;
            },
          ),
        ]
      : []),
    ...(face.isExitStack ? enterRows(face) : []),
  ];
});

/** Called from a manager's enter, or from the body of `run`. */
function enterRows(face: Face): Row[] {
  const enters = face.isAsync ? ["enter", "enterSync"] : ["enter"];
  const Class = (face.isAsync ? AsyncExitStack : ExitStack) as unknown as {
    run(body: (stack: never) => unknown): unknown;
  };
  return [
    ...enters.flatMap((enter) => [
      rowsOf(`${face.name}#${enter}`)(
        "enter",
        "re-enter",
        "the stack is disposed by what it enters",
        async (ledger) => {
          const stack = face.make();
          let told: unknown;
          let disposal: unknown;
          ledger.enter("outer");
          stack.defer(() => ledger.exit("outer"));
          const entering = (): unknown => (disposal = call(stack, face.dispose));
          const late = ledger.manager("late", { entering, exiting: (error) => void (told = error) });
          const error = await throwsNamed(async () => call(stack, enter, late), "ReferenceError");
          await disposal;
          assert.equal(told, error);
        },
      ),
      rowsOf(`${face.name}#${enter}`)(
        "enter",
        "re-enter",
        "the stack is moved by what it enters",
        async (ledger) => {
          const stack = face.make();
          let moved: Stack | undefined;
          ledger.enter("outer");
          stack.defer(() => ledger.exit("outer"));
          const late = ledger.manager("late", {
            entering: () => void (moved = stack.move()),
            exiting: () => true,
          });
          await throwsNamed(async () => call(stack, enter, late), "ReferenceError");
          assert.equal(ledger.exited.get("outer"), undefined, "held by the stack it was moved to");
          await call(moved as Stack, face.dispose);
        },
      ),
      rowsOf(`${face.name}#${enter}`)(
        "enter",
        "re-enter",
        "what it enters registers on the stack",
        async (ledger) => {
          const stack = face.make();
          const trace: string[] = [];
          const nested = {
            entering: () => stack.defer(() => void trace.push("deferred")),
            exiting: () => void trace.push("exit"),
          };
          await call(stack, enter, ledger.manager("m", nested));
          await call(stack, face.dispose);
          assert.deepEqual(trace, ["exit", "deferred"]);
        },
      ),
    ]),
    rowsOf(`${face.name}.run`)("body", "re-enter", "the body disposes of the stack", async (ledger) => {
      const result = await Class.run(async (stack: never) => {
        await call(stack, "enter", ledger.manager("m"));
        await call(stack, face.dispose);
        return (stack as Stack).disposed;
      });
      assert.equal(result, true);
    }),
    rowsOf(`${face.name}.run`)("body", "re-enter", "the body moves the stack", async (ledger) => {
      const moved = await Class.run(async (stack: never) => {
        await call(stack, "enter", ledger.manager("m"));
        return (stack as Stack).move();
      });
      assert.equal(ledger.exited.size, 0, "held by the stack it was moved to");
      await call(moved as Stack, face.dispose);
    }),
    ...(["enter", "exit"] as const).map((point) =>
      rowsOf(`${face.name}.run`)(point, "re-enter", "another run goes on inside", async (ledger) => {
        const again = () =>
          Class.run((stack: never) => call(stack, "enter", ledger.manager("inner")) as Promise<unknown>);
        await Class.run(
          (stack: never) =>
            call(
              stack,
              "enter",
              ledger.manager("outer", { [point === "enter" ? "entering" : "exiting"]: () => void again() }),
            ) as Promise<unknown>,
        );
        await isPending(Promise.resolve());
      }),
    ),
  ];
}
