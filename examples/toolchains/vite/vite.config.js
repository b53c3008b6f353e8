import awaitUsing from "await-using/vite";
import { defineConfig } from "vite";

export default defineConfig({ plugins: [awaitUsing()] });
