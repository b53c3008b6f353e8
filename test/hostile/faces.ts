// How a manager or resource may present itself, without being another: frozen, behind a Proxy, from another realm, with
// methods that are odd. And the promises its methods may return.
import { createContext, runInContext } from "node:vm";

export interface Face {
  readonly name: string;
  /** Only for what returns promises. */
  readonly isAsync?: true;
  /** Only for managers. */
  readonly isManager?: true;
  wrap(object: object): object;
}

type Methods = Record<PropertyKey, (...args: unknown[]) => unknown>;

const realm = createContext({});
const inRealm = runInContext(
  `({
    object: (methods) => Object.assign({}, methods),
    promise: (promise) => Promise.resolve({ then: (resolve, reject) => promise.then(resolve, reject) }),
    method: (method) => function (...args) { return method.apply(this, args); },
  })`,
  realm,
) as Record<"object" | "promise" | "method", (value: never) => never>;

/** The same object with each of its own methods made into another. */
function mapped(object: object, map: (method: (...args: unknown[]) => unknown) => unknown): object {
  const result: Methods = {};
  for (const key of Reflect.ownKeys(object)) {
    const value = (object as Methods)[key];
    result[key] = (typeof value === "function" ? map(value) : value) as never;
  }
  return result;
}

/** Each method of it returns another promise. */
function returning(object: object, map: (promise: PromiseLike<unknown>) => unknown): object {
  return mapped(
    object,
    (method) =>
      function (this: unknown, ...args: unknown[]): unknown {
        const result = method.apply(this, args);
        return result instanceof Promise ? map(result) : result;
      },
  );
}

const fails = (): never => {
  throw new Error("nobody should have called this");
};

export const faces: readonly Face[] = [
  { name: "frozen", wrap: (object) => Object.freeze(object) },
  { name: "sealed", wrap: (object) => Object.seal(object) },
  { name: "not extensible", wrap: (object) => Object.preventExtensions(object) },
  { name: "inherited", wrap: (object) => Object.create(object) as object },
  {
    name: "without a prototype",
    wrap: (object) => Object.assign(Object.create(null) as object, object),
  },
  { name: "of another realm", wrap: (object) => inRealm.object(object as never) },
  { name: "behind a transparent Proxy", wrap: (object) => new Proxy(object, {}) },
  {
    name: "behind a Proxy that throws for what is not there",
    isManager: true,
    wrap: (object) =>
      new Proxy(object, {
        get: (target, key, receiver) =>
          key in target ? (Reflect.get(target, key, receiver) as unknown) : fails(),
      }),
  },
  {
    name: "behind a Proxy that invents whatever is asked for, but no method",
    wrap: (object) =>
      new Proxy(object, {
        has: () => true,
        get: (target, key, receiver) =>
          key in target ? (Reflect.get(target, key, receiver) as unknown) : null,
      }),
  },
  {
    name: "behind a Proxy that refuses to be described or changed",
    wrap: (object) =>
      new Proxy(object, {
        ownKeys: fails,
        getOwnPropertyDescriptor: fails,
        defineProperty: fails,
        set: fails,
        deleteProperty: fails,
        getPrototypeOf: fails,
      }),
  },
  {
    name: "whose class cannot be read",
    wrap: (object) =>
      Object.defineProperty(
        mapped(object, (method) => method),
        "constructor",
        { get: fails },
      ),
  },
  {
    name: "whose methods are getters of its prototype",
    wrap: (object) => {
      const getters = Object.fromEntries(
        Reflect.ownKeys(object).map((key) => [key, { get: () => (object as Methods)[key] }]),
      );
      return Object.create(Object.defineProperties({}, getters)) as object;
    },
  },
  {
    name: "whose methods have call, apply and bind of their own",
    wrap: (object) =>
      mapped(object, (method) =>
        Object.assign(method.bind(object), { call: fails, apply: fails, bind: fails }),
      ),
  },
  {
    name: "whose methods have no prototype and are frozen",
    wrap: (object) =>
      mapped(object, (method) => Object.freeze(Object.setPrototypeOf(method.bind(object), null))),
  },
  { name: "whose methods are Proxies", wrap: (object) => mapped(object, (method) => new Proxy(method, {})) },
  {
    name: "whose methods are of another realm",
    wrap: (object) => mapped(object, (method) => inRealm.method(method as never)),
  },
  {
    name: "whose promises are of another realm",
    isAsync: true,
    wrap: (object) => returning(object, (promise) => inRealm.promise(promise as never)),
  },
  {
    name: "whose promises are thenables",
    isAsync: true,
    wrap: (object) => returning(object, (promise) => ({ then: promise.then.bind(promise) })),
  },
  {
    name: "whose thenables settle twice, in both ways",
    isAsync: true,
    wrap: (object) =>
      returning(object, (promise) => ({
        then(resolve: (value: unknown) => void, reject: (error: unknown) => void) {
          void promise.then(
            (value) => {
              resolve(value);
              resolve("again");
              reject("then");
            },
            (error: unknown) => {
              reject(error);
              resolve("then");
              reject("again");
            },
          );
        },
      })),
  },
  {
    name: "whose thenables throw once they have settled",
    isAsync: true,
    wrap: (object) =>
      returning(object, (promise) => ({
        then(resolve: (value: unknown) => void) {
          resolve(promise);
          throw new Error("too late to count");
        },
      })),
  },
  {
    name: "whose promises are frozen",
    isAsync: true,
    wrap: (object) => returning(object, (promise) => Object.freeze(promise)),
  },
  {
    name: "whose promises have lost their constructor",
    isAsync: true,
    wrap: (object) => returning(object, (promise) => Object.assign(promise, { constructor: undefined })),
  },
];
