// Iteration over a stub: a few items, each step an event.

import type { Give, How } from "./origin.js";
import type { World } from "./world.js";

const how: How = "item";

function items(world: World, id: string): number {
  return world.seed === 0 ? 2 : world.choose(`${id} items`, 3);
}

/** Returns an iterator over the items of the stub `id`. */
export function iterate(world: World, id: string, give: Give): Iterator<unknown> & Iterable<unknown> {
  world.event(`iterate ${id}`);
  let next = 0;
  return {
    [Symbol.iterator]() {
      return this;
    },
    next() {
      world.event(`next of ${id}`);
      if (next >= items(world, id)) return { done: true, value: undefined };
      next++;
      return { done: false, value: give(world, `${id}[${next}]`, "(item)", how) };
    },
    return(value) {
      world.event(`close ${id}`);
      return { done: true, value };
    },
  };
}

/** Returns an asynchronous iterator over the items of the stub `id`. */
export function asyncIterate(
  world: World,
  id: string,
  give: Give,
): AsyncIterator<unknown> & AsyncIterable<unknown> {
  world.event(`iterate ${id}`);
  let next = 0;
  const later = <T>(label: string, result: () => T): Promise<T> => {
    const answer = world.ask(label);
    const settled = new Promise<T>((resolve, reject) => {
      world.later(world.now + 1 + world.choose(`${label} delay ${next}`, 4), () => {
        const isRejected = answer !== undefined && answer !== "return";
        world.mark(`${isRejected ? "rejected" : "settled"} ${label}`);
        if (isRejected) reject(answer.error);
        else resolve(result());
      });
    });
    settled.catch(() => {}); // who awaits it gets the error all the same
    return settled;
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      return later(`next of ${id}`, (): IteratorResult<unknown> => {
        if (next >= items(world, id)) return { done: true, value: undefined };
        next++;
        return { done: false, value: give(world, `${id}[${next}]`, "(item)", how) };
      });
    },
    return(value) {
      return later(`close ${id}`, () => ({ done: true as const, value }));
    },
  };
}
