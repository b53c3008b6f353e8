// `no-dunder-finally`: an exit called by hand, which is told that all is well.
import { noDunderFinally } from "../../../src/tools/lint/rules/no-dunder-finally/index.js";
import { checkRule } from "./cases.js";

const fn = (...lines: string[]): string =>
  `export async function f(cm, use) {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const imported = (names: string, code: string): string =>
  `import { ${names} } from "await-using";\n\n${code}`;

checkRule("no-dunder-finally", noDunderFinally, {
  valid: [
    {
      name: "the exit is told the error",
      code: fn(
        "let e;",
        "try { use(); } catch (x) { e = x; throw x; }",
        "finally { await cm.__aexit__(e?.constructor, e, e?.stack); }",
      ),
    },
    {
      name: "a catch that tells the exit",
      code: fn(
        "try { use(); } catch (e) {",
        "  if (!(await cm.__aexit__(e.constructor, e, e.stack))) throw e;",
        "} finally { await cm.__aexit__(null, null, null); }",
      ),
    },
    { name: "another method", code: fn("try { use(); } finally { await cm.close(null); }") },
    { name: "an exit outside a finalizer", code: fn("use();", "await cm.__aexit__(null, null, null);") },
    { name: "no finalizer", code: fn("try { use(); } catch {}") },
  ],
  invalid: [
    {
      name: "entered, used, and left",
      code: fn(
        "const value = await cm.__aenter__();",
        "try {",
        "  use(value); // first",
        "} finally {",
        "  await cm.__aexit__(null, null, null);",
        "}",
        "use();",
      ),
      errors: [
        {
          messageId: "lost",
          offers: {
            toWith: imported(
              "withAsync",
              fn("await withAsync(cm, async (value) => {", "  use(value); // first", "});", "use();"),
            ),
            toEnter: imported(
              "enter",
              fn(
                "{",
                "  await using held = await enter(cm);",
                "  const value = held.value;",
                "  use(value); // first",
                "}",
                "use();",
              ),
            ),
          },
        },
      ],
    },
    {
      name: "without the value, with undefined, and a comment in the finalizer",
      code: fn(
        "await this.cm.__aenter__();",
        "try {",
        "  use();",
        "} finally {",
        "  // leave it",
        "  await this.cm.__aexit__(undefined, undefined, void 0);",
        "}",
      ),
      errors: [
        {
          messageId: "lost",
          offers: {
            toWith: imported(
              "withAsync",
              fn("await withAsync(this.cm, async () => {", "  use();", "}); /* leave it */"),
            ),
            toEnter: imported(
              "enter",
              fn("{", "  await using _held = await enter(this.cm);", "  use();", "} /* leave it */"),
            ),
          },
        },
      ],
    },
    {
      name: "a pattern, and a return that ends the function",
      code: fn(
        "const { rows } = await cm.__aenter__();",
        "try {",
        "  return rows.length;",
        "} finally {",
        "  await cm.__aexit__();",
        "}",
      ),
      errors: [
        {
          messageId: "lost",
          offers: {
            toWith: imported(
              "withAsync",
              fn("return await withAsync(cm, async ({ rows }) => {", "  return rows.length;", "});"),
            ),
            toEnter: imported(
              "enter",
              fn(
                "{",
                "  await using held = await enter(cm);",
                "  const { rows } = held.value;",
                "  return rows.length;",
                "}",
              ),
            ),
          },
        },
      ],
    },
    {
      name: "a return, and code after the try: only the declaration means the same",
      code: fn(
        "await cm.__aenter__();",
        "try {",
        "  if (use()) return;",
        "} finally {",
        "  await cm.__aexit__(null, null, null);",
        "}",
        "use();",
      ),
      errors: [
        {
          messageId: "lost",
          offers: {
            toEnter: imported(
              "enter",
              fn("{", "  await using _held = await enter(cm);", "  if (use()) return;", "}", "use();"),
            ),
          },
        },
      ],
    },
    {
      name: "a break out of the body: only the declaration means the same",
      code: fn(
        "for (;;) {",
        "  await cm.__aenter__();",
        "  try { break; } finally { await cm.__aexit__(null, null, null); }",
        "}",
      ),
      errors: [
        {
          messageId: "lost",
          offers: {
            toEnter: imported(
              "enter",
              fn("for (;;) {", "  {", "    await using _held = await enter(cm); break; }", "}"),
            ),
          },
        },
      ],
    },
    {
      name: "with a catch, which stays inside",
      code: fn(
        "const v = await cm.__aenter__();",
        "try {",
        "  use(v);",
        "} catch (e) {",
        "  use(e, v);",
        "} finally {",
        "  await cm.__aexit__(null, null, null);",
        "}",
      ),
      errors: [
        {
          messageId: "lost",
          offers: {
            toWith: imported(
              "withAsync",
              fn(
                "await withAsync(cm, async (v) => { try {",
                "  use(v);",
                "} catch (e) {",
                "  use(e, v);",
                "} });",
              ),
            ),
            toEnter: imported(
              "enter",
              fn(
                "{",
                "  await using held = await enter(cm);",
                "  const v = held.value;",
                "  try {",
                "  use(v);",
                "} catch (e) {",
                "  use(e, v);",
                "}",
                "}",
              ),
            ),
          },
        },
      ],
    },
    {
      name: "a synchronous manager",
      code: fn(
        "const v = cm.__enter__();",
        "try {",
        "  use(v);",
        "} finally {",
        "  cm.__exit__(null, null, null);",
        "}",
      ).replace("async ", ""),
      errors: [
        {
          messageId: "lost",
          offers: {
            toWith: imported(
              "withSync",
              fn("withSync(cm, (v) => {", "  use(v);", "});").replace("async ", ""),
            ),
            toEnter: imported(
              "enterSync",
              fn("{", "  using held = enterSync(cm);", "  const v = held.value;", "  use(v);", "}").replace(
                "async ",
                "",
              ),
            ),
          },
        },
      ],
    },
    {
      name: "a synchronous manager around a body that awaits",
      code: fn(
        "cm.__enter__();",
        "try {",
        "  await use();",
        "} finally {",
        "  cm.__exit__(null, null, null);",
        "}",
      ),
      errors: [
        {
          messageId: "lost",
          offers: {
            toWith: imported("withSync", fn("await withSync(cm, async () => {", "  await use();", "});")),
            toEnter: imported("enterSync", fn("{", "  using _held = enterSync(cm);", "  await use();", "}")),
          },
        },
      ],
    },
    {
      name: "entered elsewhere: nothing can be offered",
      code: fn("try { use(); } finally { await cm.__aexit__(null, null, null); }"),
      errors: [{ messageId: "lost" }],
    },
    {
      name: "the value is used after the block: nothing can be offered",
      code: fn(
        "const v = await cm.__aenter__();",
        "try { use(); } finally { await cm.__aexit__(null, null, null); }",
        "use(v);",
      ),
      errors: [{ messageId: "lost" }],
    },
    {
      name: "more in the finalizer: nothing can be offered",
      code: fn(
        "await cm.__aenter__();",
        "try { use(); } finally { await cm.__aexit__(null, null, null); use(); }",
      ),
      errors: [{ messageId: "lost" }],
    },
    {
      name: "an object that may be another at the exit: nothing can be offered",
      code: fn(
        "let m = cm;",
        "await m.__aenter__();",
        "try { m = use(); } finally { await m.__aexit__(null, null, null); }",
        "await cm[use].__aenter__();",
        "try { use(); } finally { await cm[use].__aexit__(null, null, null); }",
        "await cm?.__aenter__();",
        "try { use(); } finally { await cm?.__aexit__(null, null, null); }",
      ),
      errors: [{ messageId: "lost" }, { messageId: "lost" }, { messageId: "lost" }],
    },
    {
      name: "types at the value",
      language: "ts",
      code: fn(
        "const v: number = await cm.__aenter__();",
        "try {",
        "  use(v);",
        "} finally {",
        "  await cm.__aexit__(null!, null as never, undefined);",
        "}",
      ),
      errors: [
        {
          messageId: "lost",
          offers: {
            toWith: imported(
              "withAsync",
              fn("await withAsync(cm, async (v: number) => {", "  use(v);", "});"),
            ),
            toEnter: imported(
              "enter",
              fn(
                "{",
                "  await using held = await enter(cm);",
                "  const v: number = held.value;",
                "  use(v);",
                "}",
              ),
            ),
          },
        },
      ],
    },
  ],
});
