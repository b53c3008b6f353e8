// Rewrites that must not stay are taken back, each by itself.
import { job, makeProject, type Project } from "./project.js";

jest.setTimeout(240_000); // ms: it runs the command, several times, on a machine that does other things too

let project: Project;

afterEach(() => project?.remove());

const gates = `${job.before}export function pass(gate: { enter(): void; leave(): void }, work: () => void): void {
  gate.enter();
  try {
    work();
  } finally {
    gate.leave();
  }
}
`;

// As a project has it that declares the part it knows: no deferAsync.
const own = `declare module "await-using" {
  export function defer(fn: () => void): Disposable;
}
`;
const tsconfig = `{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "esnext", "types": [] } }\n`;

test("a rewrite that adds a diagnostic is taken back, and the others stay", async () => {
  project = makeProject({ "a.ts": gates, "own.d.ts": own, "tsconfig.json": tsconfig });
  const { status, stdout } = await project.migrate();
  const text = project.read("a.ts");
  expect(status).toBe(0);
  expect(stdout).toMatch(/a\.ts:4: taken back by the type-check \(adopt\): TS2\d+: .*deferAsync/);
  expect(stdout).toContain("a.ts:12: defer\n");
  expect(stdout).toMatch(/^taken back +1\n {2}by the type-check +1$/m);
  expect(text).toContain("await job.release();\n  }");
  expect(text).toContain(`import { defer } from "await-using";`);
  expect(text).toContain("using _gate = defer(() => gate.leave());");
  project.commit();
  expect((await project.migrate()).stdout).toContain("0 rewritten");
});

test("importHelpers without tslib: every rewrite is taken back, and the account says what is missing", async () => {
  const options = { importHelpers: true, module: "nodenext", target: "es2022", types: [] };
  project = makeProject({ "a.ts": gates, "tsconfig.json": JSON.stringify({ compilerOptions: options }) });
  const { stdout } = await project.migrate();
  expect(stdout).toMatch(
    /a\.ts:4: taken back by the type-check \(adopt\): TS2354: .* \(npm install --save-dev tslib\)\n/,
  );
  expect(project.read("a.ts")).toBe(gates);
});

test("--no-types does not check, and says so", async () => {
  project = makeProject({ "a.ts": gates, "own.d.ts": own, "tsconfig.json": tsconfig });
  const { stdout } = await project.migrate("--no-types");
  expect(stdout).toContain("Note: --no-types: ");
  expect(project.read("a.ts")).toContain("deferAsync");
});

test("diagnostics that were there before, and packages that are not installed, are no reason", async () => {
  project = makeProject({
    "a.ts": `import { nothing } from "not-installed";\nexport const n: number = nothing + "";\n${gates}`,
  });
  const { stdout } = await project.migrate();
  expect(stdout).toMatch(/^migrated +2$/m);
});

test("a diagnostic that guesses another name is none more", async () => {
  // Without the binding `_gate` TypeScript has no guess for `_gates`.
  project = makeProject({ "a.ts": gates.replace("    work();", "    work();\n    _gates();") });
  const { stdout } = await project.migrate("--no-prove");
  expect(stdout).toMatch(/^migrated +2$/m);
});

test("a rewrite that the checker tells apart is taken back; --no-prove does not ask it", async () => {
  // What another module's `defer` does nobody knows: in the checker's world it calls nothing.
  const rule = `{"importFrom":"./own.js"}`;
  project = makeProject({ "a.ts": gates, "own.ts": `export { defer, deferAsync } from "await-using";\n` });
  const { stdout } = await project.migrate("--rule", rule);
  expect(stdout).toMatch(/^a\.ts:4: taken back by the checker \(adopt\): work: /m);
  expect(stdout).toMatch(/^a\.ts:12: taken back by the checker \(defer\): pass: /m);
  expect(project.read("a.ts")).toBe(gates);
  const trusting = await project.migrate("--rule", rule, "--no-prove");
  expect(trusting.stdout).toMatch(/^migrated +2$/m);
  expect(trusting.stdout).toContain("Note: --no-prove: no rewrite was run by the equivalence checker.");
});

test("what the checker cannot prove stays and is told; with --prove it is taken back", async () => {
  const filler = `  work("${"x".repeat(70_000).replace(/(.{80})/g, '$1");\n  work("')}");\n`;
  const large = `export function large(gate: { leave(): void }, work: (text: string) => void): void {
  try {
${filler}  } finally {
    gate.leave();
  }
}
`;
  project = makeProject({ "a.ts": gates, "large.ts": large });
  const dry = await project.migrate("--dry-run", "--prove");
  expect(dry.stdout).toMatch(
    /^large\.ts:2: taken back by the checker \(defer\): unproven: large: it is too large/m,
  );
  expect(dry.stdout).toMatch(/^would be migrated +2$/m);
  const { stdout } = await project.migrate();
  expect(stdout).toMatch(/^large\.ts:2: defer \(unproven: large: it is too large: \d+ characters/m);
  expect(stdout).toMatch(/^ {2}of these not proven equal +1$/m);
  expect(project.read("large.ts")).toContain("using _gate");
});
