// The release of one value that was acquired just before, or in B.
import { checkRows } from "./rows.js";

const lines = (...text: string[]): string => text.join("\n");
/** A function around statements; each row is about what is in it. */
const fn = (...text: string[]): string =>
  lines("async function f(queue) {", ...text.map((line) => `  ${line}`), "}");

checkRows("adopt", [
  {
    name: "notOneCall: one call on one local",
    code: fn(
      "const job = await queue.take();",
      "try {",
      "  return await run(job);",
      "} finally {",
      "  await job.release();",
      "}",
    ),
    becomes: [
      "adopt",
      fn(
        "const job = await queue.take();",
        "await using _job = deferAsync(() => job.release());",
        "return await run(job);",
      ),
    ],
  },
  {
    name: "notOneCall: the local as the argument of a function",
    code: fn(
      "const dir = mkdtempSync(prefix);",
      "try {",
      "  run(dir);",
      "} finally {",
      "  rmSync(dir, { recursive: true });",
      "}",
    ),
    becomes: [
      "adopt",
      fn(
        "const dir = mkdtempSync(prefix);",
        "using _dir = defer(() => rmSync(dir, { recursive: true }));",
        "run(dir);",
      ),
    ],
  },
  {
    name: "notOneCall: on a field of the local",
    code: fn(
      "const store = await open();",
      "try {",
      "  run(store);",
      "} finally {",
      "  await store.ctrl.close();",
      "}",
    ),
    becomes: [
      "adopt",
      fn(
        "const store = await open();",
        "await using _store = deferAsync(() => store.ctrl.close());",
        "run(store);",
      ),
    ],
  },
  {
    name: "notOneCall: another local as an operand: defer",
    code: fn("const job = queue.take();", "try {", "  run();", "} finally {", "  queue.give(job);", "}"),
    becomes: [
      "defer",
      fn("const job = queue.take();", "using _job = defer(() => queue.give(job));", "run();"),
    ],
  },
  {
    name: "notOneCall: two calls, `.catch` on the first: defer",
    code: fn(
      "const a = open();",
      "try {",
      "  run(a);",
      "} finally {",
      "  await a.end().catch(() => {});",
      "}",
    ),
    becomes: [
      "defer",
      fn("const a = open();", "await using _a = deferAsync(() => a.end().catch(() => {}));", "run(a);"),
    ],
  },
  {
    name: "noAcquisition: a let that is never written is as good as a const",
    code: fn("let dir = await mkdtemp(p);", "try {", "  run(dir);", "} finally {", "  await rm(dir);", "}"),
    becomes: [
      "adopt",
      fn("let dir = await mkdtemp(p);", "await using _dir = deferAsync(() => rm(dir));", "run(dir);"),
    ],
  },
  {
    name: "noAcquisition: a let that is written: defer",
    code: fn("let a = open();", "try {", "  a = again(a);", "} finally {", "  a.close();", "}"),
    becomes: ["defer", fn("let a = open();", "using _a = defer(() => a.close());", "a = again(a);")],
  },
  {
    name: "noAcquisition: a path is no acquisition: defer",
    code: fn(
      "const file = path.join(dir, name);",
      "try {",
      "  run(file);",
      "} finally {",
      "  unlinkSync(file);",
      "}",
    ),
    becomes: [
      "defer",
      fn("const file = path.join(dir, name);", "using _file = defer(() => unlinkSync(file));", "run(file);"),
    ],
  },
  {
    name: "noAcquisition: a pattern: defer",
    code: fn("const { a } = open();", "try {", "  run(a);", "} finally {", "  a.close();", "}"),
    becomes: ["defer", fn("const { a } = open();", "using _a = defer(() => a.close());", "run(a);")],
  },
  {
    name: "mayThrowBetween: inert declarations between",
    code: fn(
      "const a = open();",
      "const seen = new Set();",
      "let n = 0;",
      "try {",
      "  run(a, seen, n);",
      "} finally {",
      "  a.close();",
      "}",
    ),
    becomes: [
      "adopt",
      fn(
        "const a = open();",
        "const seen = new Set();",
        "let n = 0;",
        "using _a = defer(() => a.close());",
        "run(a, seen, n);",
      ),
    ],
  },
  {
    name: "mayThrowBetween: a call between: defer",
    code: fn(
      "const a = open();",
      "await a.connect();",
      "try {",
      "  run(a);",
      "} finally {",
      "  a.close();",
      "}",
    ),
    becomes: [
      "defer",
      fn("const a = open();", "await a.connect();", "using _a = defer(() => a.close());", "run(a);"),
    ],
  },
  {
    name: "mayThrowBetween: what is between is used after a block: defer",
    code: fn(
      "const a = open();",
      "let n = 0;",
      "try {",
      "  n = run(a);",
      "} finally {",
      "  a.close();",
      "}",
      "publish(n);",
    ),
    becomes: [
      "defer",
      fn(
        "const a = open();",
        "let n = 0;",
        "{",
        "  using _a = defer(() => a.close());",
        "  n = run(a);",
        "}",
        "publish(n);",
      ),
    ],
  },
  {
    name: "usedAfter: the local is used after: defer",
    code: fn(
      "const a = open();",
      "try {",
      "  run(a);",
      "} finally {",
      "  a.close();",
      "}",
      "publish(a.size);",
    ),
    becomes: [
      "defer",
      fn(
        "const a = open();",
        "{",
        "  using _a = defer(() => a.close());",
        "  run(a);",
        "}",
        "publish(a.size);",
      ),
    ],
  },
  {
    name: "otherGuard: a null check of the local itself",
    code: fn("const a = open();", "try {", "  run(a);", "} finally {", "  if (a !== null) a.close();", "}"),
    becomes: [
      "adopt",
      fn("const a = open();", "using _a = defer(() => {", "  if (a !== null) a.close();", "});", "run(a);"),
    ],
  },
  {
    name: "otherGuard: `?.`",
    code: fn("const a = open();", "try {", "  run(a);", "} finally {", "  a?.close();", "}"),
    becomes: ["adopt", fn("const a = open();", "using _a = defer(() => a?.close());", "run(a);")],
  },
  {
    name: "otherGuard: a guard of ownership: defer",
    code: `class A { async f() {
  const runner = this.obtain();
  try {
    await runner.query();
  } finally {
    if (runner !== this.runner) await runner.release();
  }
} }`,
    becomes: [
      "defer",
      `class A { async f() {
  const runner = this.obtain();
  await using _runner = deferAsync(async () => {
    if (runner !== this.runner) await runner.release();
  });
  await runner.query();
} }`,
    ],
  },
  {
    name: "otherGuard: a guard of state: defer",
    code: fn("const a = open();", "try {", "  run(a);", "} finally {", "  if (a.isOpen) a.close();", "}"),
    becomes: [
      "defer",
      fn("const a = open();", "using _a = defer(() => {", "  if (a.isOpen) a.close();", "});", "run(a);"),
    ],
  },
  {
    name: "filledOtherwise: a let filled by B becomes a const there",
    code: fn(
      "let socket;",
      "try {",
      "  prepare();",
      "  socket = dial(host); // now",
      "  socket.send(greeting);",
      "} finally {",
      "  socket?.hangUp();",
      "}",
    ),
    becomes: [
      "adopt",
      fn(
        "prepare();",
        "const socket = dial(host); // now",
        "using _socket = defer(() => socket?.hangUp());",
        "socket.send(greeting);",
      ),
    ],
  },
  {
    name: "filledOtherwise: with null in it, on one line, in a block",
    code: fn(
      "let a = null;",
      "",
      "try { a = await open(); run(a); } finally { if (a) await a.close(); }",
      "publish();",
    ),
    becomes: [
      "adopt",
      fn(
        "{",
        "  const a = await open();",
        "  await using _a = deferAsync(async () => { if (a) await a.close(); });",
        "  run(a);",
        "}",
        "publish();",
      ),
    ],
  },
  {
    name: "filledOtherwise: unguarded, the failing acquisition shows in F: defer",
    code: fn("let a;", "try {", "  a = open();", "  run(a);", "} finally {", "  a.close();", "}"),
    becomes: ["defer", fn("let a;", "using _a = defer(() => a.close());", "a = open();", "run(a);")],
  },
  {
    name: "filledOtherwise: a catch remains: defer",
    code: fn(
      "let a;",
      "try {",
      "  a = open();",
      "} catch (e) {",
      "  show(e);",
      "} finally {",
      "  a?.close();",
      "}",
    ),
    becomes: [
      "defer",
      fn(
        "let a;",
        "using _a = defer(() => a?.close());",
        "try {",
        "  a = open();",
        "} catch (e) {",
        "  show(e);",
        "}",
      ),
    ],
  },
  {
    name: "filledOtherwise: written twice: defer",
    code: fn("let a;", "try {", "  a = open();", "  a = null;", "} finally {", "  a?.close();", "}"),
    becomes: ["defer", fn("let a;", "using _a = defer(() => a?.close());", "a = open();", "a = null;")],
  },
  {
    name: "filledOtherwise: used in a closure outside: defer",
    code: fn("let a;", "const g = () => a;", "try {", "  a = open(g);", "} finally {", "  a?.close();", "}"),
    becomes: [
      "defer",
      fn("let a;", "const g = () => a;", "using _a = defer(() => a?.close());", "a = open(g);"),
    ],
  },
  {
    name: "filledOtherwise: filled in an inner block: defer",
    code: fn("let a;", "try {", "  if (b) a = open();", "} finally {", "  a?.close();", "}"),
    becomes: ["defer", fn("let a;", "using _a = defer(() => a?.close());", "if (b) a = open();")],
  },
  {
    name: "usesBodyName: F uses another name that B declares: defer",
    code: `import { options } from "./options.js";
function f() {
  let a;
  try {
    const options = {};
    a = open(options);
  } finally {
    if (a) close(a, options);
  }
}`,
    becomes: [
      "defer",
      `import { options } from "./options.js";
function f() {
  let a;
  using _close = defer(() => {
    if (a) close(a, options);
  });
  {
    const options = {};
    a = open(options);
  }
}`,
    ],
  },
  {
    name: "filledOtherwise: keeps its annotation",
    language: "ts",
    code: fn("let a: A | undefined;", "try {", "  a = open();", "} finally {", "  a?.close();", "}"),
    becomes: ["adopt", fn("const a: A | undefined = open();", "using _a = defer(() => a?.close());")],
  },
  {
    name: "severalSteps: several closes are one release",
    code: fn(
      "const a = open();",
      "try {",
      "  run(a);",
      "} finally {",
      "  await a.close();",
      "  await queue.close();",
      "}",
    ),
    becomes: [
      "defer",
      fn(
        "const a = open();",
        "await using _cleanup = deferAsync(async () => {",
        "  await a.close();",
        "  await queue.close();",
        "});",
        "run(a);",
      ),
    ],
  },
  {
    name: "style stack: the stack adopts",
    bare: true,
    options: { style: "stack" },
    code: lines(
      `import { AsyncDisposableStack } from "await-using/ponyfill";`,
      fn(
        "const job = await queue.take();",
        "try {",
        "  run(job);",
        "} finally {",
        "  await job.release();",
        "}",
      ),
    ),
    becomes: [
      "adopt",
      lines(
        `import { AsyncDisposableStack } from "await-using/ponyfill";`,
        fn(
          "await using stack = new AsyncDisposableStack();",
          "const job = stack.adopt(await queue.take(), (job) => job.release());",
          "run(job);",
        ),
      ),
    ],
  },
  {
    name: "style stack: in a block",
    bare: true,
    options: { style: "stack" },
    code: lines(
      `import { DisposableStack } from "await-using/ponyfill";`,
      fn(
        "const job = queue.take();",
        "const n = 1;",
        "try {",
        "  run(job, n);",
        "} finally {",
        "  job.release();",
        "}",
        "publish();",
      ),
    ),
    becomes: [
      "adopt",
      lines(
        `import { DisposableStack } from "await-using/ponyfill";`,
        fn(
          "{",
          "  using stack = new DisposableStack();",
          "  const job = stack.adopt(queue.take(), (job) => job.release());",
          "  const n = 1;",
          "  run(job, n);",
          "}",
          "publish();",
        ),
      ),
    ],
  },
  {
    name: "style stack: the stack defers",
    bare: true,
    options: { style: "stack" },
    code: lines(
      `import { DisposableStack } from "await-using/ponyfill";`,
      fn("try {", "  run(stack);", "} finally {", "  gate.leave();", "}"),
    ),
    becomes: [
      "defer",
      lines(
        `import { DisposableStack } from "await-using/ponyfill";`,
        fn("using stack2 = new DisposableStack();", "stack2.defer(() => gate.leave());", "run(stack);"),
      ),
    ],
  },
]);
