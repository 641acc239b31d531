/** C headers of networks of every form, compiled by the machine's compilers, as C99 and as the C++ of Arduino. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { compile, Network, saveNetwork } from "../../bindings/index.ts";
import { decodeModel } from "../../bindings/model.ts";
import { activationNames } from "../../bindings/parts/activations.ts";
import { lossOf } from "../../bindings/parts/losses.ts";
import { datasetsOf, formatCoding, inOwnUnits, readCsv, readCsvRows } from "../../experiment/data/index.ts";
import { cPrefix, encodeCHeader } from "../../cli/files/c-header.ts";
import { blocksOf } from "../docs/documents.ts";
import { answersFor, networks } from "../random-networks.ts";
import { temporaryFolder } from "./helpers.ts";

const warnings = ["-Wall", "-Wextra", "-Wconversion", "-Wdouble-promotion", "-Wshadow", "-pedantic", "-Werror"];
const compilers = [
  ["cc", "-std=c99"],
  ["c++", "-std=c++11", "-x", "c++"],
] as const;
const rows = 5;

/** Small whole numbers below n, a stream of its own for each seed. */
function deviates(seed: number) {
  let state = (seed >>> 0) | 1;
  return (n: number) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0;
    return ((state ^ (state >>> 13)) >>> 0) % n;
  };
}

/** A network that took a few steps, and inputs with zeros, as images have them. */
async function example(description: ConstructorParameters<typeof Network>[1], seed: number) {
  const network = new Network(await compile(), description);
  const { inputs } = network.description;
  const next = deviates(seed);
  const values = (count: number) => Float32Array.from({ length: count * inputs }, () => Math.max(0, next(100) - 30) / 69);
  const size = network.description.batchSize;
  for (let step = 0; step < 5; step++) {
    network.trainStep(values(size), answersFor(description, size, seed + step).y);
  }
  const x = values(rows);
  return { network, x, expected: network.predict(x) };
}

test("the prefix is the file's name, without its number and as C takes names", () => {
  expect(["5-Adam-seed0.h", "a/b/My net (2).h", "2-兎-seed1.h", "3-µ+λ-seed0.h", "7.h", "☃.h", "-.h"].map(cPrefix)).toEqual([
    "adam_seed0", "my_net_2", "u514e_seed1", "ub5_u3bb_seed0", "network_7", "network", "network",
  ]);
});

test("a value that is not finite is no constant", async () => {
  const network = new Network(await compile(), {
    inputs: 2, hidden: [{ units: 2, batchNorm: true }], output: { units: 2 }, optimizer: "sgd", batchSize: 2,
  });
  const model = decodeModel(saveNetwork(network));
  for (const name of ["dense2/bias", "batchNorm1/gamma"]) {
    const tensors = { ...model.tensors, [name]: Float32Array.of(0, Infinity) };
    expect(() => encodeCHeader({ ...model, tensors }, "a.h")).toThrow(/^(dense2|batchNorm1) has values that are not finite/);
  }
});

test("a network of a table's columns takes rows as the table has them", async () => {
  // A mean of a million deviations is more than a float32 tells from its neighbours.
  const text = ["size,year,colour,always,kind", ...Array.from({ length: 60 }, (_, i) =>
    `${i === 7 ? "NA" : i / 4},${1048576 + (i % 3)},${["red", "blue", "a */ b"][i % 3]},5,${i % 2 ? "rose" : "lily"}`)].join("\n");
  const { train, test: held, coding } = readCsv("flowers.csv", text, { label: "kind", missing: "mean" });
  const network = new Network(await compile(), {
    inputs: train.inputs, hidden: [{ units: 8, activation: "tanh" }], output: { units: 2 }, optimizer: { name: "adam", learningRate: 0.05 }, batchSize: 20,
  });
  const data = datasetsOf({ train, test: held });
  for (let step = 0; step < 50; step++) network.trainStep(data.train, Uint32Array.from({ length: 20 }, (_, i) => (step + i) % train.size));
  const model = decodeModel(saveNetwork(network, { data: formatCoding(coding) }));
  const parse = vi.spyOn(JSON, "parse");
  const header = encodeCHeader(model, "flowers.h");
  expect(parse).toHaveBeenCalledOnce();
  parse.mockRestore();
  for (const line of ["#define FLOWERS_FEATURES 4", "#define FLOWERS_INPUTS 6", " *     x[0]  size: NAN where it is missing", "Classes: 0 lily, 1 rose"]) {
    expect(header).toContain(line);
  }
  expect(header).toMatch(/ \* {5}x\[2\] {2}colour: 0 a \* ?\/ b, 1 blue, 2 red, -1 another or none/);

  // Numbers to predict, of which one is standardized on a mean that is large for its deviation.
  const prices = readCsv("prices.csv", ["size,price,share", ...Array.from({ length: 40 }, (_, i) => `${i},${1e6 + 3 * i},${i / 40}`)].join("\n"), {
    target: ["price", "share"], standardizeTargets: true,
  });
  const pricing = new Network(await compile(), { inputs: 1, hidden: [{ units: 4 }], output: { units: 2 }, loss: "huber", optimizer: "adam", batchSize: 8 });
  const pricesHeader = encodeCHeader(decodeModel(saveNetwork(pricing, { data: formatCoding(prices.coding) })), "prices.h");
  expect(pricesHeader).toContain("// becomes the outputs, in the targets' own units");

  const others = [[3.25, 1048577, "blue", 5], [NaN, 1048576, "red", 7], [0, 1048578, "green", 5], [14, 1048576, "a */ b", 5]] as const;
  const { table } = readCsvRows("new.csv", ["size,year,colour,always", ...others.map((row) => row.map((value) => (Number.isNaN(value) ? "" : value)).join(","))].join("\n"), coding);
  const expected = network.predict(table.rows);
  const colours = ["a */ b", "blue", "red"];
  const x = Float32Array.from(others.flatMap(([size, year, colour, always]) => [size, year, colours.indexOf(colour), always]));
  const folder = temporaryFolder();
  writeFileSync(join(folder, "flowers.h"), header);
  writeFileSync(join(folder, "prices.h"), pricesHeader);
  writeFileSync(join(folder, "all.c"), `#include <stdio.h>
#include "flowers.h"
#include "prices.h"
int main(void) {
  float x[FLOWERS_FEATURES], y[FLOWERS_OUTPUTS];
  float size = 20.5f, price[PRICES_OUTPUTS];
  prices_predict(&size, price);
  if (fwrite(price, 4, PRICES_OUTPUTS, stdout) != PRICES_OUTPUTS) return 2;
  while (fread(x, 4, FLOWERS_FEATURES, stdin) == FLOWERS_FEATURES) {
    if (flowers_predict(x, y) < 0 || fwrite(y, 4, FLOWERS_OUTPUTS, stdout) != FLOWERS_OUTPUTS) return 2;
  }
  return 0;
}
`);
  const built = spawnSync("cc", ["-std=c99", ...warnings, join(folder, "all.c"), "-o", join(folder, "all"), "-lm"], { encoding: "utf8" });
  if (built.error && !process.env["CI"]) return;
  expect([built.status, built.stdout, built.stderr], String(built.error)).toEqual([0, "", ""]);
  const found = new Float32Array(new Uint8Array(spawnSync(join(folder, "all"), { input: Buffer.from(x.buffer) }).stdout).buffer);
  const scaledSize = readCsvRows("p.csv", "size\n20.5\n", prices.coding).table.rows;
  pricing.predict(scaledSize).forEach((value, k) => {
    const own = inOwnUnits(value, prices.coding.targetScales![k]);
    expect(Math.abs(found[k]! - own) / Math.max(1, own)).toBeLessThan(1e-6);
  });
  expect([...found.subarray(2)]).toEqual([...expected].map((value) => expect.closeTo(value, 6) as number));
});

test("a header computes what the network does, to 1e-6", async () => {
  const chosen = [
    ...activationNames.map((activation) => ({
      inputs: 60, hidden: [{ units: 40, activation, batchNorm: true, dropout: 0.3 }], output: { units: 10 },
      optimizer: "adam" as const, batchSize: 20,
    })),
    ...fc.sample(networks, { numRuns: 40, seed: 17 }),
  ];
  const examples = await Promise.all(chosen.map(example));
  const folder = temporaryFolder();
  // What would end a comment or a line of it, were it not written otherwise.
  const arm = 'a */ int x; /* b ??/\\';
  const prefixes = examples.map(({ network }, i) => {
    const file = `${i + 1}-net ${i}.h`;
    writeFileSync(join(folder, file), encodeCHeader(decodeModel(saveNetwork(network, { arm, image: "5x12" })), file));
    return { file, prefix: cPrefix(file) };
  });
  const source = join(folder, "all.c");
  writeFileSync(source, `#include <stdio.h>
${prefixes.map(({ file }) => `#include "${file}"\n#include "${file}"\n`).join("")}
static float x[70 * ${rows}], y[12];
int main(void) {
${prefixes.map(({ prefix }, i) => {
    const { output, ...others } = examples[i]!.network.description;
    const gives = lossOf(others).of === "labels";
    const P = prefix.toUpperCase();
    return `  if (fread(x, 4, ${P}_INPUTS * ${rows}, stdin) != ${P}_INPUTS * ${rows}) return 1;
  for (int r = 0; r < ${rows}; r++) {
    ${gives ? "const int answer = " : ""}${prefix}_predict(x + r * ${P}_INPUTS, y);
    if (${gives ? `answer < 0 || answer >= ${Math.max(2, output.units)} || ` : ""}fwrite(y, 4, ${P}_OUTPUTS, stdout) != ${P}_OUTPUTS) return 2;
  }`;
  }).join("\n")}
  return 0;
}
`);
  const input = Buffer.concat(examples.map(({ x }) => Buffer.from(x.buffer)));
  const expected = examples.flatMap((one) => Array.from(one.expected));
  for (const [compiler, ...mode] of compilers) {
    const program = join(folder, compiler);
    const built = spawnSync(compiler, [...mode, ...warnings, source, "-o", program, "-lm"], { encoding: "utf8" });
    if (built.error && !process.env["CI"]) {
      console.log(`There is no ${compiler} here: what it makes of headers is not tested`);
      continue;
    }
    expect([built.status, built.stdout, built.stderr], String(built.error)).toEqual([0, "", ""]);
    const { status, stdout } = spawnSync(program, { input, maxBuffer: 2 ** 26 });
    expect([status, stdout.length]).toEqual([0, 4 * expected.length]);
    const found = new Float32Array(new Uint8Array(stdout).buffer);
    const most = found.reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected[i]!) / Math.max(1, Math.abs(expected[i]!))), 0);
    expect(most).toBeLessThan(1e-6);
  }
});

test("the lines of docs/formats.md compile with the header that they name", async () => {
  const { network } = await example({ inputs: 6, hidden: [{ units: 3 }], output: { units: 4 }, optimizer: "sgd", batchSize: 2 }, 1);
  const { code } = blocksOf("docs/formats.md").find(({ info }) => info === "c")!;
  const folder = temporaryFolder();
  const [, file] = /#include "(.*)"/.exec(code)!;
  writeFileSync(join(folder, file!), encodeCHeader(decodeModel(saveNetwork(network, { arm: "Adam" })), file!));
  // The arrays in front of main, where they begin with zeros.
  const lines = code.trim().split("\n");
  writeFileSync(join(folder, "all.c"), `${lines.slice(0, -1).join("\n")}\nint main(void) {\n${lines.at(-1)}\nreturn answer < 0 || answer >= 4;\n}\n`);
  const built = spawnSync("cc", ["-std=c99", ...warnings, join(folder, "all.c"), "-o", join(folder, "all"), "-lm"], { encoding: "utf8" });
  if (built.error && !process.env["CI"]) return;
  expect([built.status, built.stdout, built.stderr], String(built.error)).toEqual([0, "", ""]);
  expect(spawnSync(join(folder, "all")).status).toBe(0);
});
