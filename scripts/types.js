// The types of the package. What zod infers from a schema is written out, so that users need no zod.

import { execFileSync } from "node:child_process";
import { copyFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import ts from "typescript";

export async function buildTypes(folder) {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", folder], { stdio: "inherit" });
  await copyFile("bindings/usagi.d.ts", join(folder, "bindings/usagi.d.ts"));
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".d.ts"));
  const program = ts.createProgram(names.map((name) => join(folder, name)), {
    module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, strict: true, exactOptionalPropertyTypes: true,
  });
  const checker = program.getTypeChecker();
  for (const name of names) {
    const source = program.getSourceFile(join(folder, name));
    if (!source) throw new Error(`TypeScript has not read ${name}`);
    const rewritten = source.statements.some(isZodImport);
    // The lines of what is written out are not those of its map.
    const [map] = (!rewritten && /^\/\/# sourceMappingURL=.*$/m.exec(source.text)) || [""];
    const text = rewritten ? withoutZod(source, checker) : source.text.replace(map, "").trim();
    await (text ? writeFile(join(folder, name), `${[portable(text), map].join("\n").trim()}\n`) : rm(join(folder, name)));
    if (!text || !map) await rm(join(folder, `${name}.map`), { force: true });
  }
  const global = 'declare global {\n  const usagi: typeof import("./bindings/inline.js");\n}\nexport {};\n';
  await writeFile(join(folder, "usagi.global.d.ts"), global);
}

/** For TypeScript before 5.7, whose arrays are not generic, and for projects without the DOM's types. */
function portable(text) {
  const types = {
    "Wasm<Name extends string>":
      "typeof globalThis extends { WebAssembly: Record<Name, { prototype: infer Type }> } ? Type : object",
    "Platform<Name extends string>": "typeof globalThis extends Record<Name, { prototype: infer Type }> ? Type : never",
  };
  const changed = text
    .replace(/\b(\w+Array)<ArrayBuffer>/g, 'ReturnType<$1Constructor["of"]>')
    .replace(/\bWebAssembly\.(\w+)/g, 'Wasm<"$1">')
    .replace(/\b(URL|Response)\b(?= [|)]|[;,)])(?!.*\*\/)/g, 'Platform<"$1">')
    .replace(/\bBufferSource\b/g, "ArrayBuffer | ArrayBufferView");
  const used = Object.entries(types).filter(([name]) => changed.includes(`${name.slice(0, name.indexOf("<"))}<"`));
  return [changed, ...used.map(([name, type]) => `type ${name} = ${type};`)].join("\n");
}

const isZodImport = (statement) => ts.isImportDeclaration(statement)
  && ts.isStringLiteral(statement.moduleSpecifier) && statement.moduleSpecifier.text === "zod";

/** A file of types with the inferred ones written out, and without the schemas themselves, which are not public. */
function withoutZod(source, checker) {
  const dropped = new Set(["z"]);
  const kept = source.statements.filter((statement) => !isZodImport(statement)).map((statement) => {
    if (!mentions(statement, dropped)) return statement.getFullText(source).trim();
    if (ts.isTypeAliasDeclaration(statement) && statement.modifiers?.length) return writtenOut(statement, source, checker);
    for (const name of namesOf(statement)) dropped.add(name);
    return "";
  });
  return kept.filter((text) => text !== "" && text !== "export {};").join("\n");
}

function writtenOut(alias, source, checker) {
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;
  const type = checker.typeToString(checker.getTypeAtLocation(alias.name), source, flags);
  const [comment] = alias.jsDoc ?? [];
  return `${comment ? `${comment.getText(source)}\n` : ""}export type ${alias.name.text} = ${type};`;
}

function mentions(node, names) {
  return (ts.isIdentifier(node) && names.has(node.text)) || ts.forEachChild(node, (child) => mentions(child, names)) === true;
}

function namesOf(statement) {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText());
  return statement.name ? [statement.name.text] : [];
}
