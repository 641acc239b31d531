/**
 * Studies that really train, 200 of each kind: of made-up images with a known effect, and of an arm against itself.
 * What is known comes from far more seeds than a study has.
 */
import { beforeAll, expect, test } from "vitest";
import { compile, Dataset } from "../../../bindings/index.ts";
import { evaluate } from "../../../experiment/evaluation.ts";
import { checkExperiment, type ResolvedArm, Training } from "../../../experiment/index.ts";
import { pairedDifferences } from "../../../report/statistics/paired.ts";
import { statistic } from "../../../report/statistics/summary.ts";
import { normals } from "./deviates.ts";

const STUDIES = 200;
const SEEDS = 10;
/** Enough that what is known is known twenty times better than a study can tell. */
const KNOWN = SEEDS * 400;
/** Four standard deviations of how many of that many studies it happens in. */
const slack = (share: number) => 4 * Math.sqrt((share * (1 - share)) / STUDIES);

const INPUTS = 8;
const CLASSES = 4;

/** Clouds that overlap around a centre for each class. */
function data(seed: number, size: number): Dataset {
  const [centre, noise] = [normals(0), normals(seed)];
  const centres = Array.from({ length: CLASSES * INPUTS }, () => 128 + 24 * centre());
  const labels = Uint8Array.from({ length: size }, (_, image) => image % CLASSES);
  const images = Uint8ClampedArray.from({ length: size * INPUTS }, (_, index) => {
    const label = labels[Math.floor(index / INPUTS)]!;
    return centres[label * INPUTS + (index % INPUTS)]! + 40 * noise();
  });
  return Dataset.fromImages({ images: new Uint8Array(images.buffer), labels, inputs: INPUTS, classes: CLASSES });
}

const [train, testing] = [data(1, 400), data(2, 500)];
let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

function arm(learningRate: number): ResolvedArm {
  const checked = checkExperiment({
    name: "study", optimizer: { name: "sgd", learningRate },
    network: { hidden: [6] }, training: { iterations: 40, batchSize: 20, evaluateEvery: 40 },
  });
  if (!("experiment" in checked)) throw new Error(JSON.stringify(checked.problems));
  return checked.experiment.arms[0]!;
}

/** The test accuracy of each seed. */
function accuracies(arm: ResolvedArm, first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const training = new Training(module, arm, first + index, { train, test: testing }, { layers: false });
    while (!training.finished) {
      training.step();
      if (training.due) training.record(evaluate(training));
    }
    training.network.dispose();
    return training.metrics.testAccuracy!.at(-1)!;
  });
}

const [slow, fast] = [arm(0.15), arm(0.2)];
const studies = Array.from({ length: STUDIES }, (_, study) => study);
const ofStudy = (all: number[], study: number) => all.slice(study * SEEDS, (study + 1) * SEEDS);
const compareIn = (study: number, one: number[], other: number[]) =>
  pairedDifferences([ofStudy(one, study), ofStudy(other, study)])[0]!;
const shareOf = (values: boolean[]) => values.filter(Boolean).length / values.length;

/** The slow arm in all studies. */
let slowOnes: number[];
beforeAll(() => {
  slowOnes = accuracies(slow, 0, STUDIES * SEEDS);
});

test("a known effect: 95 % intervals of the difference hold it in 95 % of studies, and most find it", () => {
  const known = [fast, slow].map((arm) => statistic(accuracies(arm, STUDIES * SEEDS, KNOWN)).mean);
  const effect = known[0]! - known[1]!;
  expect(effect).toBeGreaterThan(0.01);
  const fastOnes = accuracies(fast, 0, STUDIES * SEEDS);
  const pairs = studies.map((study) => compareIn(study, fastOnes, slowOnes));
  const covered = shareOf(pairs.map(({ interval: [low, high] }) => low <= effect && effect <= high));
  expect(Math.abs(covered - 0.95)).toBeLessThan(slack(0.95));
  expect(shareOf(pairs.map(({ p, mean }) => p < 0.05 && mean > 0))).toBeGreaterThan(0.7);
  expect(shareOf(pairs.map(({ p, mean }) => p < 0.05 && mean < 0))).toBeLessThan(0.01);
});

test("an arm against itself: no difference in any study", () => {
  const again = accuracies(slow, 0, STUDIES * SEEDS);
  for (const study of studies) {
    expect(compareIn(study, again, slowOnes)).toEqual({
      a: 0, b: 1, count: SEEDS, mean: 0, deviation: 0, interval: [0, 0], p: 1, adjusted: 1, ahead: 0, behind: 0, ties: SEEDS,
    });
  }
});

test("the same settings with other seeds: a difference in 5 % of studies", () => {
  const others = accuracies(slow, STUDIES * SEEDS, STUDIES * SEEDS);
  const found = shareOf(studies.map((study) => compareIn(study, others, slowOnes).p < 0.05));
  expect(Math.abs(found - 0.05)).toBeLessThan(slack(0.05));
});
