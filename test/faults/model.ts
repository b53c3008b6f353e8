// What a program must do: nested `try`/`finally` over the model of errors, one level per member.
import { type Act, modelOf, type Thrown } from "./bench.js";
import { type Kind } from "./kinds.js";
import { byExitRules, bySpecification, type Model, newest, same, type State } from "./rules.js";

export interface Member {
  readonly name: string;
  readonly kind: Kind;
  readonly enter: Act;
  readonly exit: Act;
}

/**
 * What a driver that does not see how its block ended was told instead: nothing, where the engine or the program disposes;
 * or by `ok()` and `fail(error)`. Managers are entered with `outcome: "ignored"`, but for `"required"` and `"default"`.
 */
export type Blind = "default" | "unsaid" | "by hand" | "required" | "said";

export interface Program {
  readonly members: readonly Member[];
  readonly body: Act;
  /** The rules by which a plain resource's error combines. */
  readonly rules: "exit" | "specification";
  readonly blind?: Blind | undefined;
}

/** An event as it must happen. */
export interface Expected {
  readonly what: "enter" | "exit" | "body";
  readonly name: string;
  readonly told?: State;
}

/** How a program must go. */
export interface Course {
  readonly events: Expected[];
  /** What comes out of the program. */
  readonly ends: State;
  /** Did the body end cleanly? Or does the program's value become `undefined`, because its error was suppressed? */
  readonly hasValue: boolean;
  /** How many events there are when something hangs. */
  readonly hangsAt: number | undefined;
}

export function course({ members, body, rules, blind }: Program): Course {
  const events: Expected[] = [];
  let hangsAt: number | undefined;

  const act = (
    what: Act,
    label: string,
    told: State,
  ): { thrown?: State; suppresses: boolean; wrong: boolean } => {
    switch (what.does) {
      case "return":
        return { suppresses: what.suppresses ?? false, wrong: false };
      case "throw":
      case "reject":
        return { thrown: { error: thrown(what.error, label, told) }, suppresses: false, wrong: false };
      case "wrong":
        return { suppresses: false, wrong: true };
      case "hang":
        hangsAt ??= events.length;
        return act(what.then, label, told);
      case "late":
      case "call":
        return act(what.then, label, told);
    }
  };

  const level = (at: number): State => {
    const member = members[at];
    if (member === undefined) {
      events.push({ what: "body", name: "body" });
      return act(body, "body", undefined).thrown;
    }
    const { name, kind, enter } = member;
    if (kind.hasEnter) {
      events.push({ what: "enter", name });
      const entered = act(enter, `${name}.enter`, undefined);
      if (entered.thrown) return entered.thrown;
      if (entered.wrong && kind.checksEnter) return { error: ours(`${name}.enter refused`, "TypeError") };
    }
    const after = level(at + 1);
    if (blind === undefined) return leave(member, after);
    // The exits do not see the body's end, which is carried past them; they begin with what was said of it.
    if (seen === undefined) ends = after;
    seen ??= { state: blind === "said" ? after : undefined };
    seen = { state: leave(member, seen.state) };
    return after;
  };

  const leave = (member: Member, before: State): State => {
    const { name, kind, exit } = member;
    let state = before;
    if (blind !== undefined && state === undefined && asks(kind, blind)) {
      // The driver's, not the rules': nothing suppresses it, so that no further exit sees a clean end.
      state = { error: ours(`${name} unconfirmed`, "UnconfirmedExitError") };
      isRefused = true;
    }
    if (kind.shape === "on error" && state === undefined) return state;
    if (kind.shape === "on success" && state !== undefined) return state;
    const told = kind.told === "nothing" ? undefined : kind.told === "newest" ? newer(state) : state;
    events.push({ what: "exit", name, told });
    const left = act(exit, `${name}.exit`, told);
    const isPlain = rules === "specification" && kind.shape !== "manager" && !kind.isAware;
    const combine = isPlain ? bySpecification : byExitRules;
    if (left.thrown) return { error: combine(left.thrown.error, state) };
    if (left.wrong && kind.checksExit) {
      return { error: combine(ours(`${name}.exit refused`, "TypeError"), state) };
    }
    return left.suppresses && kind.result === "suppresses" && !isRefused ? undefined : state;
  };

  let isRefused = false;
  let seen: { state: State } | undefined;
  let ends: State;
  const after = level(0);
  if (blind === undefined) return { events, ends: after, hasValue: after === undefined, hangsAt };
  // What the blind exit throws stands before the body's error; a failure that was only said is not thrown.
  const left = seen?.state;
  const isOnlySaid =
    blind === "said" && left !== undefined && ends !== undefined && same(left.error, ends.error);
  return { events, ends: left === undefined || isOnlySaid ? after : left, hasValue: false, hangsAt };
}

/** Does an exit ask how the block ended, where nobody said it? */
function asks({ shape, isAware, told }: Kind, blind: Blind): boolean {
  switch (shape) {
    case "manager":
      return blind === "required" || (blind === "default" && told !== "nothing");
    case "resource":
      return blind !== "said" && isAware === true;
    case "callback":
    case "pushed":
      return blind === "unsaid" || blind === "default";
    default:
      return blind !== "said" && shape.startsWith("on ");
  }
}

function newer(state: State): State {
  return state && { error: newest(state.error) };
}

function thrown(what: Thrown, label: string, told: State): Model {
  return modelOf(what, label, told?.error);
}

function ours(label: string, name: string): Model {
  return { label, isOurs: name };
}
