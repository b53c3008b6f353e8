// Takes explicit resource management away from a realm that has it, as far as a script can: the symbols cannot be deleted
// from Symbol, so Symbol itself is replaced.
(function () {
  "use strict";
  var Native = Symbol;
  if (typeof Native.dispose === "undefined") return;
  var iterator = Object.getPrototypeOf(Object.getPrototypeOf([][Native.iterator]()));
  var asyncIterator = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype));
  delete iterator[Native.dispose];
  delete asyncIterator[Native.asyncDispose];
  function Hidden(description) {
    if (new.target !== undefined) throw new TypeError("Symbol is not a constructor");
    return Native(description);
  }
  Object.defineProperty(Hidden, "name", { value: "Symbol" });
  Reflect.ownKeys(Native).forEach(function (key) {
    if (key === "dispose" || key === "asyncDispose" || key === "length" || key === "name") return;
    Object.defineProperty(Hidden, key, Object.getOwnPropertyDescriptor(Native, key));
  });
  Object.defineProperty(Native.prototype, "constructor", {
    value: Hidden,
    writable: true,
    enumerable: false,
    configurable: true,
  });
  Object.defineProperty(globalThis, "Symbol", {
    value: Hidden,
    writable: true,
    enumerable: false,
    configurable: true,
  });
  globalThis.__hidden = true; // a realm that is made beside this one is treated alike
  delete globalThis.DisposableStack;
  delete globalThis.AsyncDisposableStack;
  delete globalThis.SuppressedError;
})();
