// One suite, several worlds: compiled by TypeScript, compiled by Babel, and the polyfill's suites in three realms.
import { createRequire } from "node:module";
import { ignored } from "./.ci/needs.mjs";

const require = createRequire(import.meta.url);
const names = {
  "^(\\.{1,2}/.*)\\.js$": "$1",
  "^await-using$": "<rootDir>/src/index.ts",
  "^await-using/node$": "<rootDir>/src/node/index.ts",
  "^await-using/diagnostics$": "<rootDir>/src/diagnostics/index.ts",
  "^await-using/locks$": "<rootDir>/src/locks/index.ts",
  "^await-using/runtime$": "<rootDir>/src/runtime/index.ts",
  "^await-using/runtime/tslib$": "<rootDir>/src/runtime/tslib.ts",
  "^await-using/runtime/babel$": "<rootDir>/src/runtime/babel.ts",
  "^await-using/runtime/swc/_ts_add_disposable_resource$": "<rootDir>/src/runtime/swc-add.ts",
  "^await-using/runtime/swc/_ts_dispose_resources$": "<rootDir>/src/runtime/swc-dispose.ts",
  "^await-using/ponyfill$": "<rootDir>/polyfills/index.ts",
  "^await-using/polyfill$": "<rootDir>/polyfills/auto.ts",
  "^await-using/polyfill/install$": "<rootDir>/polyfills/install.ts",
};
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
