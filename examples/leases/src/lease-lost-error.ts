/**
 * The reason that a lease's signal is aborted with, when what it stood for is gone while its block runs; and what the
 * block throws that ended cleanly nevertheless. Its `cause` is what became of the connection.
 */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
}
