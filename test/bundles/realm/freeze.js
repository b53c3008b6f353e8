// Freezes everything that the language's own objects lead to. Unlike SES it repairs no assignment: `error.name = "…"` fails.
(() => {
  const found = new Set();
  const visit = (object) => {
    if (Object(object) !== object || found.has(object)) return;
    found.add(object);
    for (const key of Reflect.ownKeys(object)) {
      const { value, get, set } = Object.getOwnPropertyDescriptor(object, key);
      [value, get, set].forEach(visit);
    }
    visit(Object.getPrototypeOf(object));
  };
  const names =
    "Object Function Array String Number Boolean Symbol Error TypeError RangeError ReferenceError AggregateError Promise " +
    "Map Set WeakMap WeakSet Reflect JSON Math RegExp Date DisposableStack AsyncDisposableStack SuppressedError";
  for (const name of names.split(" ")) visit(globalThis[name]);
  [[][Symbol.iterator](), async () => {}, function* () {}, async function* () {}].forEach(visit);
  found.forEach(Object.freeze);
})();
