// F in an arrow, and the keyword before it.
import { checkRows } from "./rows.js";

checkRows("finalizer", [
  {
    name: "text: this, arguments and new.target keep their meaning in an arrow",
    code: `function f() {
  try {
    run();
  } finally {
    this.end(arguments[0], new.target);
    this.#n;
  }
}`.replace("\n    this.#n;", ""),
    becomes: [
      "defer",
      `function f() {
  using _cleanup = defer(() => this.end(arguments[0], new.target));
  run();
}`,
    ],
  },
  {
    name: "text: F's block moves as it is",
    code: `function f() {
  lock();
  try {
    run();
  } finally {
    const n = count();
    if (n > 0) {
      unlock(n);
    }
  }
}`,
    becomes: [
      "defer",
      `function f() {
  lock();
  using _cleanup = defer(() => {
    const n = count();
    if (n > 0) {
      unlock(n);
    }
  });
  run();
}`,
    ],
  },
  {
    name: "text: comments in and around F are kept",
    code: `function f() {
  try /* a */ {
    // b
    run(); // c
    // d
  } // e
  finally /* g */ {
    // h
    gate.leave(/* i */);
  } // j
}`,
    becomes: [
      "defer",
      `function f() {
  /* a */
  // e
  /* g */
  // h
  using _gate = defer(() => gate.leave(/* i */));
  // b
  run(); // c
  // d // j
}`.replace("// d // j", "// d\n   // j"),
    ],
  },
  {
    name: "text: a comment behind F's call keeps its block",
    code: `function f() {
  try {
    run();
  } finally {
    gate.leave(); // last
  }
}`,
    becomes: [
      "defer",
      `function f() {
  using _gate = defer(() => {
    gate.leave(); // last
  });
  run();
}`,
    ],
  },
  {
    name: "text: a line comment at the end of B does not swallow what follows",
    code: `function f() { try { run(); // now
  } finally { gate.leave(); } }`,
    becomes: [
      "defer",
      `function f() { using _gate = defer(() => gate.leave());
run(); // now
 }`,
    ],
  },
  {
    name: "text: arguments are evaluated when F runs",
    code: `function f(s, o) {
  s.start(o.a);
  try {
    run();
  } finally {
    s.stop(read(o.b));
  }
}`,
    becomes: [
      "defer",
      `function f(s, o) {
  s.start(o.a);
  using _s = defer(() => s.stop(read(o.b)));
  run();
}`,
    ],
  },
  {
    name: "keyword: F does not await: `using`, in async functions too",
    code: `async function f() {
  try {
    await run();
  } finally {
    topology.close();
  }
}`,
    becomes: [
      "defer",
      `async function f() {
  using _topology = defer(() => topology.close());
  await run();
}`,
    ],
  },
  {
    name: "keyword: F awaits: `await using`",
    code: `async function f() {
  try {
    run();
  } finally {
    if (a.isOpen) await a.close();
  }
}`,
    becomes: [
      "defer",
      `async function f() {
  await using _a = deferAsync(async () => {
    if (a.isOpen) await a.close();
  });
  run();
}`,
    ],
  },
  {
    name: "keyword: `for await` in F awaits",
    code: `async function f() { try { run() } finally { for await (const x of xs) x.close() } }`,
    becomes: [
      "defer",
      `async function f() { await using _cleanup = deferAsync(async () => { for await (const x of xs) x.close() }); run() }`,
    ],
  },
  {
    name: "keyword: an await in a function of F is not F's",
    code: `function f() { try { run() } finally { later(async () => { await g() }) } }`,
    becomes: [
      "defer",
      `function f() { using _later = defer(() => later(async () => { await g() })); run() }`,
    ],
  },
  {
    name: "concise: a call that awaits inside keeps its braces",
    code: `async function f() { try { run() } finally { await a.close(await b()) } }`,
    becomes: [
      "defer",
      `async function f() { await using _a = deferAsync(async () => { await a.close(await b()) }); run() }`,
    ],
  },
  {
    name: "concise: everything but a call keeps its braces",
    code: `function f() { try { run() } finally { delete a.b } }`,
    becomes: ["defer", `function f() { using _b = defer(() => { delete a.b }); run() }`],
  },
  {
    name: "concise: what is awaited and is no promise keeps its braces, where types tell",
    language: "typed",
    code: `declare const a: { n(): number };
export async function f() {
  try {
    console.log();
  } finally {
    await a.n();
  }
}`,
    becomes: [
      "defer",
      `declare const a: { n(): number };
export async function f() {
  await using _a = deferAsync(async () => {
    await a.n();
  });
  console.log();
}`,
    ],
  },
]);
