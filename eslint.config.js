import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  // AssemblyScript decorates functions, which no TypeScript parser accepts: tsc and asc check it.
  {
    ignores: [
      "dist/", "build/", "runs/", "assembly/", "tests/assembly/", "tests/packaging/consumer/", "cli/onnx/onnx_pb.ts",
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Indices that a loop bounds are known to be there; noUncheckedIndexedAccess cannot see it.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowNever: true }],
      // Arguments from plain JavaScript are checked although their types say that they are right.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // A kernel or a callback may return nothing or be an expression.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ["**/*.js"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
  },
);
