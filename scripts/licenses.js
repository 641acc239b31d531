// The licences of what a bundle holds of other packages: their authors ask that these go with every copy.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Packages without a licence file of their own, and where the texts of their licences are. */
const lyingIn = {
  "@bufbuild/protobuf": ["assemblyscript/LICENSE", "@bufbuild/protobuf/dist/esm/wire/varint.js"],
};

/**
 * @param {string} root The folder of this project.
 * @param {import("esbuild").Metafile[]} metafiles Of the bundles.
 * @returns The text of a file to lie beside them. usagi.wasm holds some of AssemblyScript's library.
 */
export async function licensesOf(root, metafiles) {
  const files = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file),
    ),
  );
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  const unique = new Set([...folders, "node_modules/assemblyscript"]);
  const texts = await Promise.all([...unique].sort().map((folder) => licenseOf(root, folder)));
  return `What these files hold of other packages, and its licences.\n${texts.join("")}`;
}

async function licenseOf(root, folder) {
  const { name, version, license } = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
  const names = (await readdir(join(root, folder))).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  const files = lyingIn[name]?.map((file) => join("node_modules", file)) ?? names.map((file) => join(folder, file));
  if (files.length === 0) throw new Error(`${folder} has no licence file`);
  const texts = await Promise.all(files.map(async (file) => textOf(file, await readFile(join(root, file), "utf8"))));
  return `\n${"=".repeat(100)}\n${name} ${version} (${license.replace(/^\((.*)\)$/, "$1")})\n\n${texts.join("\n\n")}\n`;
}

/** A licence file's text, or the comment that a script begins with. */
function textOf(file, content) {
  if (!file.endsWith(".js")) return content.trim();
  const [comment] = /^(\/\/.*\n)+/.exec(content) ?? [];
  if (comment === undefined) throw new Error(`${file} does not begin with its licence`);
  return comment.replace(/^\/\/ ?/gm, "").trim();
}
