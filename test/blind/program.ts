// The program that an engine runs: leaves the cells of its matrix as the realm's report.
import { blindExits } from "await-using";
import { type CompiledDriver, compiledDrivers, drivers } from "./drivers.js";
import { type CompiledClass, compiledKinds, kinds, type Kind } from "./kinds.js";
import { type Cell, runAll } from "./matrix.js";
import type { Driver } from "./drivers.js";

declare const CLASSES: readonly CompiledClass[];
declare const DRIVERS: readonly CompiledDriver[];

/** Runs the matrix, with what only some engines have. */
export function matrix(more: readonly Kind[], native: readonly Driver[]): Promise<Cell[]> {
  const all = [...kinds, ...more, ...compiledKinds(CLASSES)];
  const blind = [...drivers, ...compiledDrivers(DRIVERS), ...native];
  return runAll(all, blind);
}

/** The same without the refusal, as `blindExits("warn")` leaves it: what the counts must then find. */
export async function matrixWithoutRefusal(): Promise<Cell[]> {
  blindExits("warn");
  (globalThis as { process?: { emitWarning: unknown } }).process!.emitWarning = () => {};
  const chosen = kinds.filter(({ name }) => /^(class|exit|generator) /.test(name));
  return runAll(chosen, [...drivers, ...compiledDrivers(DRIVERS)]);
}

/** The classes alone, where the engine shows no function's text: Hermes with compiled bytecode. */
export async function matrixWithoutText(): Promise<Cell[]> {
  const { toString } = Function.prototype;
  const chosen = kinds.filter(({ name }) => /^class whose|^exit /.test(name));
  Function.prototype.toString = function (): string {
    return toString.call(this).replace(/\{[^]*\}/, "{ [bytecode] }");
  };
  try {
    const cells = await runAll(chosen, [...drivers, ...compiledDrivers(DRIVERS)], true);
    return cells.map((cell) => ({ ...cell, kind: `${cell.kind}, text hidden as by Hermes` }));
  } finally {
    Function.prototype.toString = toString;
  }
}
