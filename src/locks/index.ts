// The public names of await-using/locks: managers of the locks that a program has. The library has no lock of its own.
/** @module await-using/locks */

export { lock, type MutexLike } from "./lock.js";
export { type LockOptions } from "./permit.js";
export { semaphore, type SemaphoreLike } from "./semaphore.js";
export { type HeldWebLock, type LockManagerLike, webLock, type WebLockOptions } from "./web-lock.js";
