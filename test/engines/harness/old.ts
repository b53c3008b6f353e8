// Methods that the test files use and Node 14 and 16 lack. The package itself needs none of them.
const define = (holder: object, key: string, value: unknown): void => {
  if (!(key in holder)) Object.defineProperty(holder, key, { value, writable: true, configurable: true });
};

define(Object, "hasOwn", (object: object, key: PropertyKey) =>
  Object.prototype.hasOwnProperty.call(object, key),
);
define(String.prototype, "replaceAll", function (this: string, from: string, to: string) {
  return this.split(from).join(to);
});
define(Array.prototype, "at", function (this: unknown[], index: number) {
  return this[index < 0 ? this.length + index : index];
});
