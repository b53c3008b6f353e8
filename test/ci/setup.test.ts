// The set-up on this machine: with a PATH that has nothing, and forbidden to install.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "await-using-setup-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface SetUp {
  readonly said: readonly string[];
  readonly found: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
}

function setUp(env: Readonly<Record<string, string>>): SetUp {
  const program = `
    import { setUp } from "./.ci/setup.mjs";
    const said = [];
    console.log(JSON.stringify({ ...(await setUp((line) => said.push(line))), said }));`;
  const parameters = ["--input-type=module", "-e", program];
  return JSON.parse(
    execFileSync(process.execPath, parameters, { cwd: root, encoding: "utf8", env: { ...env } }),
  ) as SetUp;
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

test("AWAIT_USING_NO_SETUP=1: what is missing is said, and nothing is installed", () => {
  const { missing, said } = setUp({ PATH: folder, AWAIT_USING_NO_SETUP: "1" });
  expect(missing).toContain("python");
  expect(said).toEqual([`missing: ${missing.join(", ")}`, "nothing is installed: AWAIT_USING_NO_SETUP=1"]);
});

test("CHROME_BIN, FIREFOX_BIN and DATABASE_URL name what the PATH does not have", () => {
  const env = {
    CHROME_BIN: write("my-chrome", "echo 1"),
    FIREFOX_BIN: write("my-firefox", "echo 1"),
    DATABASE_URL: "postgres://there",
  };
  const { found, missing } = setUp({ PATH: join(folder, "none"), AWAIT_USING_NO_SETUP: "1", ...env });
  expect(found).toMatchObject({
    chromium: env.CHROME_BIN,
    firefox: env.FIREFOX_BIN,
    postgres: env.DATABASE_URL,
  });
  expect(missing).toContain("python");
});

test("a browser that cannot say its version is none, and neither is an old Python", () => {
  const broken = write("chromium", "echo 'requires the chromium snap' >&2; exit 10");
  write("python3", "exit 1");
  const { missing } = setUp({ PATH: folder, AWAIT_USING_NO_SETUP: "1", CHROME_BIN: broken });
  expect(missing).toEqual(expect.arrayContaining(["chromium", "python"]));
});

test("where apt-get is not, that is said", () => {
  const { said } = setUp({ PATH: folder });
  expect(said.at(-1)).toBe("nothing is installed: no apt-get here");
});
