// Makes build/guarded: the project once more, as its debug build. Its usagi.wasm keeps the asserts, and in place of
// bindings/arena.ts and bindings/core.ts stand those of tests/guarded, which watch every kernel. All that the tests
// use is there, so that the command line, its threads and the page are guarded too.

import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const copy = `${root}build/guarded`;
const entries = [
  "LICENSE", "README.md", "asconfig.json", "assembly", "bindings", "cli", "cli.js", "docs", "experiment.json",
  "experiments", "package.json", "scripts", "tests", "tsconfig.build.json", "tsconfig.json", "web",
];
const replaced = { arena: "Arena", core: "instantiate" };

await rm(copy, { recursive: true, force: true });
for (const entry of entries) await cp(`${root}${entry}`, `${copy}/${entry}`, { recursive: true });
await symlink("../../node_modules", `${copy}/node_modules`);
// They lie in bindings/ there, so that the types can be built; what they stand in for gets another name.
await mkdir(`${copy}/bindings/guarded`);
for (const module of ["arena", "core", "extents", "guard"]) {
  const source = await readFile(`${copy}/tests/guarded/${module}.ts`, "utf8");
  await writeFile(
    `${copy}/bindings/guarded/${module}.ts`, source.replace(/"..\/..\/bindings\/(\w+).ts"/g, '"../$1-bare.ts"'),
  );
}
for (const [module, name] of Object.entries(replaced)) {
  await rename(`${copy}/bindings/${module}.ts`, `${copy}/bindings/${module}-bare.ts`);
  await writeFile(
    `${copy}/bindings/${module}.ts`,
    `export * from "./${module}-bare.ts";\nexport { ${name} } from "./guarded/${module}.ts";\n`,
  );
}
execFileSync(process.execPath, ["scripts/build.js", "debug"], { cwd: copy, stdio: "inherit" });
