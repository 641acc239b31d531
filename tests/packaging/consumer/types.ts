// Compiled, not run: the types as a user sees them.

import type { NetworkDescription } from "usagi-nn";
import { compile, Dataset, Network } from "usagi-nn";
import type { Table } from "usagi-nn/data";
import { datasetsOf, loadMnist, makeSet, readCsv, readIdx, readImages, readNpz } from "usagi-nn/data";
import type { ResolvedArm } from "usagi-nn/experiment";
import { checkExperiment, formatProblem } from "usagi-nn/experiment";
import { compile as compileInline } from "usagi-nn/inline";
import type { Progress, Snapshot } from "usagi-nn/worker";
import { TrainingWorker } from "usagi-nn/worker";

const description: NetworkDescription = {
  inputs: 4,
  hidden: [{ units: 3 }],
  output: { units: 2 },
  optimizer: { name: "adam", beta1: 0.8 },
  batchSize: 1,
};
const network = new Network(await compile(new URL("https://example.org/usagi.wasm")), description);
const loss: number = network.trainStep(new Float32Array(4), Uint8Array.of(1));
new Network(await compileInline(), description);

const checked = checkExperiment({ name: "small" });
if ("problems" in checked) throw new Error(checked.problems.map(formatProblem).join("\n"));
const arm: ResolvedArm = checked.experiment.arms[0]!;
const images = new Uint8Array(4);
const data = Dataset.fromImages({ images, labels: Uint8Array.of(1), inputs: 4, classes: 2 });
const training = await TrainingWorker.start({ arm, seed: loss, train: data, test: data });
training.addEventListener("progress", (event) => {
  const progress: Progress = event.detail;
  console.log(progress.evaluations.at(-1)?.testAccuracy);
});
const { tensors }: Snapshot = await training.finished;
network.set("dense1/weight", tensors["dense1/weight"]!);

const { train: mnist } = await loadMnist({ from: new URL("https://example.org/mnist/"), train: 100 });
const { train: rows, test: held, coding }: { train: Table; test: Table; coding: { classNames?: readonly string[] } } =
  readCsv("a.csv", "x,y\n1,a\n2,b\n", { label: "y" });
console.log(mnist.size, coding.classNames, datasetsOf({ train: rows, test: held }, { validation: 1 }).validation?.size);
console.log(makeSet("moons", { noise: 0.2 }).train.rows, readNpz("a.npz", new Uint8Array(), { label: "y" }).test.labels);
await readIdx({ name: "i", bytes: new Uint8Array() }, { name: "l", bytes: new Uint8Array() });
await readImages([{ path: "cat/1.png", read: () => new Uint8Array() }], 0.2, { size: 32 });

// @ts-expect-error -- an optimizer's option of another
new Network(await compile(), { ...description, optimizer: { name: "sgd", beta1: 0.8 } });
