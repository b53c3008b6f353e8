// The few functions of jest-util and jest-message-util that `expect` and `jest-mock` call; the packages themselves read
// files, to show the code around an error.

export const isPromise = (value: unknown): boolean =>
  value !== null && typeof value === "object" && typeof (value as { then?: unknown }).then === "function";

export const pluralize = (word: string, count: number): string => `${count} ${word}${count === 1 ? "" : "s"}`;

export class ErrorWithStack extends Error {}

export const formatExecError = (error: unknown): string => String(error);

export const formatStackTrace = (stack: string): string => stack;

export const separateMessageFromStack = (stack: string): { stack: string } => ({ stack });
