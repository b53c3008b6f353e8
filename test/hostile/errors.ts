// What may be thrown: everything, as JavaScript has it. Each is another one for each label, where there is more than one.
import { createContext, runInContext } from "node:vm";

export interface Thrown {
  readonly name: string;
  make(label: string): unknown;
  /** There is only one of it: two throws of it are one error. */
  readonly isSingular?: true;
}

const fails = (): never => {
  throw new Error("looked at");
};
const getters = (...names: string[]): PropertyDescriptorMap =>
  Object.fromEntries(names.map((name) => [name, { get: fails }]));
const looked = ["stack", "name", "message", "cause", "constructor", "error", "suppressed", "errors", "then"];
const traps = Object.fromEntries(
  Object.getOwnPropertyNames(Reflect).map((trap) => [trap, fails]),
) as ProxyHandler<object>;
const realm = createContext({});
const inRealm = runInContext(
  `({
    error: (label) => new TypeError(label),
    frozen: (label) => Object.freeze(new Error(label)),
    object: (label) => ({ label }),
    func: (label) => () => label,
  })`,
  realm,
) as Record<string, (label: string) => unknown>;

let count = 0;

const singular = (name: string, value: unknown): Thrown => ({ name, make: () => value, isSingular: true });

export const errors: readonly Thrown[] = [
  singular("undefined", undefined),
  singular("null", null),
  singular("NaN", NaN),
  singular("-0", -0),
  singular("the empty string", ""),
  singular("false", false),
  singular("true", true),
  { name: "a number", make: () => ++count },
  { name: "a string", make: (label) => label },
  { name: "a symbol", make: (label) => Symbol(label) },
  { name: "a bigint", make: () => BigInt(++count) },
  { name: "a function", make: (label) => () => label },
  { name: "a class", make: () => class {} },
  { name: "an array", make: (label) => [label] },
  { name: "a plain object", make: (label) => ({ label }) },
  { name: "an object without a prototype", make: () => Object.create(null) as object },
  { name: "a frozen error", make: (label) => Object.freeze(new Error(label)) },
  {
    name: "a sealed error without properties",
    make: () => Object.seal(Object.create(Error.prototype)) as object,
  },
  { name: "a promise", make: () => Promise.resolve() },
  { name: "a thenable", make: () => ({ then: fails }) },
  { name: "a thenable that never settles", make: () => ({ then() {} }) },
  {
    name: "an error whose constructor is null",
    make: (label) => Object.assign(new Error(label), { constructor: null }),
  },
  {
    name: "an error whose stack is a number",
    make: (label) => Object.assign(new Error(label), { stack: 5 }),
  },
  {
    name: "an error whose getters throw",
    make: (label) => Object.defineProperties(new Error(label), getters(...looked)),
  },
  { name: "an object whose getters throw", make: () => Object.defineProperties({}, getters(...looked)) },
  {
    name: "an error that caused itself",
    make: (label) => {
      const error: Error = new Error(label);
      error.cause = error;
      return error;
    },
  },
  {
    name: "a SuppressedError of itself",
    make: () => {
      const error: Record<string, unknown> = { name: "SuppressedError" };
      return Object.assign(error, { error, suppressed: error });
    },
  },
  {
    name: "a SuppressedError whose errors cannot be read",
    make: () => Object.defineProperties({ name: "SuppressedError" }, getters("error", "suppressed")),
  },
  { name: "a transparent Proxy", make: (label) => new Proxy(new Error(label), {}) },
  { name: "a Proxy all of whose traps throw", make: (label) => new Proxy(new Error(label), traps) },
  { name: "a callable Proxy all of whose traps throw", make: () => new Proxy(() => {}, traps) },
  {
    name: "a revoked Proxy",
    make: () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  },
  { name: "an error of another realm", make: inRealm.error! },
  { name: "a frozen error of another realm", make: inRealm.frozen! },
  { name: "an object of another realm", make: inRealm.object! },
  { name: "a function of another realm", make: inRealm.func! },
];
