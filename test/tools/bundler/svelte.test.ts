// The preprocessor for Svelte, whose parser does not know `using`: with the real Svelte 5, rendered on a server.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

interface Found {
  readonly body?: string;
  readonly log?: readonly string[];
  /** Of `throw new`, by the source map. */
  readonly thrownAt?: string;
  readonly error?: string;
}

const all = (...programs: readonly { source: string; options?: object }[]): Found[] =>
  JSON.parse(
    execFileSync(process.execPath, [join(__dirname, "svelte.mjs")], {
      input: JSON.stringify(programs),
      encoding: "utf8",
    }),
  ) as Found[];

const RESOURCE = `
  const resource = () => ({
    name: "r",
    [Symbol.for("await-using.exit")](end) { log.push("told " + (end ? end.error.message : "nothing")); return end; },
    [Symbol.dispose ?? Symbol.for("nodejs.dispose")]() { log.push("BLIND"); },
    [Symbol.asyncDispose ?? Symbol.for("nodejs.asyncDispose")]() { log.push("BLIND"); },
  });`;

test("functions and blocks of a script tell resources how they ended", () => {
  const [plain, typescript] = all(
    {
      source: `<script>
        ${RESOURCE}
        let n = $state(1);
        async function load() { await using a = resource(); n += 1; throw new Error(a.name); }
        pending.push(load().catch((error) => log.push("threw " + error.message)));
        { using b = resource(); }
      </script>
      <p>{n}</p>`,
    },
    {
      source: `<h1>typed</h1>
      <script lang="ts">
        ${RESOURCE}
        async function load(): Promise<void> { await using a: any = (resource as any)(); }
        pending.push(load());
      </script>`,
    },
  );
  expect(plain).toEqual({
    body: "<p>2</p>",
    log: ["told r", "told nothing", "threw r"],
    thrownAt: "Component.svelte:10:68",
  });
  expect(typescript).toMatchObject({ log: ["told nothing"] });
});

test("scripts without resources, other languages and files that are excluded stay as they are", () => {
  const untouched = `<script>const using = 1; log.push(using + "");</script>`;
  const source = `<script>async function f() { await using a = b; }</script>`;
  const [same, excluded, other] = all(
    { source: untouched },
    { source, options: { exclude: "Component" } },
    { source: source.replace("<script>", `<script lang="coffee">`) },
  );
  expect(same).toMatchObject({ log: ["1"] });
  for (const { error } of [excluded!, other!]) expect(error).toMatch(/Unexpected token/);
});

test("a resource at the top level, and wrong syntax, are errors with their place in the component", () => {
  const [top, wrong] = all(
    { source: `<h1>x</h1>\n<script>\n  using a = b;\n</script>` },
    { source: `<h1>x</h1>\n<script>\n  { using a = ; }\n</script>` },
  );
  expect(top!.error).toBe(
    "src/Component.svelte:3:3: a component's script cannot declare resources at its top level: declare them in a function or a block",
  );
  expect(wrong!.error).toMatch(/^src\/Component\.svelte:3:15: /);
});

test("an option that is unknown is refused", () => {
  const [found] = all({ source: "<script>{ using a = b; }</script>", options: { helper: true } });
  expect(found!.error).toMatch(/^awaitUsing: no option is called "helper"/);
});
