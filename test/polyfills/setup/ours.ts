// Ours is installed, as in a program that imports `await-using/polyfill`.
import "../../../polyfills/auto.js";
