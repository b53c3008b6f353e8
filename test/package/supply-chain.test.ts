// What a release is made of, and by what: the build is reproducible, the bill of materials is complete, the workflows are pinned.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unpacked } from "../toolchains/pack.js";
import { node } from "./process.js";
import { type Installed, packAndInstall, root } from "./tarball.js";

interface Bill {
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly licenses: readonly { readonly license: { readonly id: string } }[];
  }[];
}

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const workflows = readdirSync(join(root, ".github/workflows"));

test("built in two folders, the package is the same, byte for byte", async () => {
  const [other, installed]: [string, Installed] = [await unpacked(), await packAndInstall("anew")];
  try {
    expect(installed.files.length).toBeGreaterThan(100);
    const found = readdirSync(other, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(found).toHaveLength(installed.files.length);
    const different = installed.files.filter(
      (path) => installed.read(path) !== readFileSync(join(other, path), "utf8"),
    );
    expect(different).toEqual([]);
  } finally {
    installed.remove();
  }
}, 240_000);

describe("the bill of materials", () => {
  let bill: Bill;
  beforeAll(async () => {
    const { status, stdout } = await node([join(root, ".ci/sbom.mjs")], root);
    expect(status).toBe(0);
    bill = JSON.parse(stdout) as Bill;
  });

  test("names this package, and what is bundled into its tools", () => {
    const { name, version } = JSON.parse(read("package.json")) as { name: string; version: string };
    expect(bill.metadata.component).toMatchObject({ name, version });
    expect(bill.components.map((each) => each.name)).toEqual([
      "@jridgewell/sourcemap-codec",
      "diff",
      "magic-string",
      "tslib",
    ]);
  });

  test("has the versions that are installed, and licences that let them be bundled", () => {
    const { packages } = JSON.parse(read("package-lock.json")) as {
      packages: Readonly<Record<string, { readonly version: string }>>;
    };
    for (const { name, version, licenses } of bill.components) {
      expect([name, version]).toEqual([name, packages[`node_modules/${name}`]!.version]);
      expect(["MIT", "BSD-3-Clause", "0BSD"]).toContain(licenses[0]!.license.id);
    }
  });
});

test.each(workflows)("%s: every action is pinned to a commit, and says which version that is", (file) => {
  const text = read(`.github/workflows/${file}`);
  const uses = [...text.matchAll(/uses: (.*)$/gm)].map(([, action]) => action!);
  expect(uses.length).toBeGreaterThan(1);
  for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
  expect(text).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
});

test("publishing states its provenance, and stores no token", () => {
  const text = read(".github/workflows/publish.yml");
  expect(text).toContain("npm publish --provenance");
  expect(text).toContain("id-token: write");
});

test("every command of CONTRIBUTING.md and SECURITY.md is a script", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };
  for (const page of ["CONTRIBUTING.md", "SECURITY.md"]) {
    const named = [...read(page).matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  }
});
