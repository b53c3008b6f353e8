// core-js's polyfill is there first, as in a program that loads it itself.
import "core-js/proposals/explicit-resource-management.js";
