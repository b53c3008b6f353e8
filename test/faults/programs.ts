// The programs of the catalogue: every driver, around every kind it takes, with every fault in every callback, after every
// way the block may end.
import { type Act, type Thrown } from "./bench.js";
import { type Driver, drivers, registers } from "./drivers.js";
import { type Kind, kinds } from "./kinds.js";
import { type Program } from "./model.js";

/** What may go wrong in a callback. */
export type Fault = "throw" | "reject" | "hang" | "late" | "re-enter" | "after";
/** Beside those the two answers a callback may give: a suppressing one, and one that the protocol refuses. */
export type Answer = Fault | "suppress" | "wrong";

export interface Cell {
  /** The public names that have the callback, as the catalogue calls them. */
  readonly names: readonly string[];
  readonly point: "enter" | "exit" | "body";
  readonly fault: Answer;
  readonly title: string;
  readonly driver: Driver;
  readonly program: Program;
}

const clean: Act = { does: "return" };
const errors: Thrown[] = ["new", "undefined"];

type Labelled = [fault: Answer, act: Act];

const thrown: Labelled[] = errors.map((error) => ["throw", { does: "throw", error }]);
const awaited: Labelled[] = [
  ...errors.map((error): Labelled => ["reject", { does: "reject", error }]),
  ["hang", { does: "hang", then: clean }],
  ["hang", { does: "hang", then: { does: "reject", error: "new" } }],
  ["late", { does: "late", then: clean }],
  ["late", { does: "late", then: { does: "throw", error: "new" } }],
];
const wrong: Labelled = ["wrong", { does: "wrong" }];

function enterActs(kind: Kind): Labelled[] {
  if (!kind.hasEnter) return [];
  return [...thrown, ...(kind.isAsync ? awaited : []), ...(kind.checksEnter ? [wrong] : [])];
}

function exitActs(kind: Kind): Labelled[] {
  const waits = kind.isAsync && kind.awaitsExit !== false;
  const passed = (["told", "from", "over"] as const).map((error): Labelled =>
    waits ? ["reject", { does: "reject", error }] : ["throw", { does: "throw", error }],
  );
  return [
    ...thrown,
    ...(waits ? awaited : []),
    ...(kind.told === "nothing" ? [] : passed),
    ...(kind.result === "suppresses" ? [["suppress", { does: "return", suppresses: true }] as Labelled] : []),
    ...(kind.checksExit ? [wrong] : []),
  ];
}

/** How the block may end before the exit with the fault runs. */
const bodies: Act[] = [clean, { does: "throw", error: "new" }, { does: "throw", error: "undefined" }];

/** A member beside the one with the fault: of the same make, as far as the driver takes it. */
export function witness(driver: Driver): Kind {
  const preferred = driver.isAsync
    ? ["async manager", "async disposable", "sync manager", "async generator", "aware async disposable"]
    : ["sync manager", "sync disposable", "sync generator", "aware sync disposable"];
  const found = preferred
    .map((name) => kinds.find((kind) => kind.name === name))
    .find((kind) => kind && driver.takes(kind));
  if (found === undefined) throw new Error(`${driver.name} takes no witness`);
  return found;
}

export function cells(chosen: readonly Driver[] = drivers): Cell[] {
  return chosen.flatMap((driver) => [
    ...bodyCells(driver),
    ...kinds.filter((kind) => driver.takes(kind)).flatMap((kind) => kindCells(driver, kind)),
  ]);
}

function kindCells(driver: Driver, kind: Kind): Cell[] {
  const names = [...driver.covers, ...kind.covers, ...registered(driver, kind)];
  const beside = witness(driver);
  const inner = { name: "inner", kind: beside, enter: clean, exit: clean };
  const failing = { ...inner, exit: { does: "throw", error: "new" } as Act };
  const outer = { name: "outer", kind: beside, enter: clean, exit: clean };
  const blind = driver.blind && { blind: driver.blind };
  const cell = (point: "enter" | "exit", [fault, act]: Labelled, body: Act, isOver: boolean): Cell => {
    const middle = {
      name: "faulty",
      kind,
      enter: point === "enter" ? act : clean,
      exit: point === "exit" ? act : clean,
    };
    const members = driver.isSingle ? [middle] : [outer, middle, isOver ? failing : inner];
    return {
      names,
      point,
      fault,
      title: `${driver.name}, ${kind.name}: ${point} ${showAct(act)}, body ${showAct(body)}${isOver ? ", inner exit throws" : ""}`,
      driver,
      program: { members, body, rules: driver.rules, ...blind },
    };
  };
  return [
    ...enterActs(kind).map((act) => cell("enter", act, clean, false)),
    ...exitActs(kind).flatMap((act) => [
      ...bodies.map((body) => cell("exit", act, body, false)),
      ...(driver.isSingle ? [] : [bodies[0], bodies[1]].map((body) => cell("exit", act, body as Act, true))),
    ]),
  ];
}

function bodyCells(driver: Driver): Cell[] {
  const beside = witness(driver);
  const member = { name: "outer", kind: beside, enter: clean, exit: clean };
  const members = driver.isSingle ? [member] : [member, { ...member, name: "inner" }];
  const blind = driver.blind && { blind: driver.blind };
  return [...thrown, ...(driver.isAsync ? awaited : [])].map(([fault, body]) => ({
    names: driver.covers,
    point: "body",
    fault,
    title: `${driver.name}: body ${showAct(body)}`,
    driver,
    program: { members, body, rules: driver.rules, ...blind },
  }));
}

function registered({ stack }: Driver, { shape, isAsync }: Kind): string[] {
  if (stack === undefined) return [];
  const method =
    registers[shape] + (stack === "AsyncExitStack" && shape === "manager" && !isAsync ? "Sync" : "");
  return [`${stack}#${method}`];
}

export function showAct(act: Act): string {
  switch (act.does) {
    case "return":
      return act.suppresses ? "suppresses" : "ends";
    case "throw":
    case "reject":
      return `${act.does}s ${act.error}`;
    case "hang":
    case "late":
      return `${act.does}, then ${showAct(act.then)}`;
    default:
      return act.does;
  }
}
