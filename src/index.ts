// The public names of await-using.
/** @module await-using */

export { acquire, type Release } from "./adapters/acquire.js";
export {
  asyncDisposable,
  type AsyncHeld,
  defer,
  deferAsync,
  disposable,
  type Held,
} from "./adapters/disposable.js";
export { type CallbackStart, fromCallback } from "./adapters/from-callback.js";
export { fromDisposable } from "./adapters/from-disposable.js";
export { listen, type ListenOptions } from "./adapters/listen.js";
export { patch } from "./adapters/patch.js";
export { AbstractAsyncContextManager, AbstractContextManager } from "./contextlib/base.js";
export { aclosing, closing } from "./contextlib/closing.js";
export { type AsyncWrapped, type MethodContext, type SyncWrapped } from "./contextlib/wrap.js";
export {
  type AsyncContextDecorator,
  type ContextDecorator,
  decorate,
  decorateSync,
} from "./contextlib/decorator.js";
export {
  asyncContextManager,
  type AsyncGeneratorManager,
  contextManager,
  type GeneratorManager,
} from "./contextlib/generator-manager.js";
export { type GeneratorManagerOptions } from "./contextlib/factory.js";
export { limitExit } from "./concurrency/limit-exit.js";
export { nullContext, type NullContext } from "./contextlib/null-context.js";
export { type EnteredValues, parallel } from "./concurrency/parallel.js";
export { suppress, type Suppress, type SuppressibleType } from "./contextlib/suppress.js";
export { type TaskGroup, taskGroup } from "./concurrency/task-group.js";
export { type SignalOptions, type Timeout, timeout, timeoutAt, TimeoutError } from "./concurrency/timeout.js";
export { errorChain, formatError } from "./exit/chain.js";
export { UnconfirmedExitError } from "./exit/blind.js";
export { newestError } from "./exit/rules.js";
export { SuppressedError } from "../polyfills/index.js";
export { isAsyncContextManager, isContextManager } from "./protocol/lookup.js";
export { RuntimeError } from "./protocol/runtime-error.js";
export {
  type AsyncContextManager,
  type Completion,
  type ContextManager,
  type EnterResult,
  type EnterResultSync,
  type ErrorAwareAsyncDisposable,
  type ErrorAwareDisposable,
  type ErrorType,
  exit,
  type ExitOptions,
  type ExitResult,
  type ExitResultSync,
  type None,
  type Suppressed,
} from "./protocol/types.js";
export { aware, type AwareCheck } from "./runtime/aware.js";
export { type AsyncExitCallback, AsyncExitStack } from "./scope/async-exit-stack.js";
export { blindExits } from "./scope/blind-exits.js";
export { enter, type Entered, enterSync, type EnteredSync } from "./scope/enter.js";
export { type ExitCallback, ExitStack } from "./scope/exit-stack.js";
export { unconfirmed, unconfirmedSync } from "./scope/unconfirmed.js";
export { type SyncResult, withAsync, withSync } from "./scope/with.js";
