// Programs that must compile, with exactly these result types. Nothing here runs.
import {
  aclosing,
  asyncContextManager,
  type AsyncContextManager,
  type AsyncGeneratorManager,
  AsyncExitStack,
  closing,
  type Completion,
  contextManager,
  type ContextManager,
  defer,
  deferAsync,
  enter,
  type Entered,
  enterSync,
  type EnteredSync,
  exit,
  ExitStack,
  fromDisposable,
  nullContext,
  suppress,
  withAsync,
  withSync,
} from "await-using";

/** Are the two types the same, `any` and `unknown` told apart? */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only if `value` has exactly the type `Expected`. */
function isExactly<Expected>() {
  return <Actual>(_value: Actual, ..._proof: Same<Actual, Expected> extends true ? [] : [never]): void => {};
}

interface Db {
  query(): Promise<number[]>;
}

declare const quiet: AsyncContextManager<Db, void>;
declare const refusing: AsyncContextManager<Db, false | void>;
declare const suppressing: AsyncContextManager<Db, boolean>;
declare const unspecified: AsyncContextManager<Db>;
declare const quietSync: ContextManager<string, void>;
declare const suppressingSync: ContextManager<string, boolean>;

/** A manager that can suppress adds `undefined` to the result of its driver, one that cannot adds nothing. */
export function drivers(): void {
  isExactly<Promise<number[]>>()(withAsync(quiet, (db) => db.query()));
  isExactly<Promise<number[]>>()(withAsync(refusing, (db) => db.query()));
  isExactly<Promise<number[] | undefined>>()(withAsync(suppressing, (db) => db.query()));
  isExactly<Promise<number[] | undefined>>()(withAsync(unspecified, (db) => db.query()));
  isExactly<Promise<number>>()(withAsync(quiet, () => 1));

  isExactly<number>()(withSync(quietSync, (text) => text.length));
  isExactly<number | undefined>()(withSync(suppressingSync, (text) => text.length));
  isExactly<Promise<number>>()(withSync(quietSync, async (text) => text.length));
  isExactly<Promise<number | undefined>>()(withSync(suppressingSync, async (text) => text.length));

  isExactly<Promise<string | undefined>>()(AsyncExitStack.run(async () => "text"));
  isExactly<string | undefined>()(ExitStack.run(() => "text"));
  isExactly<Promise<string | undefined>>()(ExitStack.run(async () => "text"));
}

/** `enter` gives a resource with `.value`; a stack's gives the bare value. */
export async function entering(): Promise<void> {
  isExactly<Entered<Db>>()(await enter(quiet));
  isExactly<EnteredSync<string>>()(enterSync(quietSync));
  await AsyncExitStack.run(async (stack) => {
    isExactly<AsyncExitStack>()(stack);
    isExactly<Db>()(await stack.enter(quiet));
    isExactly<string>()(stack.enterSync(quietSync));
    isExactly<AsyncExitStack>()(stack.move());
    isExactly<null>()(stack.use(null));
    isExactly<number>()(stack.adopt(1, async () => {}));
  });
  ExitStack.run((stack) => {
    isExactly<string>()(stack.enter(quietSync));
    isExactly<ExitStack>()(stack.move());
  });
  class Pool extends AsyncExitStack {}
  isExactly<Pool>()(new Pool().move());
  await Pool.run((stack) => isExactly<Pool>()(stack));
}

/** Factories keep parameters and the value; their managers wrap functions and keep `this` and parameters. */
export function generators(): void {
  const numbered = asyncContextManager(async function* (first: number, label?: string) {
    yield label ?? first;
  });
  isExactly<(this: unknown, first: number, label?: string) => AsyncGeneratorManager<string | number>>()(
    numbered,
  );
  isExactly<Promise<boolean | undefined>>()(withAsync(numbered(1), (value) => value === 1));

  interface Service {
    name: string;
  }
  const call = numbered(1).decorate(async function (this: Service, times: number) {
    return this.name.repeat(times);
  });
  isExactly<(this: Service, times: number) => Promise<string | undefined>>()(call);

  const bracketed = contextManager(function* () {
    yield 1;
  });
  const measure = bracketed().decorate((text: string) => text.length);
  isExactly<(this: unknown, text: string) => number | undefined>()(measure);
  const measureLater = bracketed().decorate(async (text: string) => text.length);
  isExactly<(this: unknown, text: string) => Promise<number | undefined>>()(measureLater);
}

/** The rest of contextlib. */
export function contextlib(): void {
  const client = { end: async () => {}, close: () => {}, host: "here" };
  isExactly<void>()(withSync(closing(client, "end"), () => {}));
  isExactly<string>()(withSync(closing(client), (open) => open.host));
  isExactly<Promise<string>>()(withAsync(aclosing(client, "end"), (open) => open.host));
  isExactly<Promise<undefined>>()(withAsync(nullContext(), (value) => value));
  isExactly<Promise<number>>()(withAsync(nullContext(7), (value) => value));
  isExactly<Promise<number | undefined>>()(withAsync(suppress(TypeError, RangeError), () => 1));
  isExactly<Disposable>()(defer(() => {}));
  isExactly<AsyncDisposable>()(deferAsync(async () => {}));

  const file = { [Symbol.asyncDispose]: async () => {}, path: "a.txt" };
  isExactly<Promise<string>>()(withAsync(fromDisposable(file), ({ path }) => path));
  const aware = { ...file, [exit]: async (completion: Completion) => completion };
  isExactly<Promise<string | undefined>>()(withAsync(fromDisposable(aware), ({ path }) => path));
}

/** Classes ported from Python, however their parameters were annotated. */
export class WithNull {
  async __aenter__(): Promise<this> {
    return this;
  }
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
  async __aexit__(_type: Function | null, _error: Error | null, _tb: string | null): Promise<void> {}
}
export class WithUnknown {
  async __aenter__(): Promise<number> {
    return 1;
  }
  async __aexit__(_type: unknown, _error: unknown, _tb: unknown): Promise<boolean> {
    return true;
  }
}
export class WithAny {
  async __aenter__() {
    return "text";
  }
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async __aexit__(_type: any, _error: any, _tb: any) {}
}
export class WithConstructor {
  __enter__(): number {
    return 1;
  }
  __exit__(_type: ErrorConstructor | null, _error: Error | undefined, _tb?: string): boolean | undefined {
    return undefined;
  }
}
export class WithFew {
  __enter__(): void {}
  __exit__(): void {}
}
export class WithRest {
  __enter__(): void {}
  __exit__(..._told: unknown[]): false {
    return false;
  }
}

export async function ported(): Promise<void> {
  isExactly<Promise<WithNull>>()(withAsync(new WithNull(), (value) => value));
  isExactly<Promise<number | undefined>>()(withAsync(new WithUnknown(), (value) => value));
  isExactly<Promise<number>>()(withAsync(new WithAny(), (value) => value.length));
  isExactly<number | undefined>()(withSync(new WithConstructor(), (value) => value));
  isExactly<number>()(withSync(new WithFew(), () => 1));
  isExactly<number>()(withSync(new WithRest(), () => 1));
  isExactly<Entered<WithNull>>()(await enter(new WithNull()));
  await AsyncExitStack.run(async (stack) => {
    isExactly<WithNull>()(await stack.enter(new WithNull()));
    isExactly<WithConstructor>()(stack.exit(new WithConstructor()));
    stack.exit((type, error, tb) => [type, error, tb]);
  });
}
