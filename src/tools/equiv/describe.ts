// Values as they stand in a trace. A SuppressedError stands as its newest error (`bothThrow`); what the engine itself throws,
// as its name, because its message names variables.

import type { World } from "./world.js";

const stubs = new WeakMap<object, string>();
const native = /^(Type|Reference|Range|Syntax|URI|Eval|Internal)Error$/;

/** Gives a stub its name. */
export function nameStub(stub: object, name: string): void {
  stubs.set(stub, name);
}

export function isStub(value: unknown): boolean {
  return value !== null && (typeof value === "object" || typeof value === "function") && stubs.has(value);
}

/** Describes a value; `depth` levels of it. */
export function describe(world: World, value: unknown, depth = 3): string {
  if (typeof value === "string") return JSON.stringify(value.length > 200 ? value.slice(0, 200) : value);
  if (typeof value === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return String(value);
  const known = stubs.get(value) ?? world.errors.get(value);
  if (known !== undefined) return known;
  if (typeof value === "function") return "function";
  const error = describeError(world, value, depth);
  if (error !== undefined) return error;
  if (depth === 0) return "…";
  if (Array.isArray(value)) return `[${value.map((item) => describe(world, item, depth - 1)).join(", ")}]`;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind !== "Object") return kind;
  const fields = Object.entries(Object.getOwnPropertyDescriptors(value)).map(
    ([key, field]) => `${key}: ${"value" in field ? describe(world, field.value, depth - 1) : "accessor"}`,
  );
  return `{${fields.join(", ")}}`;
}

/** Describes what a function threw; of a SuppressedError, its newest error. */
export function describeError(world: World, value: object, depth: number): string | undefined {
  if (Object.prototype.toString.call(value) !== "[object Error]") return undefined;
  const { name, message, error, errors } = value as Error & { error?: unknown; errors?: unknown };
  if (isSuppressedError(value)) return describe(world, error, depth);
  if (native.test(name)) return name;
  const inner = Array.isArray(errors) && depth > 0 ? describe(world, errors, depth - 1) : "";
  return `${name}(${JSON.stringify(message)})${inner}`;
}

/** Known by its shape, as exit rule R1 says. */
export function isSuppressedError(value: unknown): boolean {
  if (typeof value !== "object" || value === null || isStub(value)) return false;
  return (value as Error).name === "SuppressedError" && "error" in value && "suppressed" in value;
}
