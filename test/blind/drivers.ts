// The blind drivers: what disposes of a resource without saying how its block ended. Runs in any engine; those with syntax
// of the engine are in native.ts.
import { asyncDispose, AsyncDisposableStack, dispose, DisposableStack } from "await-using/ponyfill";
// @ts-expect-error -- the package has no declarations
import * as swcAdd from "@swc/helpers/_/_ts_add_disposable_resource";
// @ts-expect-error -- the package has no declarations
import * as swcDispose from "@swc/helpers/_/_ts_dispose_resources";
import * as tslib from "tslib";

export interface Driver {
  readonly name: string;
  readonly isAsync: boolean;
  /** `stack.dispose()` by the program: a clean end for what does not require to know. */
  readonly byHand?: true;
  /** Opens a resource, runs the body, disposes of it. */
  run(open: () => object | Promise<object>, body: () => void): unknown;
}

/** A driver that a foreign compiler made: an expression, a function of `tslib`, that gives `run`. */
export interface CompiledDriver {
  readonly name: string;
  readonly isAsync: boolean;
  readonly code: string;
}

const helpers: Readonly<Record<string, unknown>> = {
  tslib,
  "@swc/helpers/_/_ts_add_disposable_resource": swcAdd,
  "@swc/helpers/_/_ts_dispose_resources": swcDispose,
};

export function compiledDrivers(compiled: readonly CompiledDriver[]): Driver[] {
  return compiled.map(({ name, isAsync, code }) => {
    const make = new Function("require", "exports", `${code}\nreturn run;`) as (
      require: (name: string) => unknown,
      exports: object,
    ) => Driver["run"];
    return { name, isAsync, run: make((name) => helpers[name], {}) };
  });
}

const realm = globalThis as unknown as {
  AsyncDisposableStack?: typeof AsyncDisposableStack;
  DisposableStack?: typeof DisposableStack;
};

function stackDrivers(
  whose: string,
  Async: typeof AsyncDisposableStack,
  Sync: typeof DisposableStack,
): Driver[] {
  return [
    {
      name: `${whose} AsyncDisposableStack's use`,
      isAsync: true,
      async run(open, body) {
        const stack = new Async();
        try {
          stack.use((await open()) as AsyncDisposable);
          body();
        } finally {
          await stack.disposeAsync();
        }
      },
    },
    {
      name: `${whose} DisposableStack's use`,
      isAsync: false,
      run(open, body) {
        const stack = new Sync();
        try {
          stack.use(open() as Disposable);
          body();
        } finally {
          stack.dispose();
        }
      },
    },
  ];
}

export const drivers: readonly Driver[] = [
  ...stackDrivers("the ponyfill's", AsyncDisposableStack, DisposableStack),
  ...(realm.AsyncDisposableStack && realm.DisposableStack
    ? stackDrivers("the engine's", realm.AsyncDisposableStack, realm.DisposableStack)
    : []),
  {
    name: "[Symbol.asyncDispose]() in a finally",
    isAsync: true,
    async run(open, body) {
      const held = (await open()) as AsyncDisposable & Disposable;
      try {
        body();
      } finally {
        if (held[asyncDispose]) await held[asyncDispose]();
        else held[dispose]();
      }
    },
  },
  {
    name: "[Symbol.dispose]() in a finally",
    isAsync: false,
    run(open, body) {
      const held = open() as Disposable;
      try {
        body();
      } finally {
        held[dispose]();
      }
    },
  },
  {
    name: "disposeAsync() in a finally",
    isAsync: true,
    byHand: true,
    async run(open, body) {
      const stack = (await open()) as AsyncDisposableStack;
      try {
        body();
      } finally {
        await stack.disposeAsync();
      }
    },
  },
  {
    name: "dispose() in a finally",
    isAsync: false,
    byHand: true,
    run(open, body) {
      const stack = open() as DisposableStack;
      try {
        body();
      } finally {
        stack.dispose();
      }
    },
  },
];
