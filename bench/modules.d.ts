// What the peers export, as far as it is used here. They are installed apart from the project, so its types are not there.
declare module "core-js-pure/actual/async-disposable-stack/index.js";
declare module "core-js-pure/actual/disposable-stack/index.js";
declare module "@esfx/disposable" {
  export const DisposableStack: unknown;
  export const AsyncDisposableStack: unknown;
}
declare module "@whatwg-node/disposablestack" {
  export const DisposableStack: unknown;
  export const AsyncDisposableStack: unknown;
  export const PonyfillDisposableStack: unknown;
  export const PonyfillAsyncDisposableStack: unknown;
}
declare module "disposablestack/AsyncDisposableStack/implementation" {
  const implementation: unknown;
  export default implementation;
}
declare module "disposablestack/DisposableStack/implementation" {
  const implementation: unknown;
  export default implementation;
}
declare module "effect" {
  export const Effect: {
    acquireUseRelease(
      acquire: unknown,
      use: (value: unknown) => unknown,
      release: (value: unknown) => unknown,
    ): unknown;
    acquireRelease(acquire: unknown, release: (value: unknown) => unknown): unknown;
    scoped(effect: unknown): unknown;
    all(effects: readonly unknown[]): unknown;
    andThen(one: unknown, other: unknown): unknown;
    promise(make: () => Promise<unknown>): unknown;
    sync(make: () => unknown): unknown;
    runPromise(effect: unknown): Promise<unknown>;
    runSync(effect: unknown): unknown;
  };
}
declare module "compiled:*" {
  import type { Compiled } from "./workloads/compiled.js";
  const make: (trace: object) => Compiled;
  export default make;
}
