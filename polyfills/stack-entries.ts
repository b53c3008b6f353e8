/// <reference lib="esnext.disposable" preserve="true" />
// What the two stacks share: the flat list of resources, and the parts of the class that class syntax cannot say.
//
// A resource takes the end of the list; its last item tells the kind:
//   value, method              use(value); defer(method) when value is undefined
//   value, onDispose, ADOPTED  adopt(value, onDispose)
//   value, method, SYNC        use(value) on an async stack, by its Symbol.dispose
//   EMPTY                      use(null) or use(undefined) on an async stack

/** The list; `undefined` before the first resource, `null` once disposed. */
export type Entries = unknown[] | null | undefined;

export const EMPTY = 0;
export const ADOPTED = 1;
export const SYNC = 2;

/**
 * Makes the list of a pending stack.
 * @throws ReferenceError when the stack is disposed
 */
export function newEntries(entries: null | undefined): unknown[] {
  if (entries === null) {
    throw new ReferenceError("The stack is already disposed: add resources before dispose() or move()");
  }
  return [];
}

/** The error of `use(value)` for a value that cannot be disposed. */
export function notDisposable(value: unknown, expected: string): TypeError {
  return new TypeError(
    `use() expects an object with [${expected}](), null or undefined, found ${typeof value}: adopt() takes any value`,
  );
}

/** Gives the class its name (minifiers rename), its `[Symbol.toStringTag]` and its disposer under the symbol. */
export function finishStack<T>(
  Stack: { prototype: object },
  name: string,
  symbol: symbol,
  method: string,
): T {
  const prototype = Stack.prototype as Record<string, unknown>;
  Object.defineProperty(Stack, "name", { value: name, configurable: true });
  Object.defineProperty(prototype, symbol, { value: prototype[method], writable: true, configurable: true });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
  return Stack as T;
}
