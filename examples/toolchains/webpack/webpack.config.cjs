const { awaitUsing } = require("await-using/webpack");

/** @type {import("webpack").Configuration} */
module.exports = {
  mode: "production",
  target: "node18",
  devtool: "source-map",
  entry: "./src/main.ts",
  resolve: { extensions: [".ts", ".js"] },
  module: {
    rules: [{ test: /\.ts$/, loader: "ts-loader", options: { transpileOnly: true } }],
  },
  plugins: [awaitUsing()],
};
