/** The texts of scripts for PyTorch; tests/cli/export-torch.nightly.test.ts runs them. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compile, decodeModel, Network, type NetworkDescription, type Optimizer, saveNetwork } from "../../bindings/index.ts";
import { formatCoding } from "../../experiment/data/coding.ts";
import { CHECKED_ROWS, checkInputs, torchScript } from "../../cli/files/torch/script.ts";
import { networks } from "../random-networks.ts";
import { cli, temporaryFolder, writeModels } from "./helpers.ts";
import { torchArms } from "./torch-arms.ts";

const files = { network: "../a.safetensors", training: "a.training.tensors", data: "data.tensors" };

async function scriptOf(description: NetworkDescription, given: Parameters<typeof torchScript>[3] = files) {
  const network = new Network(await compile(), description);
  const model = decodeModel(saveNetwork(network, { arm: 'a "b" \\ """ c', seed: 3 }));
  return torchScript(model, network.predict(checkInputs(description.inputs)), await network.digest(), given);
}

const small = { inputs: 3, hidden: [{ units: 2, batchNorm: true, dropout: 0.5 }], output: { units: 2 }, batchSize: 4 } as const;

test("layers, the optimizer and the order of a step are PyTorch's", async () => {
  const script = await scriptOf({
    ...small, optimizer: { name: "adam", semantics: "torch", weightDecay: 0.1 }, clipping: 0.5, labelSmoothing: 0.1, seed: 2 ** 32 + 5,
  });
  const lines = script.split("\n").map((line) => line.trim());
  const place = (line: string) => lines.indexOf(line);
  for (const line of [
    "self.dense1 = nn.Linear(3, 2)", 'self.batchNorm1 = BatchNorm(2, 0.9, 0.000001, unbiased=False, statistics="batch")',
    'self.dropout1 = Dropout(0, 0.5, "test")', "x = torch.relu(x)", "x = self.dropout1(x, step)",
    'optimizer = torch.optim.Adam([{"params": weights + others, "weight_decay": 0.1}], lr=0.001, betas=(0.9, 0.999), eps=1e-8)',
    "loss = F.cross_entropy(network(x, step), y, label_smoothing=0.1)",
    `keys = [np.uint64(${2 ** 32 + 5} & 0xFFFFFFFF), np.uint64(${2 ** 32 + 5} >> 32)]`,
  ]) expect(lines).toContain(line);
  const order = [
    "loss.backward()", "network.dense1.bias.grad.zero_()  # 0 but for rounding: batch norm takes it away",
    "nn.utils.clip_grad_norm_(weights + others, 0.5)", "optimizer.step()",
  ].map(place);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order).not.toContain(-1);
});

test("a form that torch.optim has not is written out", async () => {
  const script = await scriptOf({ ...small, optimizer: { name: "lion", weightDecay: 0.1 } });
  expect(script).toContain('optimizer = Optimizer([{"params": weights, "decay": 0.1}, {"params": others, "decay": 0.0}], lr=0.0001)');
  expect(script).toContain("step = rate * (0.9 * m + (1 - 0.9) * g).sign()\n");
  expect(script).toContain('w -= step + rate * group["decay"] * w\n');
});

test.each([
  ["binaryCrossEntropy", 1, "F.binary_cross_entropy_with_logits(network(x, step), y)", "torch.sigmoid(self(x))"],
  ["meanSquaredError", 3, "F.mse_loss(network(x, step), y)", "self(x)"],
  [{ name: "huber", delta: 0.5 }, 3, "F.huber_loss(network(x, step), y, delta=0.5)", "self(x)"],
] as const)("the loss %j is PyTorch's", async (loss, units, call, predicts) => {
  const script = await scriptOf({ ...small, output: { units }, optimizer: "sgd", loss });
  expect(script).toContain(`loss = ${call}\n`);
  expect(script).toContain(`return ${predicts}\n`);
  expect(script.includes("the same class")).toBe(units === 1);
});

test("rows of a table are fed to the network as its own were", async () => {
  const network = new Network(await compile(), { ...small, optimizer: "sgd" });
  const data = formatCoding({
    kind: "csv", classNames: ["no", "yes"],
    features: [{ name: "size", mean: 3.5, deviation: 2 }, { name: "constant", mean: 7, deviation: 0 }, { name: "colour", categories: ["red"] }],
  });
  const model = decodeModel(saveNetwork(network, { data }));
  const script = torchScript(model, network.predict(checkInputs(3)), await network.digest(), files);
  expect(script).toContain('CLASSES = ["no", "yes"]\n');
  expect(script).toContain('INPUTS = ["size", "constant", "colour=red"]\nMEANS = np.array([3.5, 7, 0])\nDEVIATIONS = np.array([2, math.inf, 1])\n');
  expect(script).toContain("def standardized(rows):\n");
  expect(await scriptOf({ ...small, optimizer: "sgd" })).not.toContain("standardized");
});

test("targets that were standardized are turned back", async () => {
  const script = await scriptOfPrices();
  expect(script).toContain('TARGETS = ["price"]\nTARGET_MEANS = np.array([200000.5])\nTARGET_DEVIATIONS = np.array([4e-7])\n');
  expect(script).toContain("def in_own_units(outputs):\n");
  expect(await scriptOf({ ...small, output: { units: 1 }, loss: "huber", optimizer: "sgd" })).not.toContain("in_own_units");
});

async function scriptOfPrices(): Promise<string> {
  const network = new Network(await compile(), { ...small, output: { units: 1 }, loss: "huber", optimizer: "sgd" });
  const data = formatCoding({ kind: "csv", targetNames: ["price"], targetScales: [{ mean: 200000.5, deviation: 4e-7 }] });
  return torchScript(decodeModel(saveNetwork(network, { data })), network.predict(checkInputs(3)), await network.digest(), files);
}

test("without a run the script checks and does not train", async () => {
  const script = await scriptOf({ ...small, optimizer: "sgd" }, { network: "a.safetensors" });
  expect(script).toContain('network.load(read("a.safetensors"))\n    check(network)\n\n');
  expect(script).not.toContain("def train");
  const folder = temporaryFolder();
  const [file] = await writeModels(folder, ["plain"], [0]);
  const target = join(folder, "scripts", "plain.py");
  const { code, out, err } = await cli("export", file!, "--format", "torch", "--out", target);
  expect({ code, out }).toEqual({ code: 0, out: `Wrote ${target}\n` });
  expect(err).toContain("lies in no folder of a run, so the script checks the network and does not train it");
  expect(readFileSync(target, "utf8")).toContain('read("../models/');
});

test("Python compiles scripts of networks of every form", async () => {
  const python = ["python3", "python"].find((name) => spawnSync(name, ["--version"]).status === 0);
  if (python === undefined) {
    console.log("There is no Python here: whether it compiles the scripts is not tested");
    return;
  }
  const folder = temporaryFolder();
  const forms = torchArms.map(({ optimizer }) => ({ ...small, optimizer: optimizer as Optimizer }));
  const scripts = await Promise.all([...forms, ...fc.sample(networks, { numRuns: 20, seed: 5 })].map(async (description, i) => {
    const file = join(folder, `n${i}.py`);
    writeFileSync(file, await scriptOf(description));
    return file;
  }));
  scripts.push(join(folder, "prices.py"));
  writeFileSync(scripts.at(-1)!, await scriptOfPrices());
  const { status, stderr } = spawnSync(python, ["-m", "py_compile", ...scripts], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});

test("the rows that are checked are exact in float32", () => {
  const x = checkInputs(784);
  expect(x).toHaveLength(CHECKED_ROWS * 784);
  expect([x[0], x[1], x.at(-1)]).toEqual([0, 40503 / 65536, ((CHECKED_ROWS * 784 - 1) * 40503 % 65536) / 65536]);
});
