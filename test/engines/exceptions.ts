// Tests that are left out in some engines, each with its reason. All others run everywhere.

/** `where` names engines (`"node14"`), kinds (`"browser"`), realms (`"worker"`, `"webkit, iframe"`), formats (`"classic"`) or is `"everywhere"`. */
export interface Exception {
  /** How the test's whole title begins: its file, and `" › …"`. */
  readonly title: string;
  readonly where: readonly string[];
  readonly reason: string;
}

/** Files that no bundle for other engines can hold. */
export const files: readonly Exception[] = [
  ...["bundle", "copies", "helpers", "symbols"].map((name) => ({
    title: `test/polyfills/${name}.test.ts`,
    where: ["everywhere"],
    reason: "runs compilers and makes realms of Node; here the order-and-copies matrix stands for it",
  })),
  {
    title: "test/exit/suppress.test.ts",
    where: ["everywhere"],
    reason: "runs a bundler, and makes realms of Node",
  },
  {
    title: "test/scope/observer.test.ts",
    where: ["everywhere"],
    reason: "looks through a door that the package keeps inside its chunks",
  },
  {
    title: "test/runtime/bundle.test.ts",
    where: ["everywhere"],
    reason: "measures what a bundler makes of the sources",
  },
  {
    title: "test/runtime/late-symbol.test.ts",
    where: ["everywhere"],
    reason: "bundles the sources for a realm of its own",
  },
  {
    title: "test/runtime/tslib.test.ts",
    where: ["everywhere"],
    reason: "compares with tslib's files, and runs a bundler",
  },
  {
    title: "test/contextlib/table.test.ts",
    where: ["everywhere"],
    reason: "reads a document, and asks CPython",
  },
  {
    title: "test/contextlib/decorator.test.ts",
    where: ["everywhere"],
    reason: "runs the TypeScript compiler",
  },
  {
    title: "test/polyfills/messages.test.ts",
    where: ["classic"],
    reason: "asks for our classes' own words, and the classic script has the engine's where they are",
  },
  ...[
    "test/polyfills/install.test.ts",
    "test/exit/rules.test.ts",
    "test/runtime/aware.test.ts",
    "test/runtime/helpers.test.ts",
    "test/runtime/steps.test.ts",
  ].map((title) => ({
    title,
    where: ["classic"],
    reason: "tests what the classic script does not name",
  })),
];

/** Single tests and groups of them. */
const large = [
  "test/polyfills/scale.test.ts",
  "test/exit/chain.test.ts › R8: the error, its causes, then what it suppressed, no repeats › 100,000",
  "test/exit/rules.test.ts › R1: the newest error › of 100,000",
  "test/scope/stacks.test.ts › scale › ",
  "test/runtime/steps.test.ts › TypeScript's helpers › 1,000,000",
  "test/runtime/steps.test.ts › Babel's usingCtx › 1,000,000",
];

export const tests: readonly Exception[] = [
  {
    title: "test/runtime/aware.test.ts › the rules are those of src/exit/rules.ts, over random errors",
    where: ["everywhere"],
    reason: "compares two functions of the library, which no engine makes a difference to",
  },
  ...large.map((title) => ({
    title,
    where: ["small"],
    reason:
      "a million resources or errors: once in each of node26, bun and the browsers, as they come, in the main realm",
  })),
  {
    title:
      "test/contextlib/contextlib.test.ts › R14: suppress › the language's own types match by name between realms",
    where: ["worker"],
    reason: "a browser's worker cannot make another realm",
  },
  {
    title: "test/polyfills/suppressed-error.test.ts › [non-spec] ours in the place of a broken one",
    where: ["classic"],
    reason: "makes a SuppressedError, which the classic script only has",
  },
  ...[
    "test/protocol/lookup.test.ts › misuse › a disposable",
    "test/protocol/lookup.test.ts › misuse › use of an async disposable on a sync stack",
    "test/scope/stacks.test.ts › synchronous › it is a stack of the standard, with its own name",
    "test/scope/stacks.test.ts › asynchronous › it is a stack of the standard, with its own name",
  ].map((title) => ({
    title,
    where: ["classic"],
    reason: "names a class of the library, and the classic script is minified",
  })),
  ...["native", "ponyfill's"].flatMap((whose) =>
    ["DisposableStack", "AsyncDisposableStack"].map((name) => ({
      title: `test/polyfills/stacks.test.ts › the ${whose} ${name} › errors › [spec] the error that suppresses has no message`,
      where: ["firefox, as it comes"],
      reason: "Firefox's own stacks give it one; that is no reason to replace them",
    })),
  ),
  ...["our DisposableStack", "our AsyncDisposableStack"].map((whose) => ({
    title: `test/polyfills/stacks.test.ts › ${whose} › errors › [spec] the error that suppresses has no message`,
    where: ["firefox, as it comes, classic"],
    reason: "the same: there the classic script installs nothing, and the engine's own are under test",
  })),
  {
    title: "test/polyfills/async-turns.test.ts › the native AsyncDisposableStack › ",
    where: ["webkit, switched on"],
    reason: "broken, as Bun 1.3.0 to 1.3.11 had it: the polyfill replaces it, and the same tests run on that",
  },
  ...[
    "test/concurrency/task-group.test.ts",
    "test/concurrency/timeout.test.ts",
    "test/concurrency/timeout-clock.test.ts",
    "test/concurrency/abort-scope.test.ts › what an abort is called",
    "test/adapters/listen.test.ts › listen › on an EventTarget",
    "test/adapters/listen.test.ts › listen › each call",
    "test/adapters/listen.test.ts › listen › once, and capture",
    "test/adapters/listen.test.ts › listen › misuse",
    "test/adapters/listen.test.ts › what disposable does for controllers and timers › abort",
  ].map((title) => ({
    title,
    where: ["node14"],
    reason: "Node 14 has no AbortController and no EventTarget; the library says so there",
  })),
  ...[
    "test/exit/chain.test.ts › R8: the error, its causes, then what it suppressed, no repeats › a cause",
    "test/exit/chain.test.ts › R8: the error, its causes, then what it suppressed, no repeats › a SuppressedError is no member",
    "test/exit/chain.test.ts › formatError › names every error",
    "test/exit/rules.test.ts › what propagates › R5: ",
    "test/contextlib/generator-manager.test.ts › contextManager › throwing another wraps it (R7)",
    "test/contextlib/generator-manager.test.ts › asyncContextManager › throwing another wraps it (R7)",
    "test/adapters/from-callback.test.ts › what the API's promise does follows the exit rules › R5",
    "test/runtime/aware.test.ts › TypeScript's helpers › R5, R7",
    "test/runtime/aware.test.ts › Babel's usingCtx › R5, R7",
  ].map((title) => ({ title, where: ["node14"], reason: "Node 14 ignores the option `cause` of new Error" })),
  ...[
    "test/exit/chain.test.ts › formatError › shows the members of a group",
    "test/contextlib/contextlib.test.ts › R14: suppress › groups (Python 3.12)",
    "test/contextlib/suppress.test.ts › suppress › a group",
    "test/contextlib/suppress.test.ts › suppress › an empty group",
  ].map((title) => ({ title, where: ["node14"], reason: "Node 14 has no AggregateError" })),
  ...[
    "test/concurrency/task-group.test.ts › a group that fails › an AbortError of",
    "test/concurrency/timeout.test.ts › a block that is overdue › an AbortError without a cause",
    "test/concurrency/timeout.test.ts › a block that is overdue › an AbortError before the deadline",
    "test/concurrency/timeout.test.ts › a block that is overdue › its signal is aborted with a reason named",
  ].map((title) => ({ title, where: ["node16"], reason: "Node 16 has no global DOMException" })),
  ...["test/concurrency/timeout.test.ts › a block that is overdue › an AbortError of another cause"].map(
    (title) => ({
      title,
      where: ["deno"],
      reason: "Deno's events.once rejects with an AbortError that does not name its cause",
    }),
  ),
  ...["DOMException it is an Error", "AbortController it is refused"].map((host) => ({
    title: `test/concurrency/abort-scope.test.ts › what an abort is called › on a host without ${host}`,
    where: ["webkit, iframe"],
    reason:
      "in an iframe, code that has often read a global goes on reading its old value when it is redefined, which code compiled afterwards does not",
  })),
  ...["Jest", "Vitest"].map((runner) => ({
    title: `test/scope/blind.test.ts › the line for the test runner › ${runner}`,
    where: ["deno"],
    reason: "Deno asks for a permission when its environment is read, so the library does not look",
  })),
  ...["contextManager", "asyncContextManager"].map((factory) => ({
    title: `test/contextlib/generator-manager.test.ts › the options of a factory › name › ${factory} without any: where the factory was called`,
    where: ["everywhere"],
    reason: "reads the line of the test's own file that the name says",
  })),
  ...["as V8 writes stacks", "as JavaScriptCore, SpiderMonkey writes stacks", "its stack is read when"].map(
    (name) => ({
      title: `test/contextlib/generator-manager.test.ts › the options of a factory › name › ${name}`,
      where: ["bun", "webkit", "firefox"],
      reason: "asks by V8's Error.prepareStackTrace",
    }),
  ),
  ...[
    "test/scope/blind.test.ts › the library's own managers › timeout",
    "test/scope/blind.test.ts › the library's own managers › taskGroup",
    "test/scope/blind.test.ts › the library's own managers › a task group",
  ].map((title) => ({
    title,
    where: ["node14"],
    reason: "Node 14 has no AbortController; the library says so there",
  })),
  {
    title: "test/contextlib/generator-manager.test.ts › the options of a factory › suppresses: false › R5",
    where: ["node14"],
    reason: "Node 14 ignores the option `cause` of new Error",
  },
  ...["our", "the ponyfill's"].map((whose) => ({
    title: `test/polyfills/suppressed-error.test.ts › ${whose} SuppressedError › [non-spec] its stack begins with`,
    where: ["everywhere"],
    reason: "the text of a stack is V8's, and the name in it that of the file as Jest loads it",
  })),
];

/** Whether the exception holds in a place that goes by these words. */
export const holds = ({ where }: Exception, words: readonly string[]): boolean =>
  where.includes("everywhere") || where.some((word) => words.includes(word));
