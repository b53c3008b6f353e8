/// <reference lib="esnext.disposable" preserve="true" />
// The stacks of everybody, by the name that tables call them.
import { AsyncDisposableStack, DisposableStack } from "await-using/ponyfill";
import * as coreAsync from "core-js-pure/actual/async-disposable-stack/index.js";
import * as coreSync from "core-js-pure/actual/disposable-stack/index.js";
import * as esfx from "@esfx/disposable";
import * as whatwg from "@whatwg-node/disposablestack";
import asyncImplementation from "disposablestack/AsyncDisposableStack/implementation";
import syncImplementation from "disposablestack/DisposableStack/implementation";
import { BareAsyncStack, BareStack } from "./limits.js";
import { natives } from "./natives.js";

export interface SyncStack {
  new (): Pick<DisposableStack, "use" | "adopt" | "defer" | "dispose"> & { move(): InstanceType<SyncStack> };
  readonly prototype: object;
}
export interface AsyncStack {
  new (): Pick<AsyncDisposableStack, "use" | "adopt" | "defer" | "disposeAsync"> & {
    move(): InstanceType<AsyncStack>;
  };
  readonly prototype: object;
}

const unwrapped = (loaded: object): unknown => ("default" in loaded ? loaded.default : loaded);

export const syncStacks = {
  limit: BareStack,
  "await-using": DisposableStack,
  ...(natives.DisposableStack && { native: natives.DisposableStack }),
  "core-js": unwrapped(coreSync),
  "@esfx/disposable": esfx.DisposableStack,
  disposablestack: syncImplementation,
  "@whatwg-node/disposablestack": whatwg.PonyfillDisposableStack ?? whatwg.DisposableStack,
} as unknown as Readonly<Record<string, SyncStack>>;

export const asyncStacks = {
  limit: BareAsyncStack,
  "await-using": AsyncDisposableStack,
  ...(natives.AsyncDisposableStack && { native: natives.AsyncDisposableStack }),
  "core-js": unwrapped(coreAsync),
  "@esfx/disposable": esfx.AsyncDisposableStack,
  disposablestack: asyncImplementation,
  "@whatwg-node/disposablestack": whatwg.PonyfillAsyncDisposableStack ?? whatwg.AsyncDisposableStack,
} as unknown as Readonly<Record<string, AsyncStack>>;
