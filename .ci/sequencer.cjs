// The longest test files first, so that no worker is left alone with one at the end: those of the list, then, as Jest does,
// what took long the last time, or is large.
const { default: Sequencer } = require("@jest/test-sequencer");

/** Below test/, by the processor time that they took, in seconds. */
const longest = [
  "engines/programs",
  "toolchains/typescript",
  "oracle/oracle",
  "bundles/bundles",
  "package/compilers",
  "examples/examples",
  "bundler/bundlers",
  "migrate/rewrites",
  "migrate/taken-back",
  "migrate/command",
  "engines/chromium",
  "engines/firefox",
  "engines/webkit",
  "bench/bench",
  "package/supply-chain",
  "package/tarball",
  "hostile/scale",
  "faults/faults",
  "package/run",
  "equiv/command",
  "toolchains/bundlers",
  "babel/tools",
  "babel/babel-8",
  "migrate/interactive",
];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const index = longest.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
      return index === -1 ? longest.length : index;
    };
    return super.sort(tests).sort((one, other) => place(one) - place(other));
  }
};
