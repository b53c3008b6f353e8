// What is thrown, as a value: for tests that look at the error itself.

const nothing = "nothing was thrown";

/** The error that a promise rejects with. */
export function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => nothing,
    (error: unknown) => error,
  );
}

/** The error that a call throws, or that what it returns rejects with. */
export async function errorOf(action: () => unknown): Promise<unknown> {
  try {
    await action();
  } catch (error) {
    return error;
  }
  return nothing;
}

/** The error that a call throws, at once. */
export function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return nothing;
}
