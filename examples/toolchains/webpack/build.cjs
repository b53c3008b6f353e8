// What `webpack` of webpack-cli does.
const webpack = require("webpack");
const config = require("./webpack.config.cjs");

webpack(config, (error, stats) => {
  if (error) throw error;
  if (stats.hasErrors() || stats.hasWarnings()) console.error(stats.toString("errors-warnings"));
  if (stats.hasErrors()) process.exitCode = 1;
});
