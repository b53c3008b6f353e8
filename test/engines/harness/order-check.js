// Lets everything in this realm that makes resources meet everything that disposes of them. Reports which pairs fail, and
// whether all go by one symbol.
(() => {
  const copies = (realm, where) =>
    ["first", "second", "older"]
      .filter((name) => name in realm)
      .map((name) => ({ name: where + name, library: realm[name] }));
  const globals = (realm, where) =>
    typeof realm.DisposableStack === "function" ? [{ name: `${where}global`, realm }] : [];

  const makers = (realms) => {
    const found = {};
    for (const { realm, where } of realms) {
      for (const { name, library } of copies(realm, where)) {
        found[`an object with ${name}'s symbols`] = (called) => ({
          [library.dispose]: called,
          [library.asyncDispose]: async () => called(),
        });
        found[`${name}'s defer`] = (called, isAsync) => library[isAsync ? "deferAsync" : "defer"](called);
        found[`${name}'s stack`] = (called, isAsync) => {
          const stack = new library[isAsync ? "AsyncDisposableStack" : "DisposableStack"]();
          stack.defer(called);
          return stack;
        };
        found[`${name}'s exit stack`] = (called, isAsync) => {
          const stack = new library[isAsync ? "AsyncExitStack" : "ExitStack"]();
          stack.defer(called);
          return stack;
        };
      }
      for (const { name } of globals(realm, where)) {
        found[`the ${name} stack`] = (called, isAsync) => {
          const stack = new realm[isAsync ? "AsyncDisposableStack" : "DisposableStack"]();
          stack.defer(called);
          return stack;
        };
        found[`an object with the symbols of the ${name} Symbol`] = (called) => ({
          [realm.Symbol.dispose]: called,
          [realm.Symbol.asyncDispose]: async () => called(),
        });
      }
      if (realm.dependency) {
        found[`an object of the ${where}dependency, made when it was loaded`] = realm.dependency.make;
      }
    }
    return found;
  };

  const drivers = (realms) => {
    const found = {};
    for (const { realm, where } of realms) {
      for (const { name, library } of copies(realm, where)) {
        found[`${name}'s stack`] = async (resource, isAsync) => {
          const stack = new library[isAsync ? "AsyncDisposableStack" : "DisposableStack"]();
          stack.use(resource);
          await (isAsync ? stack.disposeAsync() : stack.dispose());
        };
        found[`${name}'s exit stack`] = (resource, isAsync) =>
          library[isAsync ? "AsyncExitStack" : "ExitStack"].run((stack) => void stack.use(resource));
      }
      for (const { name } of globals(realm, where)) {
        found[`the ${name} stack`] = async (resource, isAsync) => {
          const stack = new realm[isAsync ? "AsyncDisposableStack" : "DisposableStack"]();
          stack.use(resource);
          await (isAsync ? stack.disposeAsync() : stack.dispose());
        };
      }
      if (realm.dependency) {
        found[`using of the ${where}dependency`] = (resource, isAsync) =>
          realm.dependency[isAsync ? "useAsync" : "useSync"](resource);
      }
    }
    return found;
  };

  globalThis.checkOrder = async (realms) => {
    const problems = [];
    let pairs = 0;
    for (const [maker, make] of Object.entries(makers(realms))) {
      for (const [driver, drive] of Object.entries(drivers(realms))) {
        for (const isAsync of [false, true]) {
          let count = 0;
          let thrown = "";
          try {
            await drive(
              make(() => void count++, isAsync),
              isAsync,
            );
          } catch (error) {
            thrown = `: ${error}`;
          }
          pairs++;
          if (count !== 1) {
            problems.push(
              `${isAsync ? "async" : "sync"}: ${driver} disposes ${maker} ${count} times${thrown}`,
            );
          }
        }
      }
    }
    const symbols = realms.flatMap(({ realm, where }) => [
      ...copies(realm, where).map(({ library }) => library),
      ...(realm.Symbol.dispose ? [realm.Symbol] : []),
    ]);
    const kinds = (key) => new Set(symbols.map((each) => each[key])).size;
    return { pairs, problems, symbols: Math.max(kinds("dispose"), kinds("asyncDispose")) };
  };
  globalThis.__report = undefined;
})();
