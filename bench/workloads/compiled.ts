// One program with `using` and `await using`, as compilers compile it.
import byHand from "./using-by-hand.js";
import babel from "compiled:babel";
import esbuild from "compiled:esbuild";
import oursBabel from "compiled:ours-babel";
import ours from "compiled:ours";
import native from "compiled:native";
import tslib from "compiled:tslib";
import typescript from "compiled:typescript";
import { counts, type Row, type Work } from "../row.js";

/** The functions of using.txt. */
export type Compiled = Readonly<
  Record<"one" | "three" | "throwing" | "syncOne" | "syncThree" | "syncThrowing", Work>
>;

const makers: Readonly<Record<string, (trace: object) => Compiled>> = {
  limit: byHand,
  "await-using": ours,
  "await-using, Babel": oursBabel,
  "TypeScript's helpers": typescript,
  "tslib's helpers": tslib,
  "Babel's helper": babel,
  "esbuild's helpers": esbuild,
  "native syntax": native,
};

const names: Readonly<Record<keyof Compiled, string>> = {
  one: "{ await using x }",
  three: "{ await using x, y, z }",
  throwing: "{ await using x; throw }",
  syncOne: "{ using x }",
  syncThree: "{ using x, y, z }",
  syncThrowing: "{ using x; throw }",
};

function row(key: keyof Compiled): Row {
  const contestants: Record<string, Work> = {};
  for (const [who, make] of Object.entries(makers)) {
    const made = make === native && !knowsUsing() ? undefined : make(counts)[key];
    if (made !== undefined) contestants[who] = made;
  }
  return { group: "compiled", name: names[key], contestants };
}

function knowsUsing(): boolean {
  try {
    new Function("return async () => { await using x = null; }");
    return true;
  } catch {
    return false;
  }
}

export const compiledRows: readonly Row[] = (Object.keys(names) as (keyof Compiled)[]).map(row);
