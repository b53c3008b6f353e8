// Runs one program with a fault in it, and says what is wrong with how it went.
import { type Act, Bench, quiet, textOf } from "./bench.js";
import { type Driver, type Holdable } from "./drivers.js";
import { course, type Course, type Member, type Program } from "./model.js";
import { show } from "./rules.js";

/** What came of a program: nothing in `wrong` if all is as it must be. */
export interface Verdict {
  readonly wrong: string[];
  /** Resources that were entered and never exited, and that were exited more than once. */
  readonly lost: number;
  readonly twice: number;
}

export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Runs `program`, and compares with its course. */
export async function runProgram(
  driver: Driver,
  program: Program,
  bench: Bench = new Bench(),
): Promise<Verdict> {
  const wanted = course(program);
  const held = new Set<string>();
  const wrong: string[] = [];
  const holdables = program.members.map((member) => holdable(bench, member, held));
  const body = (): unknown => {
    bench.events.push({ what: "body", name: "body" });
    const done = bench.perform(program.body, "body", undefined, undefined);
    return done instanceof Promise ? done.then(() => "value") : "value";
  };

  const running = start(driver, holdables, body);
  if (wanted.hangsAt !== undefined) {
    // Nothing ends by itself, nothing runs ahead, and what was entered is held.
    let outcome: Outcome | undefined;
    void running.then((ended) => (outcome = ended));
    await quiet();
    if (outcome !== undefined) wrong.push(`it ended (${text(outcome)}) while a callback hung`);
    if (bench.events.length !== wanted.hangsAt) {
      wrong.push(`${bench.events.length} events while a callback hung, not ${wanted.hangsAt}`);
    }
    bench.letGo();
  }
  const outcome = await running;
  wrong.push(...differences(bench, wanted, outcome));

  const exits = (name: string): number =>
    bench.events.filter((event) => event.what === "exit" && event.name === name).length;
  const mayStay = new Set(
    program.members.filter(({ kind }) => kind.shape.startsWith("on ")).map(({ name }) => name),
  );
  const lost = [...held].filter((name) => exits(name) === 0 && !mayStay.has(name)).length;
  const twice = [...held].filter((name) => exits(name) > 1).length;
  if (lost > 0) wrong.push(`${lost} lost`);
  if (twice > 0) wrong.push(`${twice} exited twice`);
  return { wrong, lost, twice };
}

function start(driver: Driver, holdables: Holdable[], body: () => unknown): Promise<Outcome> {
  try {
    const result = driver.run(holdables, body);
    if (driver.isAsync !== result instanceof Promise) {
      return Promise.resolve({ error: new Error(`${driver.name} gave ${String(result)}`) });
    }
    return Promise.resolve(result).then(
      (value: unknown) => ({ value }),
      (error: unknown) => ({ error }),
    );
  } catch (error) {
    return Promise.resolve({ error });
  }
}

export function differences(bench: Bench, wanted: Course, outcome: Outcome): string[] {
  const found: string[] = [];
  const names = (events: readonly { what: string; name: string }[]): string =>
    events.map(({ what, name }) => `${what} ${name}`).join(", ");
  if (names(bench.events) !== names(wanted.events)) {
    found.push(`${names(bench.events)}; wanted ${names(wanted.events)}`);
  } else {
    bench.events.forEach((event, at) => {
      const told = wanted.events[at]?.told;
      if ((told === undefined) !== (event.told === undefined)) {
        found.push(`${event.name} was ${event.told ? "" : "not "}told of an error; wanted the opposite`);
      } else if (told && event.told) {
        const difference = bench.difference(event.told.error, told.error);
        if (difference !== undefined) found.push(`told ${event.name}: ${difference}`);
      }
    });
  }
  if (wanted.ends === undefined) {
    if ("error" in outcome) found.push(`it threw ${text(outcome)}`);
    else if (wanted.hasValue && outcome.value !== undefined && outcome.value !== "value") {
      found.push(`its value is ${String(outcome.value)}`);
    }
  } else if (!("error" in outcome)) {
    found.push(`it ended cleanly; wanted ${show(wanted.ends.error)}`);
  } else {
    const difference = bench.difference(outcome.error, wanted.ends.error);
    if (difference !== undefined) found.push(`thrown: ${difference}`);
  }
  return found;
}

export function holdable(bench: Bench, member: Member, held: Set<string>): Holdable {
  const { kind, name } = member;
  // What a callback returns that may not return a promise, or must.
  const bad = (): unknown => (kind.isAsync ? 5 : Promise.reject(new Error("nobody waits for this")));
  const answer = (act: Act, result: unknown): unknown =>
    kind.isAsync && kind.awaitsExit !== false && act.does !== "wrong" ? Promise.resolve(result) : result;
  const hooks = {
    enter: (): unknown => {
      bench.events.push({ what: "enter", name });
      const result = bench.perform(
        member.enter,
        `${name}.enter`,
        undefined,
        member.enter.does === "wrong" && bad(),
      );
      const entered = (value: unknown): unknown => {
        held.add(name);
        return value;
      };
      if (result instanceof Promise) return result.then(entered);
      return member.enter.does === "wrong" ? result : answer(member.enter, entered(result));
    },
    exit: (told?: { readonly error: unknown }): unknown => {
      bench.events.push({ what: "exit", name, told });
      return answer(
        member.exit,
        bench.perform(member.exit, `${name}.exit`, told, member.exit.does === "wrong" && bad()),
      );
    },
  };
  return {
    kind,
    take: () => {
      if (!kind.hasEnter) held.add(name);
      return kind.make(hooks) as never;
    },
  };
}

function text(outcome: Outcome): string {
  return "error" in outcome ? `error ${textOf(outcome.error)}` : `value ${String(outcome.value)}`;
}
