import awaitUsing from "await-using/vite";
import { defineConfig } from "vite";

// Nothing comes from another host, and no script or style stands in the document.
const headers = { "content-security-policy": "default-src 'self'; connect-src 'self' ws:" };

export default defineConfig({
  plugins: [awaitUsing()], // a plain `await using` knows how its block ended
  cacheDir: "../dist/browser/vite",
  optimizeDeps: { force: true }, // this repository is the package: its files change, its version does not
  server: { headers, fs: { allow: ["../.."] } },
  preview: { headers },
  build: {
    outDir: "../dist/browser/page",
    emptyOutDir: true,
    rolldownOptions: {
      input: ["index.html", "other-tab.html"],
      output: { keepNames: true }, // the page shows the names of the managers' classes
    },
  },
});
