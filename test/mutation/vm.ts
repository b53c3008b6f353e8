// node:vm whose contexts know which mutant is active, for suites that load the sources in a realm of their own.
import vm from "vm";

export * from "vm";

export function createContext(globals: Record<string, unknown> = {}): vm.Context {
  const { __stryker__ } = globalThis as { __stryker__?: unknown };
  Object.defineProperty(globals, "__stryker__", { value: __stryker__, configurable: true });
  return vm.createContext(globals);
}
