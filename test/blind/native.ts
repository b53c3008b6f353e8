// The engine's own `await using` and `using`: bundled only for engines that have them.
import type { Driver } from "./drivers.js";

export const nativeDrivers: readonly Driver[] = [
  {
    name: "the engine's await using",
    isAsync: true,
    async run(open, body) {
      await using held = (await open()) as AsyncDisposable;
      void held;
      body();
    },
  },
  {
    name: "the engine's using",
    isAsync: false,
    run(open, body) {
      using held = open() as Disposable;
      void held;
      body();
    },
  },
];
