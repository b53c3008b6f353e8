// What `npm test` decides: what is missing, which packages bring it, which command mends it, and what a run came to.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { evaluate } from "./evaluate.js";

const root = resolve(__dirname, "../..");
const call = <T>(name: string, ...parameters: readonly unknown[]): T =>
  evaluate<T>(`ci.${name}(...parameters)`, ...parameters);

const policyOfDebian = `chromium:
  Installed: (none)
  Candidate: 142.0.1-1~deb12u1
  Version table:
     142.0.1-1~deb12u1 500
        500 http://security.example/debian-security bookworm-security/main amd64 Packages
firefox-esr:
  Installed: (none)
  Candidate: 140.5.0esr-1
  Version table:
     140.5.0esr-1 500
nothing:
  Installed: (none)
  Candidate: (none)
  Version table:
`;
const policyOfUbuntu = `python3:
  Installed: 3.12.3-0ubuntu2
  Candidate: 3.12.3-0ubuntu2
  Version table:
firefox:
  Installed: (none)
  Candidate: 1:1snap1-0ubuntu5
  Version table:
webkit2gtk-driver:
  Installed: (none)
  Candidate: 2.50.1-0ubuntu0.24.04.1
  Version table:
xvfb:
  Installed: (none)
  Candidate: 2:21.1.12-1ubuntu1
xauth:
  Installed: (none)
  Candidate: 1:1.1.2-1build1
`;

describe("needs", () => {
  test("a test file states them in a line", () => {
    expect(call("statedIn", "// A test.\n// Needs: chromium, firefox.\nimport")).toEqual([
      "chromium",
      "firefox",
    ]);
    expect(call("statedIn", "// A test. Needs `python3`.\n")).toEqual([]);
  });

  test("a need that nobody knows is refused", () => {
    expect(() => call("statedIn", "// Needs: opera.\n", "a.test.ts")).toThrow(
      /a\.test\.ts needs "opera"; \.ci\/needs\.json has python, chromium, firefox, webkit, postgres/,
    );
  });

  test("Jest leaves out the files that need what is missing, and no other", () => {
    expect(call("ignored", "")).toEqual([]);
    expect(call("ignored", "webkit")).toEqual([
      "/test/browsers/webkit\\.test\\.ts$",
      "/test/engines/webkit\\.test\\.ts$",
    ]);
  });
});

describe("every test file that", () => {
  const files = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts") && !path.includes("node_modules") && !path.startsWith("ci/"))
    .map((path) => `test/${path}`);
  const textOf = (path: string): string => readFileSync(join(root, path), "utf8");
  const lacks = (path: string, ...names: readonly string[]): boolean =>
    !names.some((name) => new RegExp(`^// Needs: .*\\b${name}\\b.*\\.$`, "m").test(textOf(path)));

  test.each([
    ["launches a browser", ["chromium", "firefox", "webkit"], /(?<!\.)\b(launch|testBrowser)\(/],
    ["runs Python", ["python"], /"python3"/],
    ["enters a PostgreSQL server", ["postgres"], /\bpostgresServer\(/],
  ] as const)("%s states its need", (_, names, calls) => {
    const callers = files.filter((path) => calls.test(textOf(path)));
    expect(callers.length).toBeGreaterThan(0);
    expect(callers.filter((path) => lacks(path, ...names))).toEqual([]);
  });
});

describe("packages", () => {
  test("apt's candidates are read; stubs of snaps are none", () => {
    expect(call("candidatesIn", policyOfDebian)).toEqual({
      chromium: "142.0.1-1~deb12u1",
      "firefox-esr": "140.5.0esr-1",
    });
    expect(Object.keys(call<object>("candidatesIn", policyOfUbuntu))).toEqual([
      "python3",
      "webkit2gtk-driver",
      "xvfb",
      "xauth",
    ]);
  });

  const some = { chromium: "1", firefox: "2", xvfb: "3", "webkit2gtk-driver": "4" };
  test.each([
    ["what apt has", ["chromium"], { chromium: "1" }, ["chromium"], []],
    ["an alternative", ["firefox"], some, ["firefox"], []],
    ["one package of three lacks", ["webkit", "chromium"], some, ["chromium"], ["webkit"]],
    ["empty lists: Debian's names", ["firefox", "postgres"], {}, ["firefox-esr", "postgresql"], []],
    ["no apt", ["firefox", "python"], undefined, [], ["firefox", "python"]],
    ["nothing is missing", [], some, [], []],
  ])("%s", (_, missing, candidates, packages, rest) => {
    expect(call("choose", missing, candidates)).toEqual({ packages, rest });
  });

  test.each([
    [
      ["chromium", "webkit"],
      {},
      false,
      "sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium webkit2gtk-driver xvfb xauth && npm cit",
    ],
    [["python"], {}, true, "apt-get update && apt-get install -y --no-install-recommends python3 && npm cit"],
    [
      ["python", "chromium", "firefox"],
      { python3: "3.12" },
      false,
      "sudo apt-get update && sudo apt-get install -y --no-install-recommends python3 && CHROME_BIN=/path/to/chromium FIREFOX_BIN=/path/to/firefox npm cit",
    ],
    [
      ["postgres", "webkit"],
      undefined,
      false,
      "DATABASE_URL=postgres://… npm cit   (once there is: WebKitGTK, its driver and Xvfb)",
    ],
  ])("%j with %j: one command", (missing, candidates, isRoot, command) => {
    expect(call("mending", missing, candidates, isRoot)).toBe(command);
  });
});

describe("the end", () => {
  test("nothing was left out: nothing is said", () => {
    expect(call("closing", [], [], "npm cit")).toBe("");
  });

  test("what did not run is listed, with what it needs and the command that mends it", () => {
    const files = [
      ["test/a.test.ts", ["chromium"]],
      ["test/long.test.ts", ["chromium", "firefox"]],
    ];
    const lines = call<string>("closing", ["chromium", "firefox"], files, "the command").split("\n");
    expect(lines.slice(1, -2)).toEqual([
      "DID NOT RUN: 2 test files, for want of Chromium; Firefox",
      "  test/a.test.ts     needs chromium",
      "  test/long.test.ts  needs chromium, firefox",
      "So that they run:",
      "  the command",
    ]);
  });

  const report = {
    numPassedTests: 7,
    numFailedTests: 0,
    numRuntimeErrorTestSuites: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    success: true,
  };
  test.each([
    ["all passed", report, [], [], 7, 0],
    ["a test failed", { ...report, numFailedTests: 2, success: false }, [], [], 7, 2],
    ["a file could not be loaded", { ...report, numRuntimeErrorTestSuites: 1, success: false }, [], [], 7, 1],
    ["lint failed", report, ["lint"], [], 7, 1],
    ["a test and types failed", { ...report, numFailedTests: 1, success: false }, ["types"], [], 7, 2],
    ["the build failed: no report", undefined, ["build"], [], 0, 2],
    ["Jest was killed: no report", undefined, [], [], 0, 1],
    ["Jest says so, without a failed test", { ...report, success: false }, [], [], 7, 1],
    ["no test ran", { ...report, numPassedTests: 0 }, [], [], 0, 1],
    ["a test was skipped", { ...report, numPendingTests: 2 }, [], [], 7, 2],
    ["something was left out where that fails", report, [], ["chromium", "webkit"], 7, 2],
  ])("%s", (_, found, steps, missing, passed, failed) => {
    expect(call("count", found, steps, missing)).toMatchObject({ passed, failed });
  });
});
