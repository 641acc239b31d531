import { readFileSync, writeFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, join, posix } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Consumer } from "./consumer.ts";
import { makeConsumer, node, root } from "./consumer.ts";

let consumer: Consumer;
beforeAll(async () => {
  consumer = await makeConsumer();
});
afterAll(() => consumer?.remove());

test("the package holds what users need and nothing else", () => {
  const allowed = [
    /^package\.json$/, /^README(\.ja)?\.md$/, /^CHANGELOG\.md$/, /^LICENSE$/, /^cli\.js$/, /^experiment(\.schema)?\.json$/, /^schemas\/\w+\.schema\.json$/,
    /^experiments\/([a-z-]+\/)?[\w-]+\.json$/, /^dist\/(browser\/)?[\w-]+(\.global|\.module)?\.js$/, /^dist\/(browser\/)?[\w-]+\.js\.map$/, /^dist\/(browser\/)?usagi\.wasm$/,
    /^dist\/(browser\/)?licenses\.txt$/, /^deploy\/[a-z]+\/[\w.-]+$/,
    /^dist\/types\/usagi\.global\.d\.ts$/,
    /^dist\/types\/(bindings|experiment)\/(data\/|parts\/|tuning\/|worker\/)?[\w-]+\.d\.ts(\.map)?$/,
    /^(bindings|experiment)\/((?!explain)\w+\/)?[\w-]+(\.d)?\.ts$/,
  ];
  expect(consumer.files.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
  const needed = ["README.md", "LICENSE", "cli.js", "dist/cli.js", "dist/usagi.wasm", "dist/browser/licenses.txt", "CHANGELOG.md"];
  expect(consumer.files).toEqual(expect.arrayContaining(needed));
  expect(consumer.bytes).toBeLessThan(1_750_000);
});

test.each([["README.md", /One package of ([\d.]+) MB/], ["README.ja.md", /依存パッケージのない([\d.]+) MB/]])("%s says how large it is, to a tenth", (file, size) => {
  const [, megabytes] = size.exec(read(file))!;
  expect(Math.abs(Number(megabytes) * 1e6 / consumer.unpackedBytes - 1)).toBeLessThan(0.1);
});

const inPackage = (file: string) => join(consumer.folder, "node_modules", "usagi-nn", file);
const read = (file: string) => readFileSync(inPackage(file), "utf8");

test("source maps and declaration maps lead to lines of sources that are there", () => {
  const maps = consumer.files.filter((file) => file.endsWith(".map"));
  for (const map of maps) {
    const { sources } = JSON.parse(read(map)) as { sources: string[] };
    const found = sources.map((source) => posix.join(dirname(map), source));
    expect(found.filter((source) => !consumer.files.includes(source)), map).toEqual([]);
  }
  // A sentence of the library and where it is written, from a bundle as it is and from one of one line.
  const sentence = "the file's metadata have no description";
  for (const folder of ["dist", "dist/browser"]) {
    const bundle = consumer.files.find((file) => dirname(file) === folder && file.endsWith(".js") &&
      maps.includes(`${file}.map`) && read(file).includes(sentence))!;
    const before = read(bundle).slice(0, read(bundle).indexOf(sentence)).split("\n");
    const map = new SourceMap(JSON.parse(read(`${bundle}.map`)) as ConstructorParameters<typeof SourceMap>[0]);
    const entry = map.findEntry(before.length - 1, before.at(-1)!.length) as { originalSource: string; originalLine: number };
    const source = posix.join(dirname(bundle), entry.originalSource);
    expect(source).toBe("bindings/model.ts");
    expect(read(source).split("\n")[entry.originalLine]).toContain(sentence);
  }
  const declared = read("dist/types/bindings/network.d.ts");
  expect(declared.trimEnd()).toMatch(/\/\/# sourceMappingURL=network\.d\.ts\.map$/);
});

test("what README shows is in the package: its code runs, its commands and their options are there, and its experiments", async () => {
  const readme = read("README.md");
  const blocks = Array.from(readme.matchAll(/^```(\w*).*?\n(.*?)^```$/gms), ([, language, text]) => ({ language, text: text! }));

  const programs = blocks.filter(({ language, text }) => language === "js" && text.includes('from "usagi-nn'));
  expect(programs.length).toBeGreaterThan(0);
  for (const [i, { text }] of programs.entries()) {
    writeFileSync(join(consumer.folder, `readme${i}.js`), text);
    await expect(node(consumer, `readme${i}.js`)).resolves.toBeTruthy();
  }

  const calls = blocks.flatMap(({ text }) => Array.from(
    text.matchAll(/^(?:.*&& )?(?:node cli\.js|npx usagi(?:-nn)?) (\w+)(.*)$/gm),
    ([, command, rest]) => ({ command: command!, options: rest!.replace(/ #.*/, "").match(/(?<= )--[\w-]+/g) ?? [] }),
  ));
  const commands = [...new Set(calls.map(({ command }) => command))];
  expect(commands).toContain("run");
  const help = new Map(await Promise.all(commands.map(async (command) =>
    [command, await node(consumer, inPackage("cli.js"), command, "--help")] as const)));
  for (const { command, options } of calls) {
    for (const option of options) expect(help.get(command), command).toContain(`${option} `);
  }

  const experiments = Array.from(readme.matchAll(/\bexperiments?(?:\/[\w/-]+)?\.json\b/g), ([file]) => file);
  expect(experiments.filter((file) => !consumer.files.includes(file))).toEqual([]);
});

test("Node trains by either entry to the same bits", async () => {
  const printed = JSON.parse(await node(consumer, "node.js")) as Record<string, string>;
  const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as unknown;
  expect(printed).toEqual({
    network: digest,
    inline: printed["network"],
    training: digest,
    worker: "TrainingWorker needs the Worker of a browser; elsewhere use Training of usagi-nn/experiment",
  });
});

test("the command starts", async () => {
  expect(await node(consumer, "node_modules/usagi-nn/cli.js", "--version")).toMatch(/^\d+\.\d+\.\d+/);
});

test("npm run size", async () => {
  await expect(node({ ...consumer, folder: root }, "scripts/size.js")).resolves.toBeTruthy();
});
