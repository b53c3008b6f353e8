// Functions that the code hands to a stub: the world calls them at once, later, or never.

import { describe, isStub } from "./describe.js";
import type { Give } from "./origin.js";
import type { World } from "./world.js";

/** A function of the code itself that can be called without `new`. */
export function isPlainFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === "function" && !isStub(value) && !/^class\b/.test(Function.toString.call(value));
}

/** Deals with the functions among the arguments of the call whose result is `id`; `give` makes what they are called with. */
export function runCallbacks(world: World, id: string, args: readonly unknown[], give: Give): void {
  args.forEach((callback, index) => {
    if (!isPlainFunction(callback)) return;
    const name = `${id} callback ${index}`;
    const roll = world.choose(name, 10);
    const items = (): unknown[] => ["a", "b"].map((letter) => give(world, `${id}:${letter}`, letter, "item"));
    if (roll < 3) {
      world.mark(`run ${name}`);
      float(callback(...items()));
    } else if (roll < 8 || world.seed === 0) {
      world.later(world.now + 1 + world.choose(`${name} delay`, 4), () => {
        world.mark(`run ${name}`);
        try {
          const result = callback(...items());
          if (isPromise(result)) {
            result.then(undefined, (error: unknown) => fails(world, name, error));
          }
        } catch (error) {
          fails(world, name, error);
        }
      });
    }
  });
}

function fails(world: World, name: string, error: unknown): void {
  if (!world.isExhausted) world.mark(`${name} failed: ${describe(world, error)}`);
}

/** A promise of any realm, not a stub's. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return !isStub(value) && Object.prototype.toString.call(value) === "[object Promise]";
}

/** Lets go of a value: if it is a promise that is rejected, nothing comes of it. */
export function float(value: unknown): unknown {
  if (isPromise(value)) value.then(undefined, () => {});
  return value;
}
