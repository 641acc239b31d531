import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { compile } from "../../bindings/index.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { evaluate } from "../../experiment/evaluation.ts";
import type { Metrics } from "../../experiment/training.ts";
import { Training } from "../../experiment/training.ts";
import { loadDataset } from "../../cli/files/dataset.ts";
import { parseJson } from "../../experiment/jsonc.ts";

// What the report concluded, on real MNIST, from the shipped experiments with their seeds. Evaluation is
// rarer than in the experiments, at the iterations that are looked at; it changes no weight.
const evaluateEvery = 300;

interface Run {
  metrics: Metrics;
  nearZero: number;
}

async function runExperiment(file: string): Promise<Record<string, Run[]>> {
  const { value } = parseJson(readFileSync(new URL(`../../experiments/${file}`, import.meta.url), "utf8"));
  const checked = checkExperiment(value);
  if (!("experiment" in checked)) throw new Error(JSON.stringify(checked.problems));
  const { arms, seeds, dataset } = checked.experiment;
  const data = await loadDataset(dataset, ".");
  const module = await compile();
  const runs: Record<string, Run[]> = {};
  for (const arm of arms) {
    runs[arm.name] = seeds.map((seed) => {
      const training = new Training(
        module, { ...arm, training: { ...arm.training, evaluateEvery } }, seed, data,
      );
      while (!training.finished) {
        training.step();
        if (training.due) training.record(evaluate(training));
      }
      const weight = training.network.get("dense1/weight");
      const nearZero = weight.filter((w) => Math.abs(w) < 1e-3).length / weight.length;
      return { metrics: training.metrics, nearZero };
    });
  }
  return runs;
}

type Accuracy = "trainAccuracy" | "testAccuracy";

/** The accuracy of each seed after `iteration`. */
function accuracies(runs: Run[], iteration: number, which: Accuracy = "testAccuracy"): number[] {
  return runs.map(({ metrics }) => metrics[which]![metrics.iterations.indexOf(iteration)]!);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("optimizers, 4 seeds", () => {
  let sgd: Run[], momentum: Run[], adagrad: Run[], rmsprop: Run[], adam: Run[];
  beforeAll(async () => {
    const runs = await runExperiment("optimizers.json");
    [sgd, momentum, adagrad, rmsprop, adam] = ["SGD", "Momentum", "AdaGrad", "RMSProp", "Adam"].map(
      (name) => runs[name]!,
    ) as [Run[], Run[], Run[], Run[], Run[]];
    expect(sgd).toHaveLength(4);
  });

  test("SGD does not learn: every seed stays under .2", () => {
    expect(Math.max(...accuracies(sgd, 1000))).toBeLessThan(0.2);
  });

  test("momentum, RMSProp and Adam pass .9 with every seed", () => {
    for (const runs of [momentum, rmsprop, adam]) expect(Math.min(...accuracies(runs, 1000))).toBeGreaterThan(0.9);
  });

  test("at 300 RMSProp and Adam are ahead of momentum and AdaGrad with every seed", () => {
    const slow = [momentum, adagrad].map((runs) => accuracies(runs, 300));
    for (const runs of [rmsprop, adam]) {
      accuracies(runs, 300).forEach((accuracy, seed) => {
        for (const other of slow) expect(accuracy).toBeGreaterThan(other[seed]!);
      });
    }
  });

  test("at 600 AdaGrad is behind momentum in the mean of the seeds", () => {
    expect(mean(accuracies(adagrad, 600))).toBeLessThan(mean(accuracies(momentum, 600)));
  });
});

describe("overfitting, 3 seeds", () => {
  let runs: Record<string, Run[]>;
  beforeAll(async () => {
    runs = await runExperiment("overfitting.json");
    expect(runs["none"]).toHaveLength(3);
  });

  test("without regularization train reaches 1 and test stays between .70 and .80", () => {
    expect(accuracies(runs["none"]!, 1000, "trainAccuracy")).toEqual([1, 1, 1]);
    const test = accuracies(runs["none"]!, 1000);
    expect(Math.min(...test)).toBeGreaterThan(0.7);
    expect(Math.max(...test)).toBeLessThan(0.8);
  });

  test.each(["L2 (report)", "L2 (corrected)"])("%s lowers the train accuracy under .97", (name) => {
    expect(Math.max(...accuracies(runs[name]!, 1000, "trainAccuracy"))).toBeLessThan(0.97);
  });

  test("dropout is behind none at 300", () => {
    const none = accuracies(runs["none"]!, 300);
    for (const name of ["dropout (report)", "dropout (corrected)"]) {
      accuracies(runs[name]!, 300).forEach((accuracy, seed) => expect(accuracy, name).toBeLessThan(none[seed]!));
    }
  });

  test("L1 leaves far more near-zero weights", () => {
    const none = Math.max(...runs["none"]!.map(({ nearZero }) => nearZero));
    for (const name of ["L1 (report)", "L1 (corrected)"]) {
      for (const { nearZero } of runs[name]!) expect(nearZero, name).toBeGreaterThan(10 * none);
    }
  });

  test("dropout with L1 learns faster than dropout alone", () => {
    const behind = mean(accuracies(runs["dropout (report)"]!, 300));
    expect(mean(accuracies(runs["dropout + L1 (report)"]!, 300))).toBeGreaterThan(behind);
  });
});
