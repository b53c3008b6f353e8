// A host that lacks something, or has something else.

/** Runs `action` where a global is another. */
export async function where<R>(name: string, value: unknown, action: () => R): Promise<Awaited<R>> {
  const original = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  try {
    return await action();
  } finally {
    if (original) Object.defineProperty(globalThis, name, original);
    else Reflect.deleteProperty(globalThis, name);
  }
}
