/** A trained network as a script of Python, which rebuilds it in PyTorch, checks it, and trains it again. */
import type { ResolvedDescription } from "../../../bindings/description.ts";
import { arraysOf, expand, type NetworkLayer } from "../../../bindings/expand.ts";
import type { Model } from "../../../bindings/model.ts";
import { activationRow, type OnnxOperation, type OnnxOperator } from "../../../bindings/parts/activations.ts";
import { augments } from "../../../bindings/parts/augment.ts";
import { type LossName, lossOf } from "../../../bindings/parts/losses.ts";
import type { TargetScale } from "../../../experiment/data/coding.ts";
import { printable } from "../../../experiment/printable.ts";
import { version } from "../../package.ts";
import { type Columns, codingIn, columnsOf, targetScalesOf } from "../columns.ts";
import { torchOptimizer } from "./optimizers.ts";
import { augmentFunctions, philoxFunction } from "./random.ts";

/** Calls of PyTorch; what stands behind the operands are attributes. */
const operators: Record<OnnxOperator, (...given: string[]) => string> = {
  Add: (a, b) => `(${a} + ${b})`,
  Mul: (a, b) => `(${a} * ${b})`,
  Div: (a, b) => `(${a} / ${b})`,
  Tanh: (x) => `torch.tanh(${x})`,
  Relu: (x) => `torch.relu(${x})`,
  LeakyRelu: (x, slope) => `F.leaky_relu(${x}, ${slope})`,
  Elu: (x, alpha) => `F.elu(${x}, ${alpha})`,
  Sigmoid: (x) => `torch.sigmoid(${x})`,
  Softplus: (x) => `F.softplus(${x})`,
  Erf: (x) => `torch.erf(${x})`,
};

interface TorchLoss {
  /** What is compared with what comes before the last function, and how; `smoothing` of labels. */
  readonly answers: string;
  readonly loss: (z: string, y: string, options: { delta: number; smoothing: number }) => string;
  /** What is predicted of that, and the class of a prediction `p`, where there are classes. */
  readonly predict: string;
  readonly classes?: (p: string) => string;
}

const labels = 'torch.from_numpy(data["labels"].astype(np.int64))';
const targets = 'torch.from_numpy(data["targets"].copy())';
const torchLosses: Record<LossName, TorchLoss> = {
  softmaxCrossEntropy: {
    answers: labels,
    loss: (z, y, { smoothing }) => `F.cross_entropy(${z}, ${y}${smoothing ? `, label_smoothing=${smoothing}` : ""})`,
    predict: "torch.softmax(self(x), 1)",
    classes: (p) => `${p}.argmax(1)`,
  },
  binaryCrossEntropy: {
    answers: `${labels}.float()[:, None]`,
    loss: (z, y, { smoothing }) =>
      `F.binary_cross_entropy_with_logits(${z}, ${smoothing ? `${1 - smoothing} * ${y} + ${smoothing / 2}` : y})`,
    predict: "torch.sigmoid(self(x))",
    classes: (p) => `(${p} > 0.5)`,
  },
  meanSquaredError: { answers: targets, loss: (z, y) => `F.mse_loss(${z}, ${y})`, predict: "self(x)" },
  huber: { answers: targets, loss: (z, y, { delta }) => `F.huber_loss(${z}, ${y}, delta=${delta})`, predict: "self(x)" },
};

/** Rows with which a script checks its network: the same numbers here and there, exact in float32. */
export const CHECKED_ROWS = 4;
export const checkInputs = (inputs: number) =>
  Float32Array.from({ length: CHECKED_ROWS * inputs }, (_, i) => ((i * 40503) % 65536) / 65536);

export interface ScriptFiles {
  /** Names as seen from the script's folder: the network, and where its run is known the training and its data. */
  readonly network: string;
  readonly training?: string | undefined;
  readonly data?: string | undefined;
}

/**
 * The text of a script.
 * @param expected What the network predicts of `checkInputs`, CHECKED_ROWS rows.
 */
export function torchScript(model: Model, expected: Float32Array, digest: string, files: ScriptFiles): string {
  const { description, metadata } = model;
  const layers = expand(description);
  const has = (kind: NetworkLayer["kind"]) => layers.some((layer) => layer.kind === kind);
  const { experiment, arm, seed, steps } = metadata;
  const origin = Object.entries({ experiment, arm, seed, steps })
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key} ${value}`])).join(", ");
  const rows = Array.from({ length: CHECKED_ROWS }, (_, r) => {
    const width = expected.length / CHECKED_ROWS;
    return `    [${Array.from(expected.subarray(r * width, (r + 1) * width), short).join(", ")}],`;
  });
  const trains = files.training !== undefined;
  const coding = codingIn(model);
  const columns = columnsOf(model, coding);
  const targetScales = targetScalesOf(model, coding);
  const { classNames: classes, targetNames } = coding ?? {};
  const draws = has("dropout") || (trains && augments(description));
  return `${quoted(`A neural network in PyTorch, exported by usagi-nn ${version}${origin && `: ${origin}`}.

Checks that PyTorch has the same arrays (by their digest) and predicts the same${trains
    ? ", then trains it again from the same first\nweights, with the same batches and random numbers, and says how far it ends from it"
    : ""}. It needs PyTorch (1.13 or newer)
and NumPy, and where ${trains ? "they are" : "it is"} now:
${[files.network, files.training, files.data].flatMap((name) => (name === undefined ? [] : [`    ${name}`])).join("\n")}
`)}
import hashlib
import json
import math
import os
import struct
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

DIGEST = ${text(digest)}
# What usagi-nn predicts of check_inputs().
EXPECTED = [
${rows.join("\n")}
]
${classes ? `CLASSES = ${list(classes.map(text))}
` : ""}${columns ? columnsPart(columns) : ""}${targetScales ? targetsPart(targetScales, targetNames) : ""}

def read(name):
    """The arrays of a safetensors file beside this script."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), *name.split("/")), "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        content = file.read()
    types = {"F64": "<f8", "F32": "<f4", "U32": "<u4", "U8": "u1"}
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(content[slice(*entry["data_offsets"])], types[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
    }

${has("batchNorm") ? BATCH_NORM : ""}${draws ? philoxFunction(description.seed) : ""}${has("dropout") ? DROPOUT : ""}
class Network(nn.Module):
    """Gives what comes before the last function; \`step\` counts from 0 and says which units drop."""

    def __init__(self):
        super().__init__()
${layers.flatMap(moduleOf).map((line) => `        ${line}`).join("\n")}

    def forward(self, x, step=0):
${layers.map((layer) => `        ${callOf(layer)}`).join("\n")}
        return x

    def places(self):
        """Its arrays by their names in the file, in the order of the digest; a Linear's weight is (outputs, inputs)."""
        return {
${arraysOf(description).map(({ name, key }) => `            ${text(name)}: self.${name.replace("/", ".")}${key === "weight" ? ".T" : ""},`).join("\n")}
        }

    def load(self, arrays):
        with torch.no_grad():
            for name, place in self.places().items():
                place.copy_(torch.from_numpy(arrays[name].copy()).reshape(place.shape))

    def digest(self):
        values = [place.detach().contiguous().numpy().astype("<f4").tobytes() for place in self.places().values()]
        return hashlib.sha256(b"".join(values)).hexdigest()

    def predict(self, x):
        self.train(False)
        with torch.no_grad():
            return ${torchLosses[lossOf(description).name].predict}


def check_inputs():
    values = np.arange(${CHECKED_ROWS * description.inputs}, dtype=np.uint64) * 40503 % 65536 / 65536
    return torch.from_numpy(values.astype(np.float32).reshape(${CHECKED_ROWS}, ${description.inputs}))


def check(network):
    if network.digest() != DIGEST:
        sys.exit("digest: the arrays are not those of usagi-nn")
    difference = (network.predict(check_inputs()) - torch.tensor(EXPECTED)).abs().max().item()
    print(f"digest: the same; largest difference of a prediction: {difference:.1e}")
    if not difference < 1e-5:
        sys.exit("predictions: not those of usagi-nn")

${trains ? trainingPart(description, files) : ""}
def main():
    network = Network()
    network.load(read(${text(files.network)}))
    check(network)
${trains ? "    compare(train(), network)\n" : ""}

if __name__ == "__main__":
    main()
`;
}

/** How rows of a table are fed to the network. */
function columnsPart({ inputs, means, deviations }: Columns): string {
  return `# The inputs of a row of a table: numbers as they stand there, and 1 or 0 for each category.
INPUTS = ${list(inputs.map(text))}
MEANS = np.array(${list(means.map(String))})
DEVIATIONS = np.array(${list(deviations.map((value) => (value === 0 ? "math.inf" : String(value))))})


def standardized(rows):
    """Rows of INPUTS as the network was fed them, for network.predict(standardized(rows))."""
    values = (np.asarray(rows, np.float64) - MEANS) / DEVIATIONS
    return torch.from_numpy(values.astype(np.float32))
`;
}

/** How outputs become targets in their own units. */
function targetsPart(scales: readonly TargetScale[], names: readonly string[] | undefined): string {
  return `
# A target in its own unit is output * deviation + mean.
${names ? `TARGETS = ${list(names.map(text))}
` : ""}TARGET_MEANS = np.array(${list(scales.map(({ mean }) => String(mean)))})
TARGET_DEVIATIONS = np.array(${list(scales.map(({ deviation }) => String(deviation)))})


def in_own_units(outputs):
    """What network.predict gives, in the targets' own units."""
    return outputs.numpy() * TARGET_DEVIATIONS + TARGET_MEANS
`;
}

/** A list of Python in lines that are not too long. */
function list(values: readonly string[]): string {
  const whole = `[${values.join(", ")}]`;
  return whole.length <= 80 ? whole : `[\n${values.map((value) => `    ${value},\n`).join("")}]`;
}

const BATCH_NORM = `
class BatchNorm(nn.Module):
    """nn.BatchNorm1d, with running statistics in the form of the network: its momentum is what is kept."""

    def __init__(self, units, momentum, epsilon, unbiased, statistics):
        super().__init__()
        self.momentum, self.epsilon, self.unbiased, self.statistics = momentum, epsilon, unbiased, statistics
        self.gamma, self.beta = nn.Parameter(torch.ones(units)), nn.Parameter(torch.zeros(units))
        self.register_buffer("runningMean", torch.zeros(units))
        self.register_buffer("runningVariance", torch.zeros(units))

    def forward(self, x):
        mean, variance = self.runningMean, self.runningVariance
        if self.training and self.statistics == "batch":
            mean, variance = x.mean(0), x.var(0, unbiased=False)
            with torch.no_grad():
                seen = x.var(0, unbiased=self.unbiased)
                self.runningMean.mul_(self.momentum).add_((1 - self.momentum) * mean)
                self.runningVariance.mul_(self.momentum).add_((1 - self.momentum) * seen)
        return (x - mean) / (variance + self.epsilon).sqrt() * self.gamma + self.beta

`;

const DROPOUT = `
class Dropout(nn.Module):
    """Drops the units that usagi-nn drops, and scales the others in training or in tests."""

    def __init__(self, layer, ratio, scaling):
        super().__init__()
        self.layer, self.ratio, self.scaling = layer, ratio, scaling

    def forward(self, x, step):
        if not self.training:
            return x * (1 - self.ratio) if self.scaling == "test" else x
        uniform = (philox(x.numel(), step, self.layer, 3) >> np.uint64(8)).astype(np.float32) / np.float32(2**24)
        mask = torch.from_numpy((uniform > np.float32(self.ratio)).astype(np.float32)).reshape(x.shape)
        return x * mask / (1 - self.ratio) if self.scaling == "train" else x * mask

`;

/** What the constructor makes of a layer. */
function moduleOf(layer: NetworkLayer): string[] {
  const { kind, name, inputs, units, block } = layer;
  if (kind === "dense") return [`self.${name} = nn.Linear(${inputs}, ${units})`];
  if (kind === "batchNorm") {
    const { momentum, epsilon, runningVariance, statistics } = layer.options;
    const unbiased = runningVariance === "unbiased" ? "True" : "False";
    return [`self.${name} = BatchNorm(${units}, ${momentum}, ${epsilon}, unbiased=${unbiased}, statistics=${text(statistics)})`];
  }
  if (kind === "dropout") return [`self.${name} = Dropout(${block}, ${layer.options.ratio}, ${text(layer.options.scaling)})`];
  return [];
}

function callOf(layer: NetworkLayer): string {
  if (layer.kind === "activation") {
    const value = (operand: OnnxOperation | "x" | number): string => {
      if (typeof operand !== "object") return String(operand);
      return operators[operand.operator](...operand.operands.map(value), ...Object.values(operand.attributes ?? {}).map(String));
    };
    return `x = ${value(activationRow(layer.options.name).onnx!(layer.options)).replace(/^\((.*)\)$/, "$1")}`;
  }
  return `x = self.${layer.name}(x${layer.kind === "dropout" ? ", step" : ""})`;
}

function trainingPart(description: ResolvedDescription, { training, data }: ScriptFiles): string {
  const { optimizer, schedule, labelSmoothing = 0, clipping } = description;
  const layers = expand(description);
  const trained = layers.filter(({ trainable }) => trainable);
  const parameters = (weights: boolean) => trained.flatMap(({ name, arrays }) =>
    arrays.flatMap(({ key, role }) => (role === "parameter" && (key === "weight") === weights ? [`network.${name}.${key}`] : [])));
  const { call, lines } = torchOptimizer(optimizer, schedule === undefined);
  const kept = layers.filter(({ trainable }) => !trainable)
    .flatMap(({ name, arrays }) => arrays.flatMap(({ key, role }) => (role === "parameter" ? [`network.${name}.${key}`] : [])));
  const dense = trained.flatMap((layer) => (layer.kind === "dense" ? [layer] : []));
  const penalties = dense.flatMap(({ name, options: { l1, l2 } }) => (l1 || l2
    ? [`network.${name}.weight.grad += ${[l2 && `${l2} * network.${name}.weight`, l1 && `${l1} * network.${name}.weight.sign()`].filter(Boolean).join(" + ")}`]
    : []));
  const centered = dense.filter(({ block }) => layers.some((layer) =>
    layer.kind === "batchNorm" && layer.block === block && layer.options.statistics === "batch"));
  const limits = dense.flatMap(({ name, options: { maxNorm } }) => (maxNorm ? [`limit_norms(network.${name}.weight, ${maxNorm})`] : []));
  const clips = clipping === undefined ? [] : [
    clipping.by === "value"
      ? `nn.utils.clip_grad_value_(weights + others, ${clipping.limit})`
      : clipping.by === "globalNorm"
        ? `nn.utils.clip_grad_norm_(weights + others, ${clipping.limit})`
        : `for parameter in weights + others:\n            nn.utils.clip_grad_norm_([parameter], ${clipping.limit})`,
  ];
  const after = [
    ...penalties,
    // Batch norm takes every column's mean away: this gradient is 0, and summed up it would be rounding noise.
    ...centered.map(({ name }) => `network.${name}.bias.grad.zero_()  # 0 but for rounding: batch norm takes it away`),
    ...clips,
  ];
  const { name, values: { delta } } = lossOf(description);
  const { answers, loss, classes } = torchLosses[name];
  const loop = [
    "optimizer.zero_grad()",
    `x, y = ${augments(description) ? "augmented(inputs[batch], step)" : "inputs[batch]"}, answers[batch]`,
    `loss = ${loss("network(x, step)", "y", { delta, smoothing: labelSmoothing })}`,
    "loss.backward()",
  ];
  const under = (depth: number, all: readonly string[]) => all.map((line) => `${" ".repeat(depth)}${line}\n`).join("");
  return `${augmentFunctions(description)}${lines ? optimizerClass(optimizer.name, lines) : ""}${limits.length > 0 ? LIMIT_NORMS : ""}
def scaled(x):
    """Bytes are shares of 255."""
    return x.astype(np.float32) / np.float32(255 if x.dtype == np.uint8 else 1)


def train():
    """Another network, trained as usagi-nn trained: every batch, random number and learning rate is the same."""
    torch.manual_seed(0)
    torch.use_deterministic_algorithms(True)
    recorded, data = read(${text(training!)}), read(${text(data!)})
    network = Network()
    network.load({name[8:]: array for name, array in recorded.items() if name.startswith("initial/")})
    network.train()
    inputs = torch.from_numpy(scaled(data["x"]))
    answers = ${answers}
${under(4, kept.map((parameter) => `${parameter}.requires_grad_(False)`))}    weights = [${parameters(true).join(", ")}]
    others = [${parameters(false).join(", ")}]
    optimizer = ${call}
    for step, (batch, rate) in enumerate(zip(recorded["rows"].astype(np.int64), recorded["rates"])):
${under(8, loop)}        with torch.no_grad():
${under(12, after.map((line) => line.replaceAll("\n", "\n    ")))}            for group in optimizer.param_groups:
                group["lr"] = float(rate)
            optimizer.step()
${under(12, limits)}    return network


def compare(network, ours):
    """How far a network that PyTorch trained is from ours: both round in float32, in another order."""
    places = zip(network.places().items(), ours.places().values())
    worst, name = max(((a - b).abs().max().item(), name) for (name, a), b in places)
    data = read(${text(data!)})
    inputs = torch.from_numpy(scaled(data["x"][:1000]))
    theirs, own = network.predict(inputs), ours.predict(inputs)
${classes ? `    same = (${classes("theirs")} == ${classes("own")}).sum().item()\n` : ""}    print(f"trained again: largest difference of a weight: {worst:.1e}, in {name}; of a prediction of the first "
          f"{len(inputs)} training rows: {(theirs - own).abs().max().item():.1e}${classes ? ", with the same class in {same}" : ""}")

`;
}

const LIMIT_NORMS = `
def limit_norms(weight, limit):
    """Max-norm as Keras has it: what leads into a unit is scaled where its norm is above the limit."""
    norms = weight.double().norm(dim=1, keepdim=True)
    weight.mul_(torch.where(norms > limit, limit / (norms + 1e-7), torch.ones_like(norms)).float())

`;

const optimizerClass = (name: string, lines: readonly string[]) => `
class Optimizer(torch.optim.Optimizer):
    """${name} in the form that the network was trained with, which torch.optim has not."""

    def __init__(self, groups, lr):
        super().__init__(groups, {"lr": lr, "decay": 0.0})
        self.steps = 0

    @torch.no_grad()
    def step(self):
        self.steps += 1
        t = self.steps
        for group in self.param_groups:
            rate = group["lr"]
            for w in group["params"]:
                state = self.state[w]
${lines.map((line) => `                ${line}`).join("\n")}

`;

/** A text of Python: JSON's are. */
const text = (value: string) => JSON.stringify(value);

/** A documentation string. */
const quoted = (value: string) =>
  `"""${value.split("\n").map(printable).join("\n").replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"""`;

/** A float32 in as many digits as tell it from others. */
const short = (value: number) => String(Number(value.toPrecision(9)));
