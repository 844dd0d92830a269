// The house rules of the web part: strict types, no any, files below 250 lines.
import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["build", "node_modules", "e2e/out", "src/lib/api/openapi.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "max-lines": ["error", 250],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  { files: ["src/**", "public/**"], languageOptions: { globals: globals.browser } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      // Plain sets and maps here are lookups inside one call, never state of the screen.
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  {
    files: ["e2e/**", "types.mjs"],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: { "no-console": "off" },
  },
);
