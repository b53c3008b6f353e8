export default {
  presets: [["@babel/preset-env", { targets: "node 18", modules: false }], "@babel/preset-typescript"],
  plugins: ["await-using/babel"],
};
