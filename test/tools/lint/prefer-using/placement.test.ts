// Where the declaration stands, what surrounds B, names and imports.
import { checkRows } from "./rows.js";

const offer = (output: string) => ["defer", output] as const;

checkRows("placement", [
  {
    name: "position: a catch stays inside, below the declaration",
    code: `async function f() {
  try { await load(); }
  catch (e) { show(e); }
  finally { gate.leave(); }
}`,
    becomes: offer(`async function f() {
  using _gate = defer(() => gate.leave());
  try { await load(); }
  catch (e) { show(e); }
}`),
  },
  {
    name: "block: code follows: a block",
    code: `function f() {
  let total;
  gate.enter();
  try { total = add(rows); } finally { gate.leave(); }
  publish(total);
}`,
    becomes: offer(`function f() {
  let total;
  gate.enter();
  {
    using _gate = defer(() => gate.leave());
    total = add(rows);
  }
  publish(total);
}`),
  },
  {
    name: "block: code follows a catch: a block around it",
    code: `function f() {
\ttry {
\t\tload();
\t} catch (e) {
\t\tshow(\`
\t\t  \${e}\`);
\t} finally {
\t\tgate.leave();
\t}
\tpublish();
}`,
    becomes: offer(`function f() {
\t{
\t\tusing _gate = defer(() => gate.leave());
\t\ttry {
\t\t\tload();
\t\t} catch (e) {
\t\t\tshow(\`
\t\t  \${e}\`);
\t\t}
\t}
\tpublish();
}`),
  },
  {
    name: "block: only functions follow: no block",
    code: `function f() {
  try {
    return g();
  } finally {
    gate.leave();
  }
  function g() {}
}`,
    becomes: offer(`function f() {
  using _gate = defer(() => gate.leave());
  return g();
  function g() {}
}`),
  },
  {
    name: "block: the last of a loop's body",
    code: `for (const x of xs) {
  seen.add(x);
  try {
    if (visit(x)) continue;
  } finally {
    seen.delete(x);
  }
}`,
    becomes: offer(`for (const x of xs) {
  seen.add(x);
  using _x = defer(() => seen.delete(x));
  if (visit(x)) continue;
}`),
  },
  {
    name: "block: a switch case takes a block",
    code: `switch (a) {
  case 1:
    try {
      run();
    } finally {
      gate.leave();
    }
}`,
    becomes: offer(`switch (a) {
  case 1:
    {
      using _gate = defer(() => gate.leave());
      run();
    }
}`),
  },
  {
    name: "block: a braceless body takes a block",
    code: `function f() {
  if (a) try { run(); } finally { gate.leave(); }
}`,
    becomes: offer(`function f() {
  if (a) {
    using _gate = defer(() => gate.leave());
    run();
  }
}`),
  },
  {
    name: "block: the top of a module takes a block",
    code: `try {
  run();
} finally {
  await gate.leave();
}`,
    becomes: offer(`{
  await using _gate = deferAsync(() => gate.leave());
  run();
}`),
  },
  {
    name: "block: a static block takes none",
    code: `class A { static { try { run() } finally { gate.leave() } } }`,
    becomes: offer(`class A { static { using _gate = defer(() => gate.leave()); run() } }`),
  },
  {
    name: "block: a name of B is declared beside the try",
    code: `function f() {
  const a = 1;
  try {
    const a = 2;
    run(a);
  } finally {
    gate.leave();
  }
}`,
    becomes: offer(`function f() {
  const a = 1;
  {
    using _gate = defer(() => gate.leave());
    const a = 2;
    run(a);
  }
}`),
  },
  {
    name: "block: a name of B is used outside, in a closure",
    code: `const a = 1;
function f() {
  const g = () => a;
  try {
    const a = 2;
    run(a, g);
  } finally {
    gate.leave();
  }
}`,
    becomes: offer(`const a = 1;
function f() {
  const g = () => a;
  {
    using _gate = defer(() => gate.leave());
    const a = 2;
    run(a, g);
  }
}`),
  },
  {
    name: "block: a name of B is a parameter",
    code: `function f(a) { try { let a = 2; run(a); } finally { gate.leave(); } }`,
    becomes: offer(`function f(a) { {
  using _gate = defer(() => gate.leave());
  let a = 2; run(a);
} }`),
  },
  {
    name: "block: a name of B is a var of the function",
    code: `function f() {
  if (x) { var a; }
  try { let a = 2; run(a); } finally { gate.leave(); }
}`,
    becomes: offer(`function f() {
  if (x) { var a; }
  {
    using _gate = defer(() => gate.leave());
    let a = 2; run(a);
  }
}`),
  },
  {
    name: "block: a name of B is the catch parameter around it",
    code: `try { run(); } catch (e) {
  try { const e = 2; run(e); } finally { gate.leave(); }
}`,
    becomes: offer(`try { run(); } catch (e) {
  {
    using _gate = defer(() => gate.leave());
    const e = 2; run(e);
  }
}`),
  },
  {
    name: "block: a sloppy function of B stays in a block",
    sourceType: "commonjs",
    code: `const { defer } = require("await-using");
function f() {
  try { function g() {} run(g); } finally { gate.leave(); }
}`,
    becomes: offer(`const { defer } = require("await-using");
function f() {
  {
    using _gate = defer(() => gate.leave());
    function g() {} run(g);
  }
}`),
  },
  {
    name: "braces: F uses a name that B declares: B keeps its braces",
    code: `function f(gate) {
  gate.enter();
  try {
    const gate = 2;
    run(gate);
  } finally {
    gate.leave();
  }
}`,
    becomes: offer(`function f(gate) {
  gate.enter();
  using _gate = defer(() => gate.leave());
  {
    const gate = 2;
    run(gate);
  }
}`),
  },
  {
    name: "braces: and in a block if code follows",
    code: `function f(gate) {
  try {
    const gate = 2;
    run(gate);
  } finally {
    gate.leave();
  }
  publish();
}`,
    becomes: offer(`function f(gate) {
  {
    using _gate = defer(() => gate.leave());
    {
      const gate = 2;
      run(gate);
    }
  }
  publish();
}`),
  },
  {
    name: "name: the binding's name is unused in the file",
    code: `let _gate;
function f() { try { run() } finally { gate.leave() } }`,
    becomes: offer(`let _gate;
function f() { using _gate2 = defer(() => gate.leave()); run() }`),
  },
  {
    name: "name: another release may have the same name elsewhere",
    code: `function f() { using _gate = defer(() => gate.leave()); run() }
function g() { try { run() } finally { gate.leave() } }`,
    becomes: offer(`function f() { using _gate = defer(() => gate.leave()); run() }
function g() { using _gate = defer(() => gate.leave()); run() }`),
  },
  {
    name: "name: a listener's removal is named for the listener",
    code: `function f() { try { run() } finally { socket.off("close", onClose) } }`,
    becomes: offer(`function f() { using _onClose = defer(() => socket.off("close", onClose)); run() }`),
  },
  {
    name: "import: one import, after the others",
    bare: true,
    code: `// top
import { a } from "a"; // a

function f() { try { a() } finally { b() } }`,
    becomes: offer(`// top
import { a } from "a"; // a
import { defer } from "await-using";

function f() { using _b = defer(() => b()); a() }`),
  },
  {
    name: "import: into an import that is there",
    bare: true,
    code: `import { enter } from "await-using";
async function f() { try { enter() } finally { await b() } }`,
    becomes: offer(`import { enter, deferAsync } from "await-using";
async function f() { await using _b = deferAsync(() => b()); enter() }`),
  },
  {
    name: "import: by the name it was imported under",
    bare: true,
    code: `import { defer as later } from "await-using";
function f() { try { a() } finally { b() } }`,
    becomes: offer(`import { defer as later } from "await-using";
function f() { using _b = later(() => b()); a() }`),
  },
  {
    name: "import: through a namespace",
    bare: true,
    code: `import * as au from "await-using";
function f() { try { a() } finally { b() } }`,
    becomes: offer(`import * as au from "await-using";
function f() { using _b = au.defer(() => b()); a() }`),
  },
  {
    name: "import: aliased where the word is taken",
    bare: true,
    code: `import $ from "jquery";
function f(defer) { try { $(defer) } finally { b() } }`,
    becomes: offer(`import $ from "jquery";
import { defer as deferRelease } from "await-using";
function f(defer) { using _b = deferRelease(() => b()); $(defer) }`),
  },
  {
    name: "import: required in CommonJS, below directives",
    sourceType: "commonjs",
    code: `'use strict';
const a = require('a')
exports.f = () => { try { a() } finally { b() } }`,
    becomes: offer(`'use strict';
const a = require('a')
const { defer } = require('await-using')
exports.f = () => { using _b = defer(() => b()); a() }`),
  },
  {
    name: "import: required into what is required already",
    sourceType: "commonjs",
    code: `const { enter } = require("await-using");
exports.f = () => { try { enter(); } finally { b(); } };`,
    becomes: offer(`const { enter, defer } = require("await-using");
exports.f = () => { using _b = defer(() => b()); enter(); };`),
  },
  {
    name: "import: from the module that the option names",
    bare: true,
    options: { importFrom: "./release.js" },
    code: `import a from "a";
function f() { try { a() } finally { b() } }`,
    becomes: offer(`import a from "a";
import { defer } from "./release.js";
function f() { using _b = defer(() => b()); a() }`),
  },
  {
    name: "import: above the first statement, below the shebang",
    bare: true,
    file: "file.mjs",
    code: `#!/usr/bin/env node
// What it does.

// f
function f() { try { a(); } finally { b(); } }`,
    becomes: offer(`#!/usr/bin/env node
// What it does.

import { defer } from "await-using";

// f
function f() { using _b = defer(() => b()); a(); }`),
  },
  {
    name: "a file without semicolons gets none, but where the next line needs one",
    code: `function f() {
  try {
    [1].map(run)
  } finally {
    gate.leave()
  }
}`,
    becomes: offer(`function f() {
  using _gate = defer(() => gate.leave());
  [1].map(run)
}`),
  },
  {
    name: "a template's lines stay where they are",
    code: `function f() {
  try {
    run(\`
    a
      b\`);
  } finally {
    gate.leave();
  }
}`,
    becomes: offer(`function f() {
  using _gate = defer(() => gate.leave());
  run(\`
    a
      b\`);
}`),
  },
  {
    name: "line ends are the file's",
    code: `function f() {\r\n  try {\r\n    run();\r\n  } finally {\r\n    gate.leave();\r\n  }\r\n}`,
    becomes: offer(`function f() {\r\n  using _gate = defer(() => gate.leave());\r\n  run();\r\n}`),
  },
]);
