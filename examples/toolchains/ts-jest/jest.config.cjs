module.exports = {
  preset: "ts-jest",
  setupFiles: ["await-using/polyfill"], // Node 18 to 22: Jest's realms lack Symbol.dispose
  moduleNameMapper: { "^tslib$": "await-using/runtime/tslib" },
};
