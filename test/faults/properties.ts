// The stacks under any sequence of calls: commands that fast-check makes up, each run on a stack and on a model that is a
// list of members, unwound as nested `try`/`finally`. Several stacks live at a time, because `move` makes more.
import { AsyncExitStack, ExitStack } from "await-using";
import { AsyncDisposableStack, DisposableStack } from "await-using/ponyfill";
import fc from "fast-check";
import { type Act, Bench, type Thrown } from "./bench.js";
import {
  asyncEnds,
  blindAsync,
  blindSync,
  fitsAsyncStack,
  hold,
  isPlain,
  registerAsync,
  registerSync,
  syncEnds,
} from "./drivers.js";
import { type Kind, kinds } from "./kinds.js";
import { type Blind, course, type Member } from "./model.js";
import { differences, holdable, type Outcome } from "./run-program.js";

type Stack = AsyncExitStack | ExitStack | AsyncDisposableStack | DisposableStack;

interface End {
  readonly name: string;
  readonly blind: Blind | undefined;
  end(stack: never, body: () => unknown): unknown;
}

/** One class of stacks, with the calls it takes. */
export interface Face {
  readonly name: string;
  readonly isAsync: boolean;
  readonly rules: "exit" | "specification";
  readonly ends: readonly End[];
  make(): Stack;
  takes(kind: Kind): boolean;
  register(stack: never, member: ReturnType<typeof holdable>): unknown;
}

export const exitStacks: Face[] = [
  {
    name: "AsyncExitStack",
    isAsync: true,
    rules: "exit",
    ends: asyncEnds.map(([name, blind, end]) => ({ name, blind, end: end as End["end"] })),
    make: () => new AsyncExitStack(),
    takes: fitsAsyncStack,
    register: (stack, member) => registerAsync(stack, member, "ignored"),
  },
  {
    name: "ExitStack",
    isAsync: false,
    rules: "exit",
    ends: syncEnds.map(([name, blind, end]) => ({ name, blind, end: end as End["end"] })),
    make: () => new ExitStack(),
    takes: (kind) => !kind.isAsync,
    register: (stack, member) => registerSync(stack, member),
  },
];

/** TC39's stacks, whoever made them. */
export function plainFaces(
  prefix: string,
  Async: typeof AsyncDisposableStack,
  Sync: typeof DisposableStack,
): Face[] {
  return [
    {
      name: `${prefix}AsyncDisposableStack`,
      isAsync: true,
      rules: "specification",
      ends: [
        {
          name: "disposeAsync",
          blind: "unsaid",
          end: (stack: AsyncDisposableStack, body) =>
            blindAsync(body, "unsaid", undefined, () => stack.disposeAsync()),
        },
      ],
      make: () => new Async(),
      takes: (kind) => isPlain(kind) && fitsAsyncStack(kind),
      register: hold,
    },
    {
      name: `${prefix}DisposableStack`,
      isAsync: false,
      rules: "specification",
      ends: [
        {
          name: "dispose",
          blind: "unsaid",
          end: (stack: DisposableStack, body) => blindSync(body, "unsaid", undefined, () => stack.dispose()),
        },
      ],
      make: () => new Sync(),
      takes: (kind) => isPlain(kind) && !kind.isAsync,
      register: hold,
    },
  ];
}

export const faces: Face[] = [...exitStacks, ...plainFaces("", AsyncDisposableStack, DisposableStack)];

/** What the stacks hold: the members of each that are entered and not exited; nothing once it is disposed. */
interface Model {
  readonly stacks: ({ readonly members: Member[] } | undefined)[];
  count: number;
}

interface Real {
  readonly stacks: Stack[];
  readonly bench: Bench;
  readonly held: Set<string>;
  /** How often each member was exited. */
  readonly exits: Map<string, number>;
  /** The members that are called only after an error, or only after none. */
  readonly optional: Set<string>;
}

type Step = fc.Command<Model, Real> & fc.AsyncCommand<Model, Real>;

/** Checks what came out of an act, when it is there. */
function attempt(face: Face, act: () => unknown, check: (outcome: Outcome) => void): never {
  if (!face.isAsync) {
    let outcome: Outcome;
    try {
      outcome = { value: act() };
    } catch (error) {
      outcome = { error };
    }
    return check(outcome) as never;
  }
  return Promise.resolve()
    .then(act)
    .then(
      (value) => check({ value }),
      (error: unknown) => check({ error }),
    ) as never;
}

function assertNone(wrong: (string | undefined)[], step: Step): void {
  const found = wrong.filter((each) => each !== undefined);
  if (found.length > 0) throw new Error(`${step.toString()}: ${found.join("; ")}`);
}

/** Whether every stack says of itself what the model says. */
function stateDifference(model: Model, real: Real): string | undefined {
  const at = real.stacks.findIndex((stack, index) => stack.disposed !== (model.stacks[index] === undefined));
  return at < 0 ? undefined : `stack ${at} says disposed is ${real.stacks[at]?.disposed}`;
}

function refused(outcome: Outcome): string | undefined {
  const isRefused = "error" in outcome && (outcome.error as Error | undefined)?.name === "ReferenceError";
  return isRefused ? undefined : "a disposed stack did not throw a ReferenceError";
}

/** Enters, uses, adopts, defers or pushes. */
class Register {
  constructor(
    readonly face: Face,
    readonly on: number,
    readonly kind: Kind,
    readonly entering: Act,
    readonly exiting: Act,
  ) {}
  check = (): boolean => true;
  run(model: Model, real: Real): never {
    const at = this.on % real.stacks.length;
    const stack = model.stacks[at];
    const member: Member = {
      name: `m${model.count++}`,
      kind: this.kind,
      enter: this.kind.hasEnter ? this.entering : { does: "return" },
      exit: this.exiting,
    };
    const made = holdable(real.bench, member, real.held);
    return attempt(
      this.face,
      () => this.face.register(real.stacks[at] as never, made),
      (outcome) => {
        if (stack === undefined) {
          real.held.delete(member.name); // it was made for the call, and is nobody's
          assertNone([refused(outcome), real.bench.events.length > 0 ? "it was entered" : undefined], this);
          return;
        }
        // Entering alone: a program whose block ends at once, up to the body.
        const wanted = course({ members: [member], body: { does: "return" }, rules: this.face.rules });
        const entered = wanted.events.some(({ what }) => what === "body");
        const events = wanted.events.filter(({ what }) => what === "enter");
        const ends = entered ? undefined : wanted.ends;
        assertNone(differences(real.bench, { ...wanted, events, ends, hasValue: false }, outcome), this);
        if (entered) stack.members.push(member);
        if (this.kind.shape.startsWith("on ")) real.optional.add(member.name);
        real.bench.events.length = 0;
        assertNone([stateDifference(model, real)], this);
      },
    );
  }
  toString(): string {
    return `register(${this.on}, ${this.kind.name}, enter ${JSON.stringify(this.entering)}, exit ${JSON.stringify(this.exiting)})`;
  }
}

class Move {
  constructor(
    readonly face: Face,
    readonly on: number,
  ) {}
  check = (): boolean => true;
  run(model: Model, real: Real): never {
    const at = this.on % real.stacks.length;
    const stack = model.stacks[at];
    const from = real.stacks[at] as Stack;
    return attempt(
      this.face,
      () => from.move(),
      (outcome) => {
        if (stack === undefined) return assertNone([refused(outcome)], this);
        if (!("value" in outcome)) return assertNone([`it threw ${String(outcome.error)}`], this);
        const moved = outcome.value as Stack;
        const isSameClass = moved.constructor === from.constructor && moved !== from;
        model.stacks[at] = undefined;
        model.stacks.push(stack);
        real.stacks.push(moved);
        assertNone(
          [
            isSameClass ? undefined : "move() gave something else",
            real.bench.events.length > 0 ? "it exited something" : undefined,
            stateDifference(model, real),
          ],
          this,
        );
      },
    );
  }
  toString(): string {
    return `move(${this.on})`;
  }
}

/** Leaves a stack, after a block that ended as `body` did. */
class Leave {
  constructor(
    readonly face: Face,
    readonly on: number,
    readonly by: End,
    readonly body: Act,
  ) {}
  check = (): boolean => true;
  run(model: Model, real: Real): never {
    const at = this.on % real.stacks.length;
    const stack = model.stacks[at];
    // Word of the block's end, and moving, are refused by a stack that is over: that is asked elsewhere.
    const isOver = stack === undefined;
    const by = isOver && ["ok", "move"].includes(this.by.name) ? (this.face.ends[0] as End) : this.by;
    const body = (): unknown => real.bench.perform(this.body, "body", undefined, undefined);
    return attempt(
      this.face,
      () => by.end(real.stacks[at] as never, this.face.isAsync ? async () => body() : body),
      (outcome) => {
        const entered = (stack?.members ?? []).map((member) => ({
          ...member,
          kind: { ...member.kind, hasEnter: false },
        }));
        const wanted = course({
          members: entered,
          body: this.body,
          rules: this.face.rules,
          ...(by.blind && { blind: by.blind }),
        });
        const events = wanted.events.filter(({ what }) => what !== "body");
        const wrong = differences(real.bench, { ...wanted, events, hasValue: false }, outcome);
        for (const { what, name } of real.bench.events.splice(0)) {
          if (what === "exit") real.exits.set(name, (real.exits.get(name) ?? 0) + 1);
        }
        model.stacks[at] = undefined;
        assertNone([...wrong, stateDifference(model, real)], this);
      },
    );
  }
  toString(): string {
    return `leave(${this.on}, ${this.by.name}, body ${JSON.stringify(this.body)})`;
  }
}

function acts(kind: Kind | undefined, point: "enter" | "exit" | "body"): fc.Arbitrary<Act> {
  const waits = kind?.isAsync === true && (point === "enter" || kind.awaitsExit !== false);
  const isTold = point === "exit" && kind?.told !== "nothing";
  const errors = fc.constantFrom<Thrown[]>(
    "new",
    "new",
    "undefined",
    ...(isTold ? (["told", "from", "over"] as const) : []),
  );
  const plain = fc.oneof(
    { arbitrary: fc.constant<Act>({ does: "return" }), weight: 3 },
    { arbitrary: errors.map((error): Act => ({ does: "throw", error })), weight: 2 },
    ...(point === "exit" && kind?.result === "suppresses"
      ? [{ arbitrary: fc.constant<Act>({ does: "return", suppresses: true }), weight: 2 }]
      : []),
    ...(waits ? [{ arbitrary: errors.map((error): Act => ({ does: "reject", error })), weight: 2 }] : []),
  );
  return waits
    ? fc.oneof(
        plain,
        plain.map((then): Act => ({ does: "late", then })),
      )
    : plain;
}

/** Any sequence of calls of a face's stacks. */
function commands(face: Face): fc.Arbitrary<Iterable<Step>> {
  const on = fc.nat({ max: 3 });
  const taken = kinds.filter((kind) => face.takes(kind));
  const register = fc
    .tuple(on, fc.constantFrom(...taken))
    .chain(([at, kind]) =>
      fc
        .tuple(kind.hasEnter ? acts(kind, "enter") : fc.constant<Act>({ does: "return" }), acts(kind, "exit"))
        .map(([entering, exiting]) => new Register(face, at, kind, entering, exiting)),
    );
  const leave = fc
    .tuple(on, fc.constantFrom(...face.ends), acts(undefined, "body"))
    .map(([at, end, body]) => new Leave(face, at, end, body));
  const move = on.map((at) => new Move(face, at));
  return fc.commands<Model, Real, false>([register, register, register, register, move, leave] as never, {
    maxCommands: 20,
  }) as never;
}

export interface Settings {
  readonly seed: number;
  readonly runs: number;
}

/** Runs that many sequences. @throws an Error with the smallest one that fails, and its seed */
export async function checkFace(face: Face, { seed, runs }: Settings): Promise<void> {
  const parameters = { seed, numRuns: runs };
  if (face.isAsync) {
    const property = fc.asyncProperty(commands(face), async (all) => {
      const { model, real } = setUp(face);
      await fc.asyncModelRun(() => ({ model, real }), all);
      for (const step of leaveRest(face, model)) await (step.run(model, real) as Promise<void>);
      balance(real);
    });
    await fc.assert(property, parameters);
  } else {
    const property = fc.property(commands(face), (all) => {
      const { model, real } = setUp(face);
      fc.modelRun(() => ({ model, real }), all);
      for (const step of leaveRest(face, model)) step.run(model, real);
      balance(real);
    });
    fc.assert(property, parameters);
  }
}

function setUp(face: Face): { model: Model; real: Real } {
  return {
    model: { stacks: [{ members: [] }], count: 0 },
    real: {
      stacks: [face.make()],
      bench: new Bench(),
      held: new Set(),
      exits: new Map(),
      optional: new Set(),
    },
  };
}

/** What is still held at the end is left, as a program would. */
function leaveRest(face: Face, model: Model): Leave[] {
  return model.stacks.flatMap((stack, at) =>
    stack === undefined ? [] : [new Leave(face, at, face.ends[0] as End, { does: "return" })],
  );
}

/** Every member was exited once; what waits for an error, or for none, may never have been called. */
function balance({ held, exits, optional }: Real): void {
  for (const name of held) {
    const times = exits.get(name) ?? 0;
    if (times !== 1 && !(times === 0 && optional.has(name)))
      throw new Error(`${name} was exited ${times} times`);
  }
}

/** The seed and the number of runs: `FC_SEED` and `FC_RUNS`, or what is given. @throws if they are no whole numbers */
export function settingsFrom(environment: Record<string, string | undefined>, runs: number): Settings {
  const number = (name: string, otherwise: number): number => {
    const text = environment[name] ?? String(otherwise);
    const found = Number(text);
    if (text.trim() !== "" && Number.isInteger(found)) return found;
    throw new TypeError(`${name} must be a whole number, found ${JSON.stringify(text)}`);
  };
  return { seed: number("FC_SEED", 20261127), runs: number("FC_RUNS", runs) };
}
