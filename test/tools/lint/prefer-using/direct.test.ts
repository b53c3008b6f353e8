// The value itself, where its disposer is what F calls.
import { checkRows } from "./rows.js";

const lines = (...text: string[]): string => text.join("\n");
const fn = (head: string, ...text: string[]): string =>
  lines(
    head,
    "export async function f(run: (...args: unknown[]) => unknown) {",
    ...text.map((line) => `  ${line}`),
    "}",
  );

/** One value, acquired and released. */
const site = (head: string, name: string, init: string, release: string): string =>
  fn(head, `const ${name} = ${init};`, "try {", `  run(${name});`, "} finally {", `  ${release};`, "}");
const declared = (head: string, name: string, init: string, keyword: string): string =>
  fn(head, `${keyword} ${name} = ${init};`, `run(${name});`);
const released = (head: string, name: string, init: string, declaration: string): string =>
  fn(head, `const ${name} = ${init};`, `${declaration};`, `run(${name});`);

const exact = [
  [
    "FileHandle.close",
    `import { open } from "node:fs/promises";`,
    "file",
    `await open("a")`,
    "await file.close()",
  ],
  [
    "Worker.terminate",
    `import { Worker } from "node:worker_threads";`,
    "worker",
    `new Worker("a")`,
    "await worker.terminate()",
  ],
  [
    "readline close",
    `import { createInterface } from "node:readline";`,
    "lines",
    "createInterface(process.stdin)",
    "lines.close()",
  ],
  ["clearTimeout(t)", "", "timer", "setTimeout(() => {}, 1)", "clearTimeout(timer)"],
  [
    "MongoClient.close",
    `import { MongoClient } from "mongodb";`,
    "client",
    "new MongoClient()",
    "await client.close()",
  ],
  [
    "Playwright close",
    `import { chromium } from "playwright-core";`,
    "browser",
    "await chromium.launch()",
    "await browser.close()",
  ],
  [
    "vi.spyOn mockRestore",
    `import { vi } from "@vitest/spy";`,
    "spy",
    `vi.spyOn(console, "log")`,
    "spy.mockRestore()",
  ],
] as const;

const different = [
  [
    "TypeORM QueryRunner commits when disposed of",
    `import { createQueryRunner } from "typeorm";`,
    "runner",
    "createQueryRunner()",
    "await runner.release()",
  ],
  [
    "mongodb ClientSession ends with force",
    `import { MongoClient } from "mongodb";`,
    "session",
    "new MongoClient().startSession()",
    "await session.endSession()",
  ],
  [
    "a Node stream is destroyed with an AbortError",
    `import { createReadStream } from "node:fs";`,
    "stream",
    `createReadStream("a")`,
    "await stream.destroy()",
  ],
  [
    "an http Server closes with a promise",
    `import { createServer } from "node:http";`,
    "server",
    "createServer()",
    "await server.close()",
  ],
  [
    "a net Server closes with a promise",
    `import { createServer } from "node:net";`,
    "server",
    "createServer()",
    "await server.close()",
  ],
  [
    "a ChildProcess is killed once",
    `import { spawn } from "node:child_process";`,
    "child",
    `spawn("a")`,
    "child.kill()",
  ],
] as const;

const keywordOf = (release: string): string => (release.startsWith("await") ? "await using" : "using");
const deferred = (name: string, release: string): string =>
  release.startsWith("await ")
    ? `await using _${name} = deferAsync(async () => {\n    ${release};\n  })`
    : `using _${name} = defer(() => ${release})`;

checkRows("direct", [
  ...exact.map(([what, head, name, init, release]) => ({
    name: `otherOperation: ${what} is exact`,
    language: "typed" as const,
    code: site(head, name, init, release),
    becomes: ["direct", declared(head, name, init, keywordOf(release))] as const,
  })),
  ...different.map(([what, head, name, init, release]) => ({
    name: `otherOperation: ${what}: not direct`,
    language: "typed" as const,
    code: site(head, name, init, release),
    becomes: [
      "adopt",
      released(
        head,
        name,
        init,
        // What is awaited and is no promise keeps its braces.
        /stream|server/.test(name)
          ? deferred(name, release)
          : deferred(name, release).replace(/async \(\) => \{\s+await (.*);\s+\}/, "() => $1"),
      ),
    ] as const,
  })),
  {
    name: "notPlainCall: an argument: not direct",
    language: "typed",
    code: site(
      `import { MongoClient } from "mongodb";`,
      "client",
      "new MongoClient()",
      "await client.close(true)",
    ),
    becomes: [
      "adopt",
      released(
        `import { MongoClient } from "mongodb";`,
        "client",
        "new MongoClient()",
        "await using _client = deferAsync(() => client.close(true))",
      ),
    ],
  },
  {
    name: "noDisposer: any: not direct",
    language: "typed",
    code: site("declare const open: () => any;", "a", "open()", "a.close()"),
    becomes: [
      "adopt",
      released("declare const open: () => any;", "a", "open()", "using _a = defer(() => a.close())"),
    ],
  },
  {
    name: "noDisposer: what F does not await is never crossed with the asynchronous disposer",
    language: "typed",
    code: site(`import { MongoClient } from "mongodb";`, "client", "new MongoClient()", "client.close()"),
    becomes: [
      "adopt",
      released(
        `import { MongoClient } from "mongodb";`,
        "client",
        "new MongoClient()",
        "using _client = defer(() => client.close())",
      ),
    ],
  },
  {
    name: "noDisposer: a member of the union has no disposer: not direct",
    language: "typed",
    code: site(
      "declare const open: () => NodeJS.Timeout | { close(): void };",
      "a",
      "open()",
      "clearTimeout(a as NodeJS.Timeout)",
    ),
    becomes: [
      "adopt",
      released(
        "declare const open: () => NodeJS.Timeout | { close(): void };",
        "a",
        "open()",
        "using _a = defer(() => clearTimeout(a as NodeJS.Timeout))",
      ),
    ],
  },
  {
    name: "otherOperation: the disposer's body is the method",
    language: "typed",
    code: site("class A { close() {} [Symbol.dispose]() { this.close(); } }", "a", "new A()", "a.close()"),
    becomes: [
      "direct",
      declared("class A { close() {} [Symbol.dispose]() { this.close(); } }", "a", "new A()", "using"),
    ],
  },
  {
    name: "otherOperation: the disposer's body does more",
    language: "typed",
    code: site(
      "class A { close() {} [Symbol.dispose]() { this.close(); log(); } }\ndeclare const log: () => void;",
      "a",
      "new A()",
      "a.close()",
    ),
    becomes: [
      "adopt",
      released(
        "class A { close() {} [Symbol.dispose]() { this.close(); log(); } }\ndeclare const log: () => void;",
        "a",
        "new A()",
        "using _a = defer(() => a.close())",
      ),
    ],
  },
  {
    name: "otherOperation: F calls the symbol itself, types or none",
    code: `async function f() { const a = new A(); try { run(a); } finally { await a[Symbol.asyncDispose](); } }`,
    becomes: ["direct", `async function f() { await using a = new A(); run(a); }`],
  },
  {
    name: "otherOperation: crossed, it is not the same",
    code: `async function f() { const a = new A(); try { run(a); } finally { await a[Symbol.dispose](); } }`,
    becomes: [
      "adopt",
      `async function f() { const a = new A(); await using _a = deferAsync(() => a[Symbol.dispose]()); run(a); }`,
    ],
  },
  {
    name: "mayBeNull: the value may be null, of which F would tell",
    code: `function f() { const a = open(); try { run(a); } finally { a[Symbol.dispose](); } }`,
    becomes: [
      "adopt",
      `function f() { const a = open(); using _a = defer(() => a[Symbol.dispose]()); run(a); }`,
    ],
  },
  {
    name: "mayBeNull: F asks",
    code: `function f() { const a = open(); try { run(a); } finally { a?.[Symbol.dispose](); } }`,
    becomes: ["direct", `function f() { using a = open(); run(a); }`],
  },
  {
    name: "mayBeNull: nullable by its type, and F does not ask",
    language: "typed",
    code: site(
      "class A { close() {} [Symbol.dispose]() { this.close(); } }\ndeclare const open: () => A | null;",
      "a",
      "open()!",
      "a.close()",
    )
      .replace("open()!", "open()")
      .replace("a.close()", "a!.close()"),
    becomes: [
      "adopt",
      released(
        "class A { close() {} [Symbol.dispose]() { this.close(); } }\ndeclare const open: () => A | null;",
        "a",
        "open()",
        "using _a = defer(() => a!.close())",
      ),
    ],
  },
  {
    name: "in a block, the acquisition moves into it",
    code: `function f() {
  const a = new A();
  const n = 1;
  try {
    run(a, n);
  } finally {
    a[Symbol.dispose]();
  }
  publish();
}`,
    becomes: [
      "direct",
      `function f() {
  {
    using a = new A();
    const n = 1;
    run(a, n);
  }
  publish();
}`,
    ],
  },
  {
    name: "block: B keeps its braces beside an acquisition of the same name",
    code: `function f() {
  const a = new A();
  try {
    const a = 2;
    run(a);
  } finally {
    a[Symbol.dispose]();
  }
  publish();
}`,
    becomes: [
      "direct",
      `function f() {
  {
    using a = new A();
    {
      const a = 2;
      run(a);
    }
  }
  publish();
}`,
    ],
  },
  {
    name: "a let filled by B is declared there",
    code: `function f() {
  let a;
  try {
    a = new A();
    run(a);
  } finally {
    a?.[Symbol.dispose]();
  }
}`,
    becomes: ["direct", `function f() {\n  using a = new A();\n  run(a);\n}`],
  },
  {
    name: "hasComments: a comment in F would be lost: adopt",
    code: `function f() {
  const a = new A();
  try {
    run(a);
  } finally {
    // give it back
    a[Symbol.dispose]();
  }
}`,
    becomes: [
      "adopt",
      `function f() {
  const a = new A();
  // give it back
  using _a = defer(() => a[Symbol.dispose]());
  run(a);
}`,
    ],
  },
]);
