import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SafeTensor } from "../../bindings/index.ts";
import { checkExperiment } from "../../bindings/experiment/index.ts";
import { encodeSafetensors } from "../../bindings/index.ts";
import { checksumOf } from "../../cli/checksum.ts";
import { columnsOf } from "../../cli/report/text.ts";
import { hashExperiment, writeRunFile } from "../../cli/run-folder.ts";
import { cli, smallNetwork, temporaryFolder, writeModels } from "./helpers.ts";
import { sampleResults } from "./report/sample.ts";

/** A command's output, that must be right and fit on a terminal; its lines. */
async function lines(...argv: string[]): Promise<string[]> {
  const { code, out, err } = await cli(...argv);
  expect([code, err]).toEqual([0, ""]);
  const [title, ...rest] = out.split("\n");
  for (const line of rest) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
  expect(out).not.toMatch(/[^\S\n]$/m);
  return [title!, ...rest];
}

/** A network's training with all that belongs to it, as a checkpoint file. */
async function checkpoint(iteration: number): Promise<Buffer> {
  const network = await smallNetwork({ optimizer: { name: "momentum" } }, iteration);
  const { tensors, optimizer } = network.state();
  const f32 = (name: string, data: Float32Array): [string, SafeTensor] => {
    const shape = network.shape(name.replace(/^optimizer\/velocity\//, ""));
    return [name, { dtype: "F32", shape, data }];
  };
  const arrays = new Map<string, SafeTensor>([
    ...Object.entries(tensors).map(([name, data]) => f32(name, data)),
    ...Object.entries(optimizer).map(([name, data]) => f32(`optimizer/${name}`, data)),
    ["metrics/loss", { dtype: "F64", shape: [iteration], data: new Float64Array(iteration) }],
  ]);
  const metadata = {
    format: "usagi-nn", description: JSON.stringify(network.description), arm: "plain", seed: "0",
    iteration: String(iteration), checksum: "0".repeat(64),
  };
  const zeroed = encodeSafetensors(arrays, metadata);
  return Buffer.from(encodeSafetensors(arrays, { ...metadata, checksum: checksumOf(zeroed) }));
}

describe("a trained network", () => {
  test("layers, parameters, optimizer and metadata, as text and as JSON", async () => {
    const [file] = await writeModels(temporaryFolder(), ["plain"], [7]);
    const text = await lines("inspect", file!);
    expect(text[0]).toMatch(/: a trained network, [\d,]+ bytes$/);
    expect(text.slice(2, 9)).toEqual([
      "layer        shape  parameters",
      "dense1      15 × 8         128  init he",
      "batchNorm1       8          16  momentum 0.9, epsilon 0.000001, initialVariance",
      "                                0",
      "relu",
      "dense2       8 × 3          27  init xavier",
      "softmax",
    ]);
    expect(text).toContain("                           171  in all");
    expect(text.join("\n")).toMatch(/optimizer +adam: learningRate 0\.05, beta1 0\.9/);
    expect(text).toContain("steps       20");
    const report = JSON.parse((await cli("inspect", file!, "--json")).out) as Record<string, unknown>;
    expect(report).toMatchObject({
      kind: "network", file, parameters: 171, metadata: { arm: "plain", seed: "7", image: "3x5", steps: "20" },
      description: { inputs: 15, output: { units: 3 } },
    });
    expect(report["layers"]).toContainEqual({ name: "dense1", shape: [15, 8], parameters: 128, options: { init: "he" } });
    expect(report["tensors"]).toContainEqual({ name: "dense2/bias", dtype: "F32", shape: [3] });
  });

  test("its digest is held against its arrays", async () => {
    const [file] = await writeModels(temporaryFolder(), ["plain"], [0]);
    const bytes = readFileSync(file!);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file!, bytes);
    expect(await cli("inspect", file!)).toMatchObject({ code: 2, out: "" });
  });
});

test("a checkpoint: the arrays beside the network's too; every bit is covered by its checksum", async () => {
  const file = join(temporaryFolder(), "0000000020.safetensors");
  const bytes = await checkpoint(20);
  writeFileSync(file, bytes);
  const text = await lines("inspect", file);
  expect(text[0]).toContain(": a checkpoint, ");
  expect(text.join("\n")).toMatch(/^optimizer\/velocity\/dense1\/weight +F32 +15 × 8$/m);
  expect(text.join("\n")).toMatch(/^metrics\/loss +F64 +20$/m);
  expect(text).toContain("iteration  20");
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 8 * bytes.length - 1 }), async (bit) => {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(file, changed);
      const { code, out, err } = await cli("inspect", file);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toContain(`error: ${file}: `);
    }),
  );
});

test("arrays of another program", async () => {
  const file = join(temporaryFolder(), "other.safetensors");
  const name = "a\u001b[2Jb";
  writeFileSync(file, encodeSafetensors(new Map([[name, { dtype: "U8", shape: [2, 2], data: new Uint8Array(4) }]])));
  expect((await lines("inspect", file)).slice(0, 4)).toEqual([
    expect.stringMatching(/: arrays, \d+ bytes$/), "", "array        type  shape", "a\\u{1b}[2Jb  U8    2 × 2",
  ]);
});

describe("an ONNX model", () => {
  test("inputs, outputs, nodes and initializers", async () => {
    const [file] = await writeModels(temporaryFolder(), ["plain"], [0]);
    await cli("export", file!);
    const onnx = file!.replace("safetensors", "onnx");
    const text = (await lines("inspect", onnx)).join("\n");
    expect(text).toMatch(/^.*: an ONNX model, [\d,]+ bytes, 155 parameters\n/);
    expect(text).toContain("input  type      shape\nx      float32  N × 15");
    expect(text).toContain("output         type     shape\nprobabilities  float32  N × 3");
    expect(text).toMatch(/\ndense1 +Gemm +x, dense1\/weight, dense1\/bias +dense1\/y\n/);
    expect(text).toMatch(/\ndense2\/weight +float32 +8 × 3\n/);
    expect(text).toMatch(/\narm +plain\n/);
    expect(JSON.parse((await cli("inspect", onnx, "--json")).out)).toMatchObject({
      kind: "onnx", irVersion: 7, operatorSets: { "": 13 }, inputs: [{ name: "x", type: "float32", shape: ["N", 15] }],
      initializers: [{ name: "dense1/weight", shape: [15, 8] }, {}, {}, {}], metadata: { seed: "0" },
    });
  });

  test("one that is damaged or no model is refused, and none takes more memory than its bytes warrant", async () => {
    const [file] = await writeModels(temporaryFolder(), ["plain"], [0]);
    await cli("export", file!);
    const onnx = file!.replace("safetensors", "onnx");
    const good = readFileSync(onnx);
    const message = (number: number, content: Buffer) => {
      const length: number[] = [];
      for (let n = content.length; n > 0 || length.length === 0; n >>>= 7) length.push((n & 127) | (n > 127 ? 128 : 0));
      return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), content]);
    };
    const many = message(7, Buffer.concat(Array<Buffer>(2 ** 20).fill(message(1, Buffer.alloc(0)))));
    const bad: [Buffer, string][] = [
      [Buffer.alloc(0), "has no graph"],
      [good.subarray(0, good.length / 2), "is no intact ONNX model"],
      [Buffer.alloc(1e5, 0x0b), "is no intact ONNX model"],
      [many, "its graph has 2097157 bytes without the weights; at most 2097152"],
    ];
    for (const [bytes, reason] of bad) {
      writeFileSync(onnx, bytes);
      const { code, out, err } = await cli("inspect", onnx);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toContain(`error: ${onnx}: `);
      expect(err).toContain(reason);
    }
    // Weights may be of any size.
    writeFileSync(onnx, Buffer.concat([message(7, message(5, message(9, Buffer.alloc(4e6)))), good]));
    expect(await cli("inspect", onnx)).toMatchObject({ code: 0 });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 }), async (at, value) => {
        const changed = Buffer.from(good);
        changed[at] = value;
        writeFileSync(onnx, changed);
        expect((await cli("inspect", onnx)).code).toBeOneOf([0, 2]);
      }),
    );
  });
});

describe("the folder of a run", () => {
  const arms = [
    { name: "plain", final: 0.9, half: 100 },
    { name: "with\u001bmore", final: 0.5, half: 100 },
  ];
  const results = sampleResults("small", arms, [0, 7]);

  function runFile() {
    const source = { name: "small", seeds: [0, 7], arms: [{ name: "plain" }, { name: "with more" }] };
    const checked = checkExperiment(source);
    if (!("experiment" in checked)) throw new Error("the experiment is not valid");
    const experimentHash = hashExperiment(checked.experiment);
    return { experiment: source, experimentHash, dataFolder: "/", dataHash: "", checkpointEvery: 10 };
  }

  async function folderOf({ done }: { done: boolean }) {
    const folder = temporaryFolder();
    await writeModels(folder, ["plain", "with more"], done ? [0, 7] : [0]);
    await writeRunFile(folder, runFile());
    if (done) writeFileSync(join(folder, "results.json"), JSON.stringify(results));
    const checkpoints = join(folder, "checkpoints", "1-plain-seed7");
    mkdirSync(checkpoints, { recursive: true });
    writeFileSync(join(checkpoints, "0000000010.safetensors"), await checkpoint(10));
    writeFileSync(join(checkpoints, "0000000020.safetensors"), (await checkpoint(20)).subarray(0, 900));
    return folder;
  }

  test("how far each arm and seed came, networks and checkpoints", async () => {
    const folder = await folderOf({ done: true });
    const text = await lines("inspect", folder);
    expect(text[0]).toBe(`${folder}: the run of an experiment, ${results.status}`);
    expect(text.join("\n")).toMatch(/^checkpoints every +10$/m);
    const accuracy = results.runs.map(({ testAccuracy }) => testAccuracy.at(-1)!.toFixed(4));
    const rows = text.filter((line) => / (complete|unfinished) /.test(line)).map((line) => line.split(/ {2,}/));
    expect(rows).toEqual([
      ["plain", "0", "complete", "1000", accuracy[0], "yes", "–"],
      ["plain", "7", "complete", "1000", accuracy[1], "yes", "2"],
      ["with\\u{1b}more", "0", "complete", "1000", accuracy[2], "yes", "–"],
      ["with\\u{1b}more", "7", "complete", "1000", accuracy[3], "yes", "–"],
    ]);
    expect(text.join("\n")).toMatch(/^models\/1-plain-seed0\.safetensors +intact$/m);
    expect(text.join("\n")).toMatch(/^checkpoints\/1-plain-seed7\/0000000010\.safetensors +intact$/m);
    expect(text.join("\n")).toMatch(/^checkpoints\/1-plain-seed7\/0000000020\.safetensors +damaged: this is no/m);
  });

  test("without results, the newest intact checkpoint tells how far it came", async () => {
    const folder = await folderOf({ done: false });
    const report = JSON.parse((await cli("inspect", folder, "--json")).out) as { runs: object[] };
    expect(report).toMatchObject({ kind: "run", status: "unfinished", experiment: "small", checkpointEvery: 10 });
    expect(report.runs[1]).toMatchObject({
      arm: "plain", seed: 7, status: "unfinished", iteration: 10, iterations: 1000,
      checkpoints: [{ iteration: 10 }, { iteration: 20, damage: expect.stringContaining("no intact safetensors") as string }],
    });
    expect(report.runs[1]).not.toHaveProperty("model");
  });

  test("a folder that is no run's, or whose files are not right", async () => {
    const folder = await folderOf({ done: true });
    const wrong: [string, string][] = [
      ["{", "is no JSON"],
      ["null", "results.json: is not what a run writes: it: "],
      [JSON.stringify({ ...results, runs: [{}] }), "is not what a run writes: runs.0.arm: "],
    ];
    for (const [text, reason] of wrong) {
      writeFileSync(join(folder, "results.json"), text);
      const { code, err } = await cli("inspect", folder);
      expect(code).toBe(2);
      expect(err).toContain(reason);
    }
    rmSync(join(folder, "results.json"));
    rmSync(join(folder, "run.json"));
    expect((await cli("inspect", folder)).err).toContain(`${folder}: is no folder of a run`);
    expect((await cli("inspect", join(folder, "none"))).err).toContain("there is no such file or folder");
    writeFileSync(join(folder, "text"), "text");
    expect((await cli("inspect", join(folder, "text"))).err).toContain("is neither a .safetensors nor an .onnx file");
  });
});
