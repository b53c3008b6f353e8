// What is in the tarball, and what publint and attw say of it.
import { readdirSync, readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { node } from "./process.js";
import { type Installed, packAndInstall, root } from "./tarball.js";

let installed: Installed;

beforeAll(async () => {
  installed = await packAndInstall();
}, 120_000);

afterAll(() => installed?.remove());

describe("npm pack", () => {
  test("packs dist, its sources, the docs, the licence, the readme and the changelog, and nothing else", () => {
    const top = new Set(installed.files.map((path) => path.replace(/\/.*/, "")));
    expect([...top].sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist",
      "docs",
      "package.json",
      "polyfills",
      "src",
    ]);
  });

  test("packs every file that package.json names", () => {
    const { exports, typesVersions, main, module, types, unpkg, jsdelivr } = installed.manifest;
    const named = JSON.stringify([exports, typesVersions, main, module, types, unpkg, jsdelivr]);
    const paths = [...named.matchAll(/"\.\/([^"]+\.[^"/]+)"/g)].map((match) => match[1]);
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((path) => !installed.files.includes(path as string))).toEqual([]);
  });

  test("has no runtime dependency and runs no script when it is installed", () => {
    const { dependencies, optionalDependencies, bundleDependencies, scripts } = installed.manifest;
    expect({ dependencies, optionalDependencies, bundleDependencies }).toEqual({});
    const hooks = ["preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare"];
    expect(Object.keys(scripts as object).filter((name) => hooks.includes(name))).toEqual([]);
    expect(
      readdirSync(join(installed.project, "node_modules")).filter((name) => !name.startsWith(".")),
    ).toEqual(["await-using"]);
  });

  test("names no folder of the machine it was packed on", () => {
    const found = installed.files.filter((path) => {
      const text = installed.read(path);
      return [root, homedir(), tmpdir()].some((folder) => text.includes(folder));
    });
    expect(found).toEqual([]);
  });

  test("every sub-path has types for the old resolution too", () => {
    const { exports, typesVersions } = installed.manifest;
    const expected = Object.entries(exports).flatMap(([path, target]) =>
      path === "." || typeof target === "string" ? [] : [[path.slice(2), [(target.require ?? target).types]]],
    );
    expect(typesVersions).toEqual({ "*": Object.fromEntries(expected) });
  });

  test("declarations that mention Disposable bring its lib", () => {
    const lib =
      /\b((Async)?Disposable(Stack)?(Constructor)?|SuppressedError(Constructor)?|Symbol\.(dispose|asyncDispose))\b/;
    const declarations = installed.files.filter((path) => path.endsWith(".d.ts"));
    const without = declarations.filter((path) => {
      const text = installed.read(path);
      // Comments need no lib, and neither does naming what another module declares.
      const code = text.replace(/\/\*[^]*?\*\/|\/\/(?!\/).*|^export \{[^}]*\} from .*/gm, "");
      return lib.test(code) && !text.startsWith('/// <reference lib="esnext.disposable" preserve="true" />');
    });
    expect(declarations.length).toBeGreaterThan(20);
    expect(without).toEqual([]);
  });
});

describe("the judges of packages", () => {
  const tool = (name: string): string => join(root, "node_modules", name);

  test("publint has nothing to say", async () => {
    const { status, stdout } = await node([tool("publint/src/cli.js"), "--strict", installed.tarball], root);
    expect(stdout).toContain("All good!");
    expect(status).toBe(0);
  }, 30_000);

  test("attw finds nothing wrong, node10 resolution included", async () => {
    const { status, stdout } = await node(
      [tool("@arethetypeswrong/cli/dist/index.js"), installed.tarball, "--format", "json"],
      root,
    );
    const { analysis } = JSON.parse(stdout);
    expect(analysis.problems).toEqual([]);
    expect(Object.keys(analysis.entrypoints)).toEqual(Object.keys(installed.manifest.exports));
    expect(status).toBe(0);
  }, 60_000);
});

test("the lock file names no address", () => {
  expect(readFileSync(join(root, "package-lock.json"), "utf8")).not.toMatch(
    /"resolved":|"https?:[^"]*\.tgz"/,
  );
});
