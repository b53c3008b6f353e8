// Another realm beside this one, with a polyfill and a copy of its own; what is made in one is disposed in the other.
globalThis.__report = __loadRealm(["order/polyfill.js", "order/second.js"]).then((other) =>
  checkOrder([
    { realm: globalThis, where: "" },
    { realm: other, where: "the other realm's " },
  ]),
);
