// Reports what a realm has before anything is loaded into it.
(function () {
  "use strict";
  var names = [];
  ["dispose", "asyncDispose"].forEach(function (name) {
    if (typeof Symbol[name] === "symbol") names.push("Symbol." + name);
  });
  ["DisposableStack", "AsyncDisposableStack", "SuppressedError"].forEach(function (name) {
    if (typeof globalThis[name] === "function") names.push(name);
  });
  var iterator = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
  if (Symbol.dispose && iterator[Symbol.dispose]) names.push("iterators");
  var syntax = true;
  try {
    // What is not there is a syntax error; a policy against it would be another.
    new Function("return async () => { await using x = null; }");
  } catch (error) {
    syntax = error.name !== "SyntaxError";
  }
  var process = globalThis.process;
  var version = globalThis.Bun
    ? process.versions.bun
    : globalThis.Deno
      ? process.versions.deno
      : process && process.versions && process.versions.node;
  globalThis.__report = { names: names, syntax: syntax, version: version };
})();
