import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "dist/**",
      "node_modules/**",
      "test/package/fixtures/**",
      "examples/toolchains/*/src/**",
      "**/*.mjs",
      "**/*.cjs",
      "**/*.js",
    ],
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/return-await": ["error", "error-handling-correctness-only"],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreUsingDeclarations: true },
      ],
      "@typescript-eslint/only-throw-error": "off",
    },
  },
  // In tests a bare `await` takes a turn of the microtask queue, and one suite awaits both faces.
  { files: ["test/**/*.ts"], rules: { "@typescript-eslint/await-thenable": "off" } },
);
