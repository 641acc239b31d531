import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import stringWidth from "string-width";
import { encodeSafetensors } from "../../bindings/index.ts";
import type { Results } from "../../experiment/results.ts";
import { noMetrics } from "../../experiment/training.ts";
import { encodeCheckpoint } from "../../cli/run/checkpoint.ts";
import { cli, FakeHost, smallNetwork, temporaryFolder, writeDataset, writeModels } from "./helpers.ts";
import { sampleResults } from "../report/sample.ts";

/** A command's output, that must be right and fit on a terminal; its lines. */
async function lines(...argv: string[]): Promise<string[]> {
  const { code, out, err } = await cli(...argv);
  expect([code, err]).toEqual([0, ""]);
  const [title, ...rest] = out.split("\n");
  for (const line of rest) expect(stringWidth(line), line).toBeLessThanOrEqual(80);
  expect(out).not.toMatch(/[^\S\n]$/m);
  return [title!, ...rest];
}

/** A network's training with all that belongs to it, as a checkpoint file. */
async function checkpoint(iteration: number): Promise<Uint8Array> {
  const network = await smallNetwork({ optimizer: { name: "momentum" } }, iteration);
  const loss = Array<number>(iteration).fill(1);
  return encodeCheckpoint(
    {
      iteration, network: network.state(), confusion: undefined, failure: undefined,
      metrics: { ...noMetrics(false), loss },
      seconds: { training: 1, evaluation: 0 },
    },
    { experimentHash: "00", arm: "plain", seed: 0 },
    { description: network.description, shape: (name) => network.shape(name) },
  );
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
  expect(text.join("\n")).toMatch(/^iteration +20$/m);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 8 * bytes.length - 1 }), async (bit) => {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(file, changed);
      const { code, out, err } = await cli("inspect", file);
      // A bit of the words that say that it is one makes it a file of another program.
      if (code === 0) expect(out).toContain(": arrays, ");
      else expect([code, out, err.startsWith(`error: ${file}: `)]).toEqual([2, "", true]);
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
      [Buffer.alloc(0), "is empty; inspect reads"],
      [Buffer.from([8, 7, 0x12, 1, 65]), "has no graph"],
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
  /** A real one: arms "plain" and "too fast", which diverges, seeds 0 and 7. */
  let real: string;
  beforeAll(async () => {
    real = mkdtempSync(join(tmpdir(), "usagi-"));
    writeDataset(join(real, "data"));
    const file = join(real, "tiny.json");
    writeFileSync(file, JSON.stringify({
      name: "tiny", dataset: { name: "idx", path: "data" }, network: { hidden: [8] }, optimizer: "adam",
      training: { iterations: 40, batchSize: 7, evaluateEvery: 20 }, seeds: [0, 7],
      arms: [{ name: "plain" }, { name: "too fast", optimizer: { name: "sgd", learningRate: 1 }, regularization: { l2: 1e6 } }],
    }));
    // The built one: it finds its worker threads.
    const built = new URL("../../dist/cli.js", import.meta.url).href;
    const { main } = (await import(built)) as typeof import("../../cli/main.ts");
    const code = await main(["run", file, "-o", join(real, "out"), "--checkpoint-every", "15"], new FakeHost());
    expect(code).toBe(1);
  });
  afterAll(() => rmSync(real, { recursive: true, force: true }));

  function copy(): string {
    const folder = join(temporaryFolder(), "run");
    cpSync(join(real, "out"), folder, { recursive: true });
    return folder;
  }
  const checkpoints = join("checkpoints", "1-plain-seed7");

  test("how far each arm and seed came, networks and checkpoints", async () => {
    const folder = copy();
    truncateSync(join(folder, checkpoints, "0000000040.safetensors"), 900);
    const { runs } = JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as Results;
    const text = await lines("inspect", folder);
    expect(text[0]).toBe(`${folder}: the run of an experiment, failed`);
    expect(text.join("\n")).toMatch(/^checkpoints every +15$/m);
    const rows = text.filter((line) => /^(plain|too fast) +\d/.test(line)).map((line) => line.split(/ {2,}/));
    const accuracy = runs.map(({ testAccuracy }) => testAccuracy?.at(-1)?.toFixed(4) ?? "–");
    const reached = runs.map(({ loss }) => (loss.length === 40 ? "40" : `${loss.length}/40`));
    expect(rows).toEqual([
      ["plain", "0", "complete", "40", accuracy[0], "yes", "2"],
      ["plain", "7", "complete", "40", accuracy[1], "yes", "2"],
      ["too fast", "0", runs[2]!.status, reached[2], accuracy[2], "yes", expect.any(String)],
      ["too fast", "7", runs[3]!.status, reached[3], accuracy[3], "yes", expect.any(String)],
    ]);
    expect(text.join("\n")).toMatch(/^too fast, seed [07] +the loss became /m);
    expect(text.join("\n")).toMatch(/^• “too fast” diverged in 2 of 2 seeds\.$/m);
    expect((await lines("inspect", folder, "--lang", "ja")).join("\n")).toMatch(/^• 「too fast」は2シードすべてで発散しました。$/m);
    const { findings } = JSON.parse((await cli("inspect", folder, "--json")).out) as { findings: object[] };
    expect(findings).toContainEqual({ kind: "diverged", arms: [{ arm: "too fast", seeds: 2, of: 2 }] });
    expect(text.join("\n")).toMatch(/^intact +models\/1-plain-seed0\.safetensors$/m);
    expect(text.join("\n")).toMatch(/^intact +checkpoints\/1-plain-seed7\/0000000030\.safetensors$/m);
    expect(text.join("\n")).toMatch(/^checkpoints\/1-plain-seed7\/0000000040\.safetensors:\nthis is no/m);
  });

  test("without results, the newest intact checkpoint tells how far it came", async () => {
    const folder = copy();
    rmSync(join(folder, "results.json"));
    rmSync(join(folder, "models"), { recursive: true });
    truncateSync(join(folder, checkpoints, "0000000040.safetensors"), 900);
    const report = JSON.parse((await cli("inspect", folder, "--json")).out) as { runs: object[] };
    expect(report).toMatchObject({ kind: "run", status: "unfinished", experiment: "tiny", checkpointEvery: 15 });
    expect(report.runs[1]).toMatchObject({
      arm: "plain", seed: 7, status: "unfinished", iteration: 30, iterations: 40,
      checkpoints: [{ iteration: 30 }, { iteration: 40, damage: expect.stringContaining("no intact safetensors") as string }],
    });
    expect(report.runs[1]).not.toHaveProperty("model");
  });

  test("of an older version, with results alone", async () => {
    const folder = temporaryFolder();
    const results = sampleResults("small", [{ name: "a\u001bb", final: 0.9, half: 100 }], [3]);
    writeFileSync(join(folder, "results.json"), JSON.stringify(results));
    expect((await lines("inspect", folder)).join("\n")).toMatch(/^a\\u\{1b\}b +3 +complete +1000 +0\.\d{4} +– +–$/m);
  });

  test("a folder that is no run's, or whose files are not right", async () => {
    const folder = copy();
    const wrong: [string, string][] = [
      ["{", "is no JSON"],
      ["null", "results.json: is not what a run writes: it: "],
      ['{"usagi": "1", "runs": [{}]}', "results.json: is not what a run writes: formatVersion: "],
    ];
    for (const [text, reason] of wrong) {
      writeFileSync(join(folder, "results.json"), text);
      const { code, err } = await cli("inspect", folder);
      expect(code).toBe(2);
      expect(err).toContain(reason);
    }
    rmSync(join(folder, "results.json"));
    writeFileSync(join(folder, "run.json"), "{}");
    expect((await cli("inspect", folder)).err).toContain("run.json: its formatVersion is missing");
    rmSync(join(folder, "run.json"));
    expect((await cli("inspect", folder)).err).toContain(`${folder}: is no folder of a run`);
    expect((await cli("inspect", join(folder, "none"))).err).toContain("there is no such file or folder");
    writeFileSync(join(folder, "text"), "text");
    expect((await cli("inspect", join(folder, "text"))).err).toContain("is a text file; inspect reads .safetensors and .onnx files and the folders of runs");
  });
});
