// A stub: an object whose every use is an event, and which gives the same values for the same uses in both runs.

import { describe, isStub, nameStub } from "./describe.js";
import { isPlainFunction, runCallbacks } from "./callbacks.js";
import { asyncIterate, iterate } from "./iteration.js";
import type { Give, How, Origin } from "./origin.js";
import type { World } from "./world.js";

/** Makes a stub; `give` makes the values that its uses give. */
export function makeStub(world: World, origin: Origin, give: Give): object {
  const target = origin.isCallable === false ? {} : function () {};
  const handler = new Stub(world, origin, give);
  const proxy = new Proxy(target, handler);
  handler.proxy = proxy;
  nameStub(proxy, origin.id);
  return proxy;
}

class Stub implements ProxyHandler<object> {
  proxy!: object;
  readonly #world: World;
  readonly #origin: Origin;
  readonly #give: Give;
  readonly #id: string;
  readonly #values = new Map<PropertyKey, unknown>();
  readonly #promise: Thenable | undefined;

  constructor(world: World, origin: Origin, give: Give) {
    this.#world = world;
    this.#origin = origin;
    this.#give = give;
    this.#id = origin.id;
    if (origin.isThenable) this.#promise = new Thenable(world, origin, give);
  }

  get(target: object, key: PropertyKey): unknown {
    if (typeof key === "symbol") return this.#symbol(key);
    if (key === "then") return this.#promise?.then;
    if (key === "prototype") return Reflect.get(target, key);
    if (/^__a?(enter|exit)__$/.test(key as string)) return undefined;
    // Reading these is no event: `f.call(x)` is a call, and so do compilers' helpers call disposers.
    if (typeof target === "function" && /^(call|apply|bind)$/.test(key as string))
      return Reflect.get(target, key);
    const label = memberOf(this.#id, key as string);
    this.#world.event(`read ${label}`);
    if (key === "length" && !this.#values.has(key)) return this.#world.choose(label, 4);
    return this.#value(key, label, "read");
  }

  set(_target: object, key: PropertyKey, value: unknown): boolean {
    this.#world.event(`write ${memberOf(this.#id, key)} = ${describe(this.#world, value)}`);
    this.#values.set(key, value);
    return true;
  }

  has(_target: object, key: PropertyKey): boolean {
    if (typeof key === "symbol" || /^__a?(enter|exit)__$/.test(key as string)) {
      return key === this.#world.library.dispose || key === this.#world.library.asyncDispose;
    }
    const label = `${String(key)} in ${this.#id}`;
    this.#world.event(label);
    return this.#values.has(key) || this.#world.choose(label, 2) === 0;
  }

  deleteProperty(_target: object, key: PropertyKey): boolean {
    this.#world.event(`delete ${memberOf(this.#id, key)}`);
    this.#values.set(key, undefined);
    return true;
  }

  ownKeys(target: object): (string | symbol)[] {
    this.#world.event(`keys of ${this.#id}`);
    return Reflect.ownKeys(target);
  }

  defineProperty(target: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
    const { value, get, set } = descriptor;
    const what = describe(this.#world, get || set ? { get, set } : value);
    this.#world.event(`define ${memberOf(this.#id, key)} = ${what}`);
    this.#values.set(key, value);
    return Reflect.defineProperty(target, key, descriptor);
  }

  getOwnPropertyDescriptor(target: object, key: PropertyKey): PropertyDescriptor | undefined {
    const own = Reflect.getOwnPropertyDescriptor(target, key);
    if (own !== undefined) return own;
    this.#world.event(`describe ${memberOf(this.#id, key)}`);
    return undefined;
  }

  apply(_target: object, self: unknown, args: unknown[]): unknown {
    const world = this.#world;
    const { owner, name } = this.#origin;
    const isOwn = owner === undefined ? !isStub(self) : self === owner;
    const on = isOwn ? "" : ` on ${isStub(self) ? describe(world, self) : "another object"}`;
    world.event(`call ${this.#id}(${args.map((arg) => describe(world, arg)).join(", ")})${on}`);
    const id = this.#result(`${this.#id}()`);
    runCallbacks(world, id, args, this.#give);
    return this.#give(world, id, name, "called");
  }

  construct(_target: object, args: unknown[]): object {
    const world = this.#world;
    world.event(`new ${this.#id}(${args.map((arg) => describe(world, arg)).join(", ")})`);
    const id = this.#id === "super" ? "this" : this.#result(`new ${this.#id}`);
    runCallbacks(world, id, args, this.#give);
    return makeStub(world, { id, name: this.#origin.name, isCallable: false }, this.#give);
  }

  /** The n-th result has its number from the second on. */
  #result(name: string): string {
    const count = this.#world.count(name);
    return count === 1 ? name : `${name}#${count}`;
  }

  #value(key: PropertyKey, label: string, how: How): unknown {
    if (!this.#values.has(key)) {
      this.#values.set(key, this.#give(this.#world, label, String(key), how, this.proxy));
    }
    return this.#values.get(key);
  }

  #symbol(key: symbol): unknown {
    const world = this.#world;
    const id = this.#id;
    if (this.#values.has(key)) return this.#values.get(key);
    switch (key) {
      case Symbol.iterator:
        return () => iterate(world, id, this.#give);
      case Symbol.asyncIterator:
        return () => asyncIterate(world, id, this.#give);
      case Symbol.toPrimitive:
        return (hint: string) => {
          world.event(`convert ${id}`);
          return hint === "number" ? world.choose(`${id} number`, 10) : `«${id}»`;
        };
      case Symbol.hasInstance:
        return (value: unknown) => {
          const label = `${describe(world, value)} instanceof ${id}`;
          world.event(label);
          return world.choose(label, 2) === 0;
        };
      case world.library.dispose:
        return this.#disposer("dispose", key);
      case world.library.asyncDispose:
        return this.#disposer("asyncDispose", key);
    }
    return undefined;
  }

  /** Looking a disposer up is no event, as it happens at the declaration. */
  #disposer(symbol: "dispose" | "asyncDispose", key: symbol): unknown {
    const same = this.#world.same.find((operation) => operation.symbol === symbol);
    if (same) return () => (this.proxy as Record<string, () => unknown>)[same.method]!();
    const name = `[Symbol.${symbol}]`;
    this.#values.set(
      key,
      makeStub(this.#world, { id: this.#id + name, name, owner: this.proxy }, this.#give),
    );
    return this.#values.get(key);
  }
}

/** A promise that settles when the time has come, with a value or, if the event of awaiting it fails, an error. */
class Thenable {
  readonly #world: World;
  readonly #origin: Origin;
  readonly #give: Give;
  readonly #at: number;
  #outcome: { error: object } | { value: unknown } | undefined;

  constructor(world: World, origin: Origin, give: Give) {
    this.#world = world;
    this.#origin = origin;
    this.#give = give;
    this.#at = world.now + 1 + world.choose(`${origin.id} delay`, 4);
  }

  /** Is read when something begins to await it. */
  get then(): unknown {
    const { id, name } = this.#origin;
    const world = this.#world;
    const answer = world.ask(`await ${id}`);
    if (this.#outcome === undefined) {
      this.#outcome =
        answer !== undefined && answer !== "return"
          ? answer
          : { value: this.#give(world, `(await ${id})`, name, "awaited") };
    }
    const outcome = this.#outcome;
    return (fulfilled?: unknown, rejected?: unknown) => {
      const settled = new Promise((resolve, reject) => {
        world.later(this.#at, () => {
          const isRejected = "error" in outcome;
          world.mark(`${isRejected ? "rejected" : "settled"} ${id}`);
          const callback = isRejected ? rejected : fulfilled;
          const result = isRejected ? outcome.error : outcome.value;
          try {
            if (isPlainFunction(callback)) resolve(callback(result));
            else if (isRejected) reject(result);
            else resolve(result);
          } catch (error) {
            reject(error);
          }
        });
      });
      settled.catch(() => {}); // who chains to it gets the error all the same
      return settled;
    };
  }
}

function memberOf(id: string, key: PropertyKey): string {
  if (typeof key === "string" && /^[\w$]+$/.test(key)) return `${id}.${key.replace(/^\$private_/, "#")}`;
  return `${id}[${String(key)}]`;
}
