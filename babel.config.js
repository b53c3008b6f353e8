// How a Babel user compiles `await using`: the proposal plugin, TypeScript stripped, nothing else lowered.
export default {
  presets: [
    ["@babel/preset-env", { targets: { node: "20" }, modules: "auto" }],
    ["@babel/preset-typescript", { allowDeclareFields: true }],
  ],
  plugins: ["@babel/plugin-proposal-explicit-resource-management"],
};
