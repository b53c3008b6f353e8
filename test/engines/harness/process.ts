/// <reference lib="dom" />
// What the tests use of Node's `process`, for browsers. It is no global there: the library must not see it.

type Listener = (reason: unknown) => void;

const listeners = new Map<Listener, (event: PromiseRejectionEvent) => void>();

/** Stands for `process` in test files. */
export const process = {
  /** What the library would call, had it a process; without one it warns on the console. */
  emitWarning(_message: string | Error): void {},
  on(_name: "unhandledRejection", listener: Listener): void {
    const heard = (event: PromiseRejectionEvent): void => listener(event.reason);
    listeners.set(listener, heard);
    addEventListener("unhandledrejection", heard);
  },
  off(_name: "unhandledRejection", listener: Listener): void {
    removeEventListener("unhandledrejection", listeners.get(listener) as never);
    listeners.delete(listener);
  },
};

console.warn = (message: string) => process.emitWarning(message.replace(/^await-using: /, ""));

// After the task in which browsers tell of unhandled rejections.
const { setTimeout } = globalThis;
/** Stands for `setImmediate` in test files. */
export const setImmediate = (action: () => void): unknown => setTimeout(() => setTimeout(action, 0), 0);
