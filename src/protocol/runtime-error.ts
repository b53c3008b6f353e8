// Python's RuntimeError, for what only Python's context managers can do wrong.

/**
 * Thrown by generator managers that do not yield exactly once, and by managers entered more often than they allow.
 *
 * @see https://docs.python.org/3/library/exceptions.html#RuntimeError
 */
export class RuntimeError extends Error {
  override name = "RuntimeError"; // defined: an assignment fails where Error.prototype is frozen

  constructor(message?: string, options?: { cause?: unknown }) {
    super(message, options);
  }
}
