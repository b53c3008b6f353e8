// Runs a compiled function in a world, to its end or to where nothing moves any more.

import { float, isPromise } from "./callbacks.js";
import type { CompiledUnit } from "./compile.js";
import { describe } from "./describe.js";
import type { Imports } from "./imports.js";
import { makeScope } from "./scope.js";
import { names } from "./unit.js";
import { stubOf, valueOf } from "./values.js";
import { exhausted, type Faults, type Premises, World } from "./world.js";

/** A function that can be run, and what its file imports from this package. */
export interface Runnable {
  readonly unit: CompiledUnit;
  readonly imports: Imports;
}

export interface Run {
  readonly trace: readonly string[];
  readonly ticks: readonly number[];
  /** Events that can fail, as places in the trace. */
  readonly steps: readonly number[];
  readonly yields: ReadonlySet<number>;
  readonly reached: ReadonlySet<number>;
  readonly suppressedAt: number;
  readonly isExhausted: boolean;
  readonly outcome: string;
}

/** After so many values the consumer of a generator stops. */
const consumed = 6;

/** Runs the function in the world of a seed, with faults, its awaiting finalizers padded by `pads` turns. */
export async function run(
  { unit, imports }: Runnable,
  premises: Premises,
  seed: number,
  faults: Faults,
  pads: number,
): Promise<Run> {
  const world = new World(seed, faults, premises);
  let outcome: string | undefined;
  const settle = (label: string): void => {
    if (outcome !== undefined || world.isExhausted) return;
    outcome = label;
    world.mark(label);
  };
  const fail = (error: unknown): void => settle(`throws ${describe(world, error)}`);
  world.turn(() => {
    try {
      const result = call(unit, world, imports, pads);
      if (unit.isGenerator) consume(world, result, settle, fail);
      else if (isPromise(result)) {
        world.mark("returns a promise");
        result.then((value) => settle(`resolves to ${describe(world, value)}`), fail);
      } else settle(`returns ${describe(world, result)}`);
    } catch (error) {
      if (error !== exhausted) fail(error);
    }
  });
  if (premises.facts.isAsync || world.hasJobs) await world.finish();
  const { trace, ticks, steps, yields, reached, suppressedAt, isExhausted } = world;
  const end = isExhausted ? "stopped: too many steps" : (outcome ?? "never settles");
  return { trace, ticks, steps, yields, reached, suppressedAt, isExhausted, outcome: end };
}

function call(unit: CompiledUnit, world: World, imports: Imports, pads: number): unknown {
  const stub = (id: string, isCallable = true): object => stubOf(world, { id, name: id, isCallable });
  const made = unit.factory(
    makeScope(world, imports),
    stub("super"),
    () => world.fuel(),
    (region) => void world.reached.add(region),
    (finalizer) => world.begin(finalizer),
    (finalizer) => world.end(finalizer),
    () => pads,
    stub("import"),
    stub("import.meta"),
    float,
  );
  const args = unit.parameters.map((name, i) =>
    valueOf(world, name ?? `argument ${i + 1}`, name ?? "(parameter)", "parameter"),
  );
  if (unit.kind === "derived constructor") return Reflect.construct(made as NewableFunction, args);
  const self = stub("this", false);
  const member = (made as Record<string, (...args: unknown[]) => unknown>)[names.method]!;
  if (unit.kind !== "arrow") return member.apply(self, args);
  const outer = [stub("arguments[0]"), stub("arguments[1]")];
  const arrow = member.apply(self, outer) as (...args: unknown[]) => unknown;
  return arrow(...args);
}

type Settle = (label: string) => void;
type Step = IteratorResult<unknown>;

/** Takes the values of a generator; where the world says so, throws into it, or has had enough. */
function consume(world: World, result: unknown, settle: Settle, fail: (error: unknown) => void): void {
  let taken = 0;
  const answer = (generator: Generator<unknown> | AsyncGenerator<unknown>, value: unknown): unknown => {
    const label = `yield ${describe(world, value)}`;
    world.yields.add(world.steps.length);
    const fault = world.ask(label);
    if (fault === "return" || ++taken > consumed) return generator.return(`returned at ${taken}`);
    if (fault !== undefined) return generator.throw(fault.error);
    return generator.next(valueOf(world, `sent ${taken}`, "(item)", "item"));
  };
  const end = ({ value }: Step): void => settle(`ends with ${describe(world, value)}`);
  if (!isAsyncGenerator(result)) {
    const generator = result as Generator<unknown>;
    let step: Step = generator.next();
    while (!step.done) step = answer(generator, step.value) as Step;
    return end(step);
  }
  const next = (step: Step): void => {
    if (step.done) return end(step);
    try {
      (answer(result, step.value) as Promise<Step>).then(next, fail);
    } catch (error) {
      if (error !== exhausted) fail(error);
    }
  };
  result.next().then(next, fail);
}

function isAsyncGenerator(value: unknown): value is AsyncGenerator<unknown> {
  return Symbol.asyncIterator in (value as object);
}
