// Needs: firefox.
import { testEngines } from "./suite.js";

testEngines(({ kind }) => kind === "firefox");
