// One program of everything, in a process whose intrinsics were tampered with: before the package is loaded or after, as its
// arguments say. Prints a line of JSON: what happened, as an untampered process prints it.
//
//   node tamper.mjs NAME before|after
//   node tamper.mjs --list
import { writeSync } from "node:fs";
import { tampers } from "./tampers.mjs";

// Everything that this program itself needs, from before.
const { reallyExit: exit } = process;
const [, , tampered = "nothing", when = "before"] = process.argv;
const trace = [];
let size = 0;
/** A push that needs no intrinsic. */
function note(text) {
  Object_defineProperty(trace, size++, {
    __proto__: null,
    value: text,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
const Object_defineProperty = Object.defineProperty;

if (tampered === "--list") {
  writeSync(1, JSON.stringify(Object.keys(tampers)));
  exit(0);
}
const act = tampers[tampered];
if (act === undefined && tampered !== "nothing") {
  console.error(`no tamper ${tampered}`);
  exit(2);
}
if (when === "before") act?.();
const library = await import("await-using");
const ponyfill = await import("await-using/ponyfill");
const runtime = await import("await-using/runtime");
if (when === "after") act?.();

const { dispose, asyncDispose } = ponyfill;
const failure = { name: "failure" };

class Manager {
  constructor(name, answer = false) {
    this.name = name;
    this.answer = answer;
  }
  __enter__() {
    note("enter " + this.name);
    return this;
  }
  __exit__(_type, error) {
    note("exit " + this.name + (error === failure ? " told" : ""));
    return this.answer;
  }
  async __aenter__() {
    return this.__enter__();
  }
  async __aexit__(type, error) {
    return this.__exit__(type, error);
  }
}
const resource = (name) => ({
  [dispose]() {
    note("dispose " + name);
  },
  async [asyncDispose]() {
    note("dispose " + name);
  },
});
const fails = () => {
  throw failure;
};

/** Runs a part; what it threw is noted. */
async function part(name, run) {
  note(name);
  try {
    await run();
  } catch (error) {
    note(error === failure ? "threw the failure" : "threw " + textOf(error));
  }
}
function textOf(error) {
  try {
    return "another: " + error.name + ": " + error.message;
  } catch {
    return "something odd";
  }
}

await part("withSync", () => library.withSync(new Manager("a"), fails));
await part("withSync, suppressed", () => library.withSync(new Manager("a", true), fails));
await part("withAsync", () => library.withAsync(new Manager("a"), fails));
await part("withAsync, suppressed", () => library.withAsync(new Manager("a", true), fails));
await part("ExitStack", () =>
  library.ExitStack.run((stack) => {
    stack.enter(new Manager("a", true));
    stack.use(resource("b"));
    stack.defer(() => note("deferred"));
    stack.enter(new Manager("c"));
    fails();
  }),
);
await part("AsyncExitStack", () =>
  library.AsyncExitStack.run(async (stack) => {
    await stack.enter(new Manager("a", true));
    stack.use(resource("b"));
    stack.adopt("value", () => note("adopted"));
    await stack.enter(new Manager("c"));
    fails();
  }),
);
await part("enter", async () => {
  const held = await library.enter(new Manager("a"), { outcome: "ignored" });
  await held[asyncDispose]();
});
await part("generators", async () => {
  const make = library.contextManager(function* () {
    try {
      yield 1;
    } finally {
      note("closed");
    }
  });
  library.withSync(make(), fails);
});
await part("DisposableStack", () => {
  const stack = new ponyfill.DisposableStack();
  stack.use(resource("a"));
  stack.adopt("value", () => note("adopted"));
  stack.defer(() => note("deferred"));
  stack.move().dispose();
});
await part("AsyncDisposableStack", async () => {
  const stack = new ponyfill.AsyncDisposableStack();
  stack.use(resource("a"));
  stack.defer(fails);
  stack.use(resource("b"));
  await stack.disposeAsync();
});
await part("compiled", () => {
  const env = { stack: [], error: undefined, hasError: false };
  try {
    runtime.__addDisposableResource(env, resource("a"), false);
    runtime.__addDisposableResource(env, resource("b"), false);
    throw failure;
  } catch (error) {
    env.error = error;
    env.hasError = true;
  } finally {
    runtime.__disposeResources(env);
  }
});

let text = "";
for (let i = 0; i < size; i++) text += (i ? "; " : "") + trace[i];
writeSync(1, text);
exit(0);
