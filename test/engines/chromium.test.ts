// Needs: chromium.
import { testEngines } from "./suite.js";

testEngines(({ kind }) => kind === "chromium");
