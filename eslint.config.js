import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** Each room uses the floors below it, never one above or beside it. From the ground up. */
function floors(names) {
  const rooms = names.map((floor) => floor.split("|"));
  return rooms.flatMap((beside, floor) =>
    beside.map((room) => {
      const others = [...beside.filter((other) => other !== room), ...rooms.slice(floor + 1).flat()];
      const message = `${room}/ uses the floors below it only (docs/design.md).`;
      const patterns = [{ regex: `^(\\.\\./)+(${others.join("|")})/`, message }];
      return { files: [`${room}/**/*.{ts,tsx}`], rules: { "no-restricted-imports": ["error", { patterns }] } };
    }),
  );
}

export default tseslint.config(
  // AssemblyScript decorates functions, which no TypeScript parser accepts: tsc and asc check it.
  {
    ignores: [
      "dist/", "build/", "runs/", "assembly/", "tests/assembly/", "tests/packaging/consumer/", "cli/files/onnx/onnx_pb.ts",
      "bindings/usagi.d.ts",
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
  ...floors(["bindings", "experiment", "report", "cli|web"]),
  {
    files: ["**/*.js"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
  },
);
