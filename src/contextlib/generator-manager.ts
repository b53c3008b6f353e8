// Managers written as generators: what stands before the one `yield` is enter, what stands after it is exit (R13).
// Twins: the asynchronous manager differs from the synchronous one by `await`; how a resumed generator ended is decided
// once, below.

import { combine } from "../exit/rules.js";
import { isNone } from "../protocol/dunder.js";
import { apply, describe, findMethod, isObject } from "../protocol/lookup.js";
import { RuntimeError } from "../protocol/runtime-error.js";
import {
  type AsyncContextManager,
  type ContextManager,
  type ErrorType,
  type None,
} from "../protocol/types.js";
import {
  checkedName,
  coded,
  type Deferred,
  type ExitOf,
  type Generating,
  type GeneratorManagerOptions,
  madeAt,
  type Resolved,
} from "./factory.js";
import {
  type AnyFunction,
  type AsyncWrapped,
  type MethodContext,
  type SyncWrapped,
  wrapAsync,
  wrapSync,
} from "./wrap.js";

/** A manager made from an async generator: single-use, and able to wrap functions. Its exit gives `X`. */
export interface AsyncGeneratorManager<T, X = boolean> extends AsyncContextManager<T, X> {
  /**
   * A TC39 decorator of async methods, `@(manager().decorate)`. It cannot change a method's type: where the generator
   * suppresses, write `| undefined` there yourself.
   */
  decorate<F extends (this: never, ...args: never[]) => PromiseLike<unknown>>(
    fn: F,
    context: MethodContext,
  ): F;
  /** Returns a function that runs `fn` inside a fresh manager per call: Python's `@manager(…)` over a function. */
  decorate<F extends AnyFunction>(fn: F): AsyncWrapped<F, X>;
}

/** A manager made from a generator: single-use, and able to wrap functions. Its exit gives `X`. */
export interface GeneratorManager<T, X = boolean> extends ContextManager<T, X> {
  /** A TC39 decorator of methods, getters and setters; see {@link AsyncGeneratorManager.decorate}. */
  decorate<F extends AnyFunction>(fn: F, context: MethodContext): F;
  /** Returns a function that runs `fn` inside a fresh manager per call: Python's `@manager(…)` over a function. */
  decorate<F extends AnyFunction>(fn: F): SyncWrapped<F, X>;
}

/**
 * Makes a factory of managers from an async generator function that yields exactly once.
 *
 * The same as Python's `@asynccontextmanager`: `yield value` is the block; an error of the block is raised at the
 * `yield`, and catching it there suppresses it.
 *
 * @param generator - its parameters and `this` become the factory's; annotate those without a default
 * @param options - for all managers of the factory: `name`, `outcome`, `suppresses`
 * @throws TypeError if `generator` is no function, or an option is not one of its values
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.asynccontextmanager
 * @example
 * const connection = asyncContextManager(async function* (name: string) {
 *   const db = await connect(name);
 *   try {
 *     yield db;
 *   } finally {
 *     await db.close();
 *   }
 * }, { name: "connection", suppresses: false });
 * await withAsync(connection("app"), async (db) => db.query("select 1"));
 */
export function asyncContextManager<
  This,
  A extends unknown[] = NotInferred,
  T = unknown,
  S extends false = never,
  D extends Deferred = Resolved,
>(
  generator: Generating<This, A, AsyncGenerator<T, unknown, unknown>, D>,
  options?: GeneratorManagerOptions<S>,
): (this: This, ...args: A) => AsyncGeneratorManager<T, ExitOf<S>> {
  const name = checkedName(generator, options);
  return factory(generator, options, name, class extends AsyncFromGenerator<unknown> {}) as never;
}

/**
 * Makes a factory of managers from a generator function that yields exactly once: Python's `@contextmanager`.
 *
 * @param generator - its parameters and `this` become the factory's; annotate those without a default
 * @param options - for all managers of the factory: `name`, `outcome`, `suppresses`
 * @throws TypeError if `generator` is no function, or an option is not one of its values
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.contextmanager
 * @example
 * const indented = contextManager(function* (printer: Printer) {
 *   printer.indent += 2;
 *   try {
 *     yield printer;
 *   } finally {
 *     printer.indent -= 2;
 *   }
 * });
 * withSync(indented(printer), (out) => out.print("inside"));
 */
export function contextManager<
  This,
  A extends unknown[] = NotInferred,
  T = unknown,
  S extends false = never,
  D extends Deferred = Resolved,
>(
  generator: Generating<This, A, Generator<T, unknown, unknown>, D>,
  options?: GeneratorManagerOptions<S>,
): (this: This, ...args: A) => GeneratorManager<T, ExitOf<S>> {
  const name = checkedName(generator, options);
  return factory(generator, options, name, class extends FromGenerator<unknown> {}) as never;
}

// Not exported: a factory made from `any` has it in its type, which other projects' declarations then can write out.
type NotInferred = unknown[] & { notInferred?: never };

/** What a manager is made from, kept so that a wrapped function gets a fresh one per call. */
interface Recipe<G> {
  readonly source: Source<G>;
  readonly self: unknown;
  readonly args: readonly unknown[];
}

/** What a factory makes its managers from. */
interface Source<G> {
  readonly generator: (this: unknown, ...args: never[]) => G;
  readonly options: GeneratorManagerOptions | undefined;
}

class AsyncFromGenerator<T> implements AsyncGeneratorManager<T> {
  readonly #recipe: Recipe<AsyncGenerator<T, unknown, unknown>>;
  readonly #generator: AsyncGenerator<T, unknown, unknown>;
  #entered = false;

  constructor(recipe: Recipe<AsyncGenerator<T, unknown, unknown>>) {
    this.#recipe = recipe;
    this.#generator = start(recipe, this, Symbol.asyncIterator);
  }

  async __aenter__(): Promise<T> {
    if (this.#entered) throw singleUse(this);
    this.#entered = true;
    const first = await this.#generator.next();
    if (first.done) throw new RuntimeError("generator didn't yield");
    return first.value;
  }

  async __aexit__(excType: ErrorType | None, exc: unknown, _tb?: unknown): Promise<boolean> {
    const failed = !isNone(excType);
    try {
      const resumed = await (failed ? this.#generator.throw(exc) : this.#generator.next());
      if (resumed.done) return finished(failed, exc, this, this.#recipe.source);
    } catch (thrown) {
      return propagate(thrown, failed, exc);
    }
    const stop = didNotStop(failed, "athrow");
    try {
      if (!(await this.#generator.return(undefined)).done) throw ignoredExit("async ");
    } catch (thrown) {
      throw combine(thrown, { error: stop }).error;
    }
    throw stop;
  }

  decorate<F extends (this: never, ...args: never[]) => PromiseLike<unknown>>(
    fn: F,
    context: MethodContext,
  ): F;
  decorate<F extends AnyFunction>(fn: F): AsyncWrapped<F>;
  decorate(fn: AnyFunction): unknown {
    return wrapAsync(() => again(this, this.#recipe), fn);
  }
}

class FromGenerator<T> implements GeneratorManager<T> {
  readonly #recipe: Recipe<Generator<T, unknown, unknown>>;
  readonly #generator: Generator<T, unknown, unknown>;
  #entered = false;

  constructor(recipe: Recipe<Generator<T, unknown, unknown>>) {
    this.#recipe = recipe;
    this.#generator = start(recipe, this, Symbol.iterator);
  }

  __enter__(): T {
    if (this.#entered) throw singleUse(this);
    this.#entered = true;
    const first = this.#generator.next();
    if (first.done) throw new RuntimeError("generator didn't yield");
    return first.value;
  }

  __exit__(excType: ErrorType | None, exc: unknown, _tb?: unknown): boolean {
    const failed = !isNone(excType);
    try {
      const resumed = failed ? this.#generator.throw(exc) : this.#generator.next();
      if (resumed.done) return finished(failed, exc, this, this.#recipe.source);
    } catch (thrown) {
      return propagate(thrown, failed, exc);
    }
    const stop = didNotStop(failed, "throw");
    try {
      if (!this.#generator.return(undefined).done) throw ignoredExit("");
    } catch (thrown) {
      throw combine(thrown, { error: stop }).error;
    }
    throw stop;
  }

  decorate<F extends AnyFunction>(fn: F, context: MethodContext): F;
  decorate<F extends AnyFunction>(fn: F): SyncWrapped<F>;
  decorate(fn: AnyFunction): unknown {
    return wrapSync(() => again(this, this.#recipe), fn);
  }
}

function factory<M, G>(
  generator: unknown,
  options: GeneratorManagerOptions | undefined,
  name: string | Error,
  Manager: new (recipe: Recipe<G>) => M,
): (this: unknown, ...args: unknown[]) => M {
  const source = { generator, options } as Source<G>;
  const make = function (this: unknown, ...args: unknown[]): M {
    return new Manager({ source, self: this, args });
  };
  if (options?.outcome) Object.assign(Manager.prototype as object, { outcome: options.outcome });
  // Messages and warnings name the generator function, as Python's do.
  const named = { __proto__: null, get: () => (typeof name === "string" ? name : madeAt(name)) };
  Object.defineProperty(Manager, "name", named);
  return Object.defineProperty(make, "name", named);
}

function start<G>(recipe: Recipe<G>, manager: object, iterator: symbol): G {
  const generator = apply(recipe.source.generator, recipe.self, recipe.args);
  if (isObject(generator) && iterator in generator && findMethod(generator, "throw")) return generator as G;
  const [wanted, other] =
    iterator === Symbol.iterator
      ? ["contextManager takes a generator function (function*)", "asyncContextManager"]
      : ["asyncContextManager takes an async generator function (async function*)", "contextManager"];
  const advice = findMethod(generator, "throw") ? `: use ${other}` : "";
  throw new TypeError(`${wanted}; '${manager.constructor.name}' returned ${describe(generator)}${advice}`);
}

function again<M extends object, G>(manager: M, recipe: Recipe<G>): M {
  return new (manager.constructor as new (recipe: Recipe<G>) => M)(recipe);
}

/** A resumed generator threw: the block's own error is not the exit's (R4), any other is. */
function propagate(thrown: unknown, failed: boolean, exc: unknown): false {
  if (failed && Object.is(thrown, exc)) return false;
  throw thrown;
}

/** A resumed generator ended: if the block's error was raised in it, that is suppressed, unless its factory says never. */
function finished(failed: boolean, exc: unknown, manager: object, source: Source<unknown>): boolean {
  if (!failed || source.options?.suppresses !== false) return failed;
  throw coded(
    RuntimeError,
    "AWAIT_USING_SUPPRESSED_ANYWAY",
    `${describe(manager)} has suppresses: false, but its generator ended without the block's error: throw it again`,
    { cause: exc },
  );
}

function singleUse(manager: object): RuntimeError {
  return new RuntimeError(
    `${describe(manager)} is single-use and was entered before: call its factory again for a new one`,
  );
}

function didNotStop(failed: boolean, method: string): RuntimeError {
  return new RuntimeError(`generator didn't stop${failed ? ` after ${method}()` : ""}`);
}

function ignoredExit(kind: string): RuntimeError {
  return new RuntimeError(`${kind}generator ignored GeneratorExit`);
}
