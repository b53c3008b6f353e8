// Needs: webkit.
import { testEngines } from "./suite.js";

testEngines(({ kind }) => kind === "webkit");
