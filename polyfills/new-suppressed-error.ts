/// <reference lib="esnext.disposable" preserve="true" />
// Makes a SuppressedError where nobody may have asked for the class.
// A program that imports the class gets errors of that class. One that does not, carries no class: it gets the engine's,
// or else an Error of that shape, as compilers' helpers make.

/** The class that this program imported, once it has. */
let imported: SuppressedErrorConstructor | undefined;

/** Makes `Class` the one that {@link newSuppressedError} takes. Returns it. */
export function importedAs(Class: SuppressedErrorConstructor): SuppressedErrorConstructor {
  return (imported = Class);
}

/** Returns a SuppressedError of the two errors. */
export function newSuppressedError(error: unknown, suppressed: unknown, message?: string): Error {
  const Class = imported ?? (globalThis as { SuppressedError?: SuppressedErrorConstructor }).SuppressedError;
  return typeof Class === "function"
    ? new Class(error, suppressed, message)
    : Object.assign(new Error(message), { name: "SuppressedError", error, suppressed });
}
