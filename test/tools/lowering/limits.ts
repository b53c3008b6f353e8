// What lowered code does otherwise than the engine, and is known to: declared here, or with the case.
import { cases } from "./cases.js";
import type { Difference, Outcome } from "./compare.js";
import type { Program } from "./ways.js";

/** Is the difference one that its case names? */
export function isKnown({ program, way }: Difference): boolean {
  return (cases.find(({ name }) => name === program.name)?.known ?? []).some((begin) =>
    way.startsWith(begin),
  );
}

/** Why a random program differs, if that is declared. */
export function limitOf({ program, native, found }: Difference): string | undefined {
  if (typeof found === "string") return undefined;
  if (found.refused !== undefined) return undefined;
  if (JSON.stringify(native).replaceAll(" _default/", " default/") === JSON.stringify(found))
    return "Babel's CommonJS calls an anonymous default `_default`, which is `default` to the specification";
  if (areTheSame(native, withoutConstantEnums(program, native, found)))
    return "a constant enumeration is there before its place: compilers write its members where they are used";
  if (JSON.stringify(native).replaceAll("{\\\\n}", "{}") === JSON.stringify(found))
    return "Babel prints what has no body anew, and the program reads it";
  if (JSON.stringify(native).includes("ReferenceError"))
    return "what is seen outside the block is a `var`: before its initialization it is undefined, not an error";
  if (program.file === "program.ts" && areRenamed(native, found))
    return "esbuild, which takes the types out here, renames a class that names itself where a variable has its name";
  return undefined;
}

/** Is all the same, but for a number behind the names of classes, or an underscore before those that the engine saw? */
function areRenamed(native: object, found: object): boolean {
  const [one, other] = [native, found].map((outcome) => JSON.stringify(outcome).split(/class (\w+)\//));
  const isSame = (text: string, index: number): boolean =>
    text === other![index] ||
    (index % 2 === 1 && [`${text}2`, text.replace(/^_/, "")].includes(other![index]!));
  return one!.length === other!.length && one!.every(isSame);
}

function areTheSame(native: object, found: object): boolean {
  return JSON.stringify(native) === JSON.stringify(found);
}

/** What was found, without the values of constant enumerations that the engine did not come to. */
function withoutConstantEnums({ source }: Program, native: Outcome, found: Outcome): Outcome {
  const names = [...source.matchAll(/const enum (\w+)/g)].map(([, name]) => name!);
  const exports = Object.entries(found.exports ?? {}).map(([key, value]) => [
    key,
    names.some((name) => key.startsWith(name)) && native.exports?.[key] === "undefined" ? "undefined" : value,
  ]);
  return { ...found, exports: Object.fromEntries(exports) as Outcome["exports"] & object };
}
