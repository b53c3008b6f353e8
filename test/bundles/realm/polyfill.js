import "await-using/polyfill";
