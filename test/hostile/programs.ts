// Every driver, with everything that may be thrown, and every face a manager or resource may have. What must come out is
// what the model of the faults says (../faults/model.ts).
import { type Act, Bench } from "../faults/bench.js";
import { type Driver, drivers } from "../faults/drivers.js";
import { type Totals, guarded } from "../faults/harness.js";
import { type Kind, kinds } from "../faults/kinds.js";
import { type Member } from "../faults/model.js";
import { witness } from "../faults/programs.js";
import { runProgram } from "../faults/run-program.js";
import { errors, type Thrown } from "./errors.js";
import { type Face, faces } from "./faces.js";

const clean: Act = { does: "return" };
const throws: Act = { does: "throw", error: "new" };
const suppresses: Act = { does: "return", suppresses: true };

interface Case {
  readonly title: string;
  readonly members: readonly Member[];
  readonly body: Act;
}

/** Where an error may come from, and what becomes of it. */
function throwing(driver: Driver, { isSingular }: Thrown): Case[] {
  const kind = witness(driver);
  const member = (name: string, enter: Act, exit: Act): Member => ({ name, kind, enter, exit });
  const outer = driver.isSingle ? [] : [member("outer", clean, clean)];
  const failing: Act = kind.isAsync ? { does: "reject", error: "new" } : throws;
  const one = (title: string, enter: Act, exit: Act, body: Act): Case => ({
    title,
    members: [...outer, member("faulty", enter, exit)],
    body,
  });
  return [
    one("from the body", clean, clean, throws),
    one("from an exit", clean, failing, clean),
    ...(kind.hasEnter ? [one("from an enter", failing, clean, clean)] : []),
    ...(kind.result === "suppresses" ? [one("suppressed", clean, suppresses, throws)] : []),
    ...(isSingular ? [] : [one("from the body and an exit", clean, failing, throws)]),
  ];
}

async function runThrown(driver: Driver, thrown: Thrown, totals: Totals): Promise<void> {
  for (const { title, members, body } of throwing(driver, thrown)) {
    const bench = new Bench((label) => thrown.make(label));
    const program = { members, body, rules: driver.rules, blind: driver.blind };
    const { wrong, lost, twice } = await runProgram(driver, program, bench);
    note(totals, `${driver.name}: ${thrown.name} ${title}`, wrong, lost, twice);
  }
}

/** Those whose methods are their own: the others are the library's. */
const plain = /^(aware )?(async|sync) (manager|disposable)$|^pushed/;

async function runFace(driver: Driver, kind: Kind, face: Face, totals: Totals): Promise<void> {
  const wrapped: Kind = { ...kind, make: (hooks) => face.wrap(kind.make(hooks) as object) };
  const beside = witness(driver);
  const outer: Member[] = driver.isSingle ? [] : [{ name: "outer", kind: beside, enter: clean, exit: clean }];
  for (const [ends, body, exit] of [
    ["ends", clean, clean],
    ["throws", throws, clean],
    ["is suppressed", throws, kind.result === "suppresses" ? suppresses : clean],
    ["throws, as its exit does", throws, kind.isAsync ? { does: "reject", error: "new" } : throws],
  ] as [string, Act, Act][]) {
    const members = [...outer, { name: "faced", kind: wrapped, enter: clean, exit }];
    const program = { members, body, rules: driver.rules, blind: driver.blind };
    const { wrong, lost, twice } = await runProgram(driver, program);
    note(totals, `${driver.name}: ${kind.name} ${face.name}, body ${ends}`, wrong, lost, twice);
  }
}

function note(totals: Totals, title: string, wrong: readonly string[], lost: number, twice: number): void {
  totals.injected.push({ names: [], point: title, fault: "throw" });
  totals.lost += lost;
  totals.twice += twice;
  if (wrong.length > 0) totals.failures.push(`${title}\n    ${wrong.join("\n    ")}`);
}

/** By name, what runs and counts in `totals`. */
export const programs: ReadonlyMap<string, (totals: Totals) => Promise<void>> = new Map([
  ...errors.map((thrown): [string, (totals: Totals) => Promise<void>] => [
    `thrown: ${thrown.name}`,
    (totals) =>
      guarded(totals, async () => {
        for (const driver of drivers) await runThrown(driver, thrown, totals);
      }),
  ]),
  ...faces.map((face): [string, (totals: Totals) => Promise<void>] => [
    `a manager ${face.name}`,
    (totals) =>
      guarded(totals, async () => {
        for (const driver of drivers) {
          for (const kind of kinds.filter(({ name }) => plain.test(name))) {
            if (!driver.takes(kind) || (face.isAsync && !kind.isAsync)) continue;
            // The specification reads one symbol, and then the other.
            if (face.isManager && kind.shape !== "manager") continue;
            await runFace(driver, kind, face, totals);
          }
        }
      }),
  ]),
]);
