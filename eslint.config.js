import { builtinModules } from "node:module";
import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** These break where a folder's name holds a space or a letter beyond ASCII, on Windows, or behind a link. */
const paths = [
  {
    selector: "MemberExpression[property.name='pathname'] > NewExpression[arguments.1.object.type='MetaProperty']",
    message: "The path of a file's URL is fileURLToPath(url).",
  },
  {
    selector: "BinaryExpression > MemberExpression[object.property.name='argv'][property.value=1]",
    message: "Whether this is the script that node started: isMain of scripts/main.js.",
  },
  {
    selector: "TemplateElement[value.raw=/^file:/], BinaryExpression[operator='+'] > Literal[value=/^file:/]",
    message: "The URL of a file is pathToFileURL(path).",
  },
];

/**
 * Each room uses the floors below it, never one above or beside it, in whichever way it imports. From the ground up;
 * those in `pure` use no module of Node either.
 */
function floors(names, pure) {
  const rooms = names.map((floor) => floor.split("|"));
  return rooms.flatMap((beside, floor) =>
    beside.map((room) => {
      const others = [...beside.filter((other) => other !== room), ...rooms.slice(floor + 1).flat()];
      const above = {
        regex: `^(\\.\\./)+(${others.join("|")})/`, message: `${room}/ uses the floors below it only (docs/design.md).`,
      };
      const node = {
        regex: `^(node:|(${builtinModules.join("|")})$)`, message: `${room}/ runs in browsers too: no module of Node.`,
      };
      const patterns = pure.includes(room) ? [above, node] : [above];
      const dynamic = patterns.flatMap(({ regex, message }) =>
        ["ImportExpression", "TSImportType"].map((kind) => (
          { selector: `${kind}[source.value=/${regex.replaceAll("/", "\\/")}/]`, message })));
      return {
        files: [`${room}/**/*.{ts,tsx}`],
        rules: { "no-restricted-imports": ["error", { patterns }], "no-restricted-syntax": ["error", ...paths, ...dynamic] },
      };
    }),
  );
}

export default tseslint.config(
  // AssemblyScript decorates functions, which no TypeScript parser accepts: tsc and asc check it.
  {
    ignores: [
      "dist/", "build/", "runs/", "assembly/", "tests/assembly/", "tests/packaging/consumer/", "tests/packaging/tools/", "handbook/.vitepress/", "cli/files/onnx/onnx_pb.ts",
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
  {
    ignores: ["scripts/main.js"],
    rules: { "no-restricted-syntax": ["error", ...paths] },
  },
  ...floors(["bindings", "experiment", "report", "cli|web"], ["bindings", "experiment", "report", "web"]),
  {
    files: ["**/*.js"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly", WebAssembly: "readonly" } },
  },
);
