/// <reference lib="esnext.disposable" preserve="true" />
// Installs core-js's polyfill of the feature (an optional peer dependency), then repairs what it lacks or breaks.
import "core-js/proposals/explicit-resource-management.js";
import "./auto.js";
