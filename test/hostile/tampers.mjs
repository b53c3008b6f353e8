// What a program, or a page's other scripts, may do to the intrinsics.

const fails = () => {
  throw new Error("tampered");
};
const replaced =
  (object, ...keys) =>
  () => {
    for (const key of keys) {
      Object.defineProperty(object, key, { value: fails, writable: true, configurable: true });
    }
  };
/** A property of every object. */
const polluted = (key, value) => () => {
  Object.prototype[key] = value;
};

export const tampers = {
  "Object.prototype.then": polluted("then", 5),
  "Object.prototype.outcome": polluted("outcome", "ignored"),
  "Object.prototype.none": polluted("none", undefined),
  "Object.prototype.cause": polluted("cause", 5),
  "Object.prototype.error and suppressed": () => {
    Object.prototype.error = 5;
    Object.prototype.suppressed = 5;
  },
  "Object.prototype.errors": polluted("errors", [5]),
  "Object.prototype.value": polluted("value", 5),
  "Object.prototype.get": polluted("get", () => 5),
  "Object.prototype.set": polluted("set", () => {}),
  "Object.prototype.writable, enumerable, configurable": () => {
    for (const key of ["writable", "enumerable", "configurable"]) Object.prototype[key] = true;
  },
  "Object.prototype.__enter__ and __exit__": () => {
    Object.prototype.__enter__ = fails;
    Object.prototype.__exit__ = fails;
  },
  "Object.prototype.__aexit__": polluted("__aexit__", fails),
  "Object.prototype[Symbol.dispose]": () => {
    if (Symbol.dispose) Object.prototype[Symbol.dispose] = fails;
  },
  "Object.prototype[exit]": () => {
    Object.prototype[Symbol.for("await-using.exit")] = 5;
  },
  "Object.prototype.constructor": () => {
    Object.prototype.constructor = undefined;
  },
  "Object.prototype, frozen": () => void Object.freeze(Object.prototype),
  "Error.prototype, frozen": () => void Object.freeze(Error.prototype),
  "Function.prototype.call": replaced(Function.prototype, "call"),
  "Function.prototype.apply and bind": replaced(Function.prototype, "apply", "bind"),
  "Function.prototype[Symbol.hasInstance]": () => {
    Object.defineProperty(Error, Symbol.hasInstance, { value: () => true });
  },
  "Array.prototype.push, pop, shift": replaced(Array.prototype, "push", "pop", "shift"),
  "Array.prototype.map, some, every, includes, flatMap, forEach": replaced(
    Array.prototype,
    "map",
    "some",
    "every",
    "includes",
    "flatMap",
    "forEach",
  ),
  "Array.prototype[Symbol.iterator]": replaced(Array.prototype, Symbol.iterator),
  "a setter at Array.prototype[0]": () => {
    Object.defineProperty(Array.prototype, "0", { set: fails, get: () => undefined, configurable: true });
  },
  "Promise.prototype.then": replaced(Promise.prototype, "then"),
  "Promise.prototype.catch and finally": replaced(Promise.prototype, "catch", "finally"),
  "Promise.resolve, reject, all": replaced(Promise, "resolve", "reject", "all"),
  "Reflect.apply": replaced(Reflect, "apply"),
  "Reflect.construct, get, deleteProperty": replaced(Reflect, "construct", "get", "deleteProperty"),
  "Object.defineProperty": replaced(Object, "defineProperty"),
  "Object.assign, keys, entries": replaced(Object, "assign", "keys", "entries"),
  "Object.getPrototypeOf, getOwnPropertyDescriptor": replaced(
    Object,
    "getPrototypeOf",
    "getOwnPropertyDescriptor",
  ),
  "WeakMap.prototype, WeakSet.prototype": () => {
    replaced(WeakMap.prototype, "get", "set", "has", "delete")();
    replaced(WeakSet.prototype, "add", "has", "delete")();
  },
  "Set.prototype, Map.prototype": () => {
    replaced(Set.prototype, "add", "has", "delete", Symbol.iterator)();
    replaced(Map.prototype, "get", "set", "has", "delete")();
  },
  "String.prototype": replaced(String.prototype, "startsWith", "includes", "replace", "trim", "split"),
  "Error.captureStackTrace": () => {
    Error.captureStackTrace = fails;
  },
  "Error.prepareStackTrace": () => {
    Error.prepareStackTrace = fails;
  },
  "Error.stackTraceLimit": () => {
    Error.stackTraceLimit = 0;
  },
  "the globals Error, TypeError, SuppressedError": () => {
    for (const name of ["Error", "TypeError", "ReferenceError", "SuppressedError"])
      globalThis[name] = undefined;
  },
  "the globals Symbol, Promise, Reflect, Object": () => {
    for (const name of ["Symbol", "Promise", "Reflect", "Object"]) globalThis[name] = undefined;
  },
  "a SuppressedError that is no constructor": () => {
    globalThis.SuppressedError = () => {};
  },
  "the global process": () => {
    globalThis.process = undefined;
  },
};
