// The names of this package.

export { advisoryLock, type AdvisoryLockOptions, type HeldLock, type LockKey } from "./advisory-lock.js";
export { LeaseLostError } from "./lease-lost-error.js";
export { listener, type ListenerOptions, type Notification, type Notifications } from "./listener.js";
export { type SessionOptions, type SessionSource } from "./session.js";
