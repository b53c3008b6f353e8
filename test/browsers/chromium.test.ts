// Needs: chromium.
import { testBrowser } from "./suite.js";

testBrowser("chromium");
