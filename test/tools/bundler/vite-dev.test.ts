// Vite's dev server: what it gives browsers, and what it runs itself.
import { createProject, type Project, resource } from "./project.js";

interface Served {
  readonly texts: Readonly<
    Record<
      string,
      { code: string; sources: string[]; message?: string; loc?: { line: number; column: number } }
    >
  >;
  readonly lines: readonly string[];
  readonly optimized: readonly string[];
}

let project: Project;
let served: Served;

const hot = `if (import.meta.hot) {
  import.meta.hot.accept((module) => module?.update()); // using x = 1
  import.meta.hot.dispose(() => console.log("gone"));
}`;
const lowered = `import { Told } from "./resource.js";
export function update(): void {
  using x = new Told("x") as unknown as Disposable;
  throw new Error("expected");
}
${hot}
`;

beforeAll(async () => {
  project = await createProject();
  project.write({
    "resource.js": resource,
    "lowered.ts": lowered,
    "untouched.js": `const using = 1; // using x = 1\n${hot}\n`,
    "view.component": `<script>\nexport function f() { using x = null; }\n</script>`,
    "broken.ts": "export function f() {\n  using x = ;\n}\n",
    "server.ts": `import { update } from "./lowered"; update(); using top = null; console.log("served");`,
  });
  const urls = ["/lowered.ts", "/untouched.js", "/view.component", "/broken.ts", "/lowered.ts?raw"];
  const { result, error } = await project.work<Served>({
    tool: "vite, dev server",
    urls,
    entry: "/server.ts",
  });
  if (error) throw new Error(error.message);
  served = result!;
}, 60_000);

afterAll(() => project?.remove());

test("a browser gets lowered code, and the source behind it", () => {
  const { code, sources } = served.texts["/lowered.ts"]!;
  expect(code).toMatch(/const x = _using\.u\(new Told\("x"\)\);/);
  expect(code).toMatch(/import \{ usingCtx as _usingCtx \} from "\/.*await-using_runtime_babel.*"/);
  expect(sources).toEqual([lowered]);
});

test("the code of a boundary of hot updates stays as it is", () => {
  const withoutComments = (text: string): string => text.replace(/ \/\/.*/g, "").replace(/\s+/g, " ");
  for (const url of ["/lowered.ts", "/untouched.js"]) {
    expect(withoutComments(served.texts[url]!.code)).toContain(withoutComments(hot));
  }
  expect(served.texts["/untouched.js"]!.code).toContain(`const using = 1; // using x = 1\n${hot}`);
});

test("a source that is imported as text stays as it is", () => {
  expect(served.texts["/lowered.ts?raw"]!.code).toContain(JSON.stringify(lowered));
});

test("what a plugin makes of another language is lowered", () => {
  expect(served.texts["/view.component"]!.code).toContain("const x = _using.u(null);");
});

test("a file that cannot be parsed is reported with its place", () => {
  const { message, loc } = served.texts["/broken.ts"]!;
  expect(message).toMatch(/broken\.ts:2:13: /);
  expect(loc).toMatchObject({ line: 2, column: 12 });
});

test("the server runs lowered code", () => {
  expect(served.lines).toEqual(["x told expected", "served"]);
});

test("the runtime is prepared at the start", () => {
  expect(served.optimized).toContain("await-using/runtime/babel");
});
