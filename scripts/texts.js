// What options mean stands in their rules and is read by what shows it alone: the JSON Schema, the command line. So the
// build leaves a number there in place of the text, and the texts to bindings/texts.ts, which the library does not load.

import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import ts from "typescript";

const files = [
  "bindings/description.ts", ...readdirSync("bindings/parts").map((name) => `bindings/parts/${name}`),
].map((file) => resolve(file));

/** Every text there is, in the order of its number. */
const texts = [...new Set(files.flatMap((file) => textsOf(readFileSync(file, "utf8")).map(({ text }) => text)))];

export const textsApart = {
  name: "texts-apart",
  setup(build) {
    build.onLoad({ filter: /\/bindings\/.*\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      if (path === resolve("bindings/texts.ts")) return { contents: source.replace("= []", () => `= ${JSON.stringify(texts)}`), loader: "ts" };
      if (!files.includes(path)) return undefined;
      let contents = source;
      for (const { start, end, text } of textsOf(source).reverse()) {
        // Lines stay where they are, for the maps.
        const breaks = contents.slice(start, end).replace(/[^\n]/g, "");
        contents = `${contents.slice(0, start)}${texts.indexOf(text)}${breaks}${contents.slice(end)}`;
      }
      return { contents, loader: "ts" };
    });
  },
};

/**
 * The same for the page, which shows no schema: the texts are gone. But it says what an option of another optimizer is,
 * as the command line does.
 */
export const textsGone = {
  name: "texts-gone",
  setup(build) {
    build.onLoad({ filter: /[\\/](?:bindings[\\/]parts|experiment)[\\/].*\.ts$/, namespace: "file" }, ({ path }) => {
      return path.endsWith("optimizers.ts") ? undefined : { contents: withoutTexts(path), loader: "ts" };
    });
  },
};

/** A file's source, its texts empty. */
export function withoutTexts(path) {
  let source = readFileSync(path, "utf8");
  for (const { start, end } of textsOf(source).reverse()) source = `${source.slice(0, start)}""${source.slice(end)}`;
  return source;
}

/** The literals that are a property `about`, or what a function of the file takes as its parameter of that name. */
function textsOf(source) {
  const file = ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest, true);
  const places = new Map();
  const found = [];
  visit(file, (node) => {
    if (!ts.isVariableDeclaration(node) || !node.initializer || !ts.isArrowFunction(node.initializer)) return;
    const place = node.initializer.parameters.findIndex(({ name }) => name.getText() === "about");
    if (place >= 0) places.set(node.name.getText(), place);
  });
  visit(file, (node) => {
    const literal = ts.isPropertyAssignment(node) && node.name.getText() === "about"
      ? node.initializer
      : ts.isCallExpression(node) ? node.arguments[places.get(node.expression.getText())] : undefined;
    const text = literal && textOf(literal);
    if (literal && text !== undefined) found.push({ start: literal.getStart(), end: literal.getEnd(), text });
  });
  return found;
}

function visit(node, see) {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

/** What a literal says, or several with + between them. */
function textOf(node) {
  if (ts.isStringLiteral(node)) return node.text;
  if (!ts.isBinaryExpression(node)) return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}
