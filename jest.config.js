// One suite, several worlds: compiled by TypeScript, compiled by Babel, and the polyfill's suites in three realms.
import { createRequire } from "node:module";
import { moduleNames } from "./entries.mjs";
import { ignored } from "./.ci/needs.mjs";

const require = createRequire(import.meta.url);
const names = { "^(\\.{1,2}/.*)\\.js$": "$1", ...moduleNames() };
const tsJest = {
  "\\.ts$": [
    "ts-jest",
    {
      tsconfig: {
        module: "commonjs",
        moduleResolution: "node10",
        ignoreDeprecations: "6.0",
        target: "ES2022",
        isolatedModules: true,
        esModuleInterop: true,
        verbatimModuleSyntax: false,
        importHelpers: true,
        lib: ["ES2022", "ESNext.Disposable"],
      },
      diagnostics: false,
    },
  ],
};
// Every folder under test/ is in one of these groups; test/architecture proves that no test file is left out.
const tests = (folders) => [`<rootDir>/test/{${folders}}/**/*.test.ts`];
const library = tests("protocol,exit,scope,contextlib,concurrency,adapters,node,diagnostics,locks,runtime");
const source = tests("architecture,ci,types,faults,hostile");
const polyfills = ["<rootDir>/test/polyfills/**/*.test.ts"]; // braces around a single name match nothing
// The same in every realm, so one is enough.
const once = "/test/polyfills/(scale|bundle|helpers|symbols|copies)\\.test\\.ts$";
const whole = tests(
  "tools,blind,oracle,test262,examples,package,toolchains,web-locks,leases,load,browsers,engines,bundles,soak,bench,api",
);

// What `npm test` found missing on this machine leaves out the tests that need it, and says so; Jest alone leaves out nothing.
const testPathIgnorePatterns = ["/node_modules/", ...ignored()];

const base = {
  rootDir: import.meta.dirname ?? ".",
  moduleNameMapper: names,
  transform: tsJest,
  testPathIgnorePatterns,
};
const setupFiles = ["<rootDir>/test/setup.ts"];

export default {
  // Compilers, bundlers and servers are started by the tests; a busy machine takes its time.
  testTimeout: 60_000,
  testSequencer: "<rootDir>/.ci/sequencer.cjs",
  projects: [
    { ...base, displayName: "typescript", testMatch: [...library, ...source], setupFiles },
    {
      ...base,
      displayName: "babel",
      testMatch: library,
      setupFiles,
      transform: { "\\.ts$": require.resolve("babel-jest") },
    },
    { ...base, displayName: "polyfills: bare realm", testMatch: polyfills },
    {
      ...base,
      displayName: "polyfills: core-js first",
      testMatch: polyfills,
      setupFiles: ["<rootDir>/test/polyfills/setup/core-js.ts"],
      testPathIgnorePatterns: [...testPathIgnorePatterns, once],
    },
    {
      ...base,
      displayName: "polyfills: ours installed",
      testMatch: polyfills,
      setupFiles: ["<rootDir>/test/polyfills/setup/ours.ts"],
      testPathIgnorePatterns: [...testPathIgnorePatterns, once],
    },
    { ...base, displayName: "whole", testMatch: whole },
  ],
};
