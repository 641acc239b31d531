/** `explain`: which step of which run it explains, from where it trains, and what it refuses. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { compile } from "../../../bindings/index.ts";
import { optimizerNames } from "../../../bindings/parts/optimizers.ts";
import { encodeCheckpoint } from "../../../cli/run/checkpoint.ts";
import { CheckpointFiles, runName } from "../../../cli/run/folder.ts";
import { hashData, hashExperiment, writeRunFile } from "../../../cli/run/run-file.ts";
import { loadDataset } from "../../../cli/files/dataset.ts";
import { version } from "../../../cli/package.ts";
import { checkExperiment, evaluate, Training, type TrainingState } from "../../../experiment/index.ts";
import { learningRates } from "../../../experiment/learning-rate.ts";
import { notStarted } from "../../../experiment/not-started.ts";
import { trialSettings, withSettings } from "../../../experiment/tuning/trials.ts";
import { cli, temporaryFolder, writeDataset, writeModels } from "../helpers.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const base = {
  name: "small", dataset: { name: "idx", path: "data", train: 40, validation: 20 },
  training: { iterations: 20, batchSize: 7, evaluateEvery: 5 }, network: { hidden: [6], activation: "tanh" },
  optimizer: { name: "adam", learningRate: 0.05 }, seeds: [3, 4],
};

/** The folder of a run, as it is right after its start. */
async function begun(settings: object = {}) {
  const above = temporaryFolder();
  const folder = join(above, "run");
  writeDataset(join(above, "data"));
  mkdirSync(folder);
  const source = { ...base, ...settings };
  const checked = checkExperiment(source);
  if (!("experiment" in checked)) throw new Error(JSON.stringify(checked.problems));
  const { experiment } = checked;
  const data = await loadDataset(experiment.dataset, above);
  const experimentHash = hashExperiment(experiment);
  await writeRunFile(folder, { usagi: version, experiment: source, experimentHash, dataFolder: "..", dataHash: hashData(data) });
  return { folder, experiment, experimentHash, data };
}

type Begun = Awaited<ReturnType<typeof begun>>;

/** The training of an arm and a seed up to an iteration, evaluated as the arm says. */
function trained({ experiment, data }: Begun, until = Infinity, arm = experiment.arms[0]!, seed = 3): Training {
  const training = new Training(module, arm, seed, data);
  while (!training.finished && training.iteration < until) {
    training.step();
    if (training.due) training.record(evaluate(training));
  }
  return training;
}

/** Saves a checkpoint of it, as `change` makes it. */
function save(
  { folder, experiment, experimentHash }: Begun, training: Training, change = (state: TrainingState) => state,
  { seed = 3, trial = undefined as number | undefined } = {},
): string {
  const { name } = experiment.arms[0]!;
  const file = new CheckpointFiles(folder, runName(1, name, seed)).file(training.iteration);
  mkdirSync(dirname(file), { recursive: true });
  const shape = (array: string) => training.network.shape(array);
  const { description } = training.network;
  writeFileSync(file, encodeCheckpoint(change(training.state()), { experimentHash, arm: name, seed, trial }, { description, shape }));
  return file;
}

interface Explained {
  arm: string;
  seed: number;
  learningRate: number;
  loss: number;
  layers: { name: string; weight: number }[];
  weight?: { before: number; after: number };
}

async function explained(...args: string[]): Promise<Explained> {
  const { code, out, err } = await cli("explain", ...args, "--json");
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out) as Explained;
}

describe("what it explains", () => {
  test("is what the run recorded, from the first step, from a checkpoint, and named by one", async () => {
    const run = await begun();
    const whole = trained(run);
    const norms = (i: number) => whole.layers.map(({ name, gradient, update, weight }) =>
      ({ name, gradient: gradient[i], update: update[i], weight: weight[i] }));
    const fromStart = await explained(run.folder, "--step", "15");
    expect(fromStart).toMatchObject({ arm: "small", seed: 3, step: 15, iterations: 20, learningRate: 0.05, layers: norms(2) });
    expect(fromStart.loss).toBe(whole.metrics.loss[14]);
    const file = save(run, trained(run, 12));
    expect(await explained(run.folder, "--step", "15")).toEqual(fromStart);
    expect(await explained(file, "--step", "15")).toEqual(fromStart);
    expect((await explained(run.folder, "--step", "20")).layers).toEqual(norms(3));
    expect((await explained(join(run.folder, "run.json"), "--step", "10", "--seed", "4")).layers).not.toEqual(norms(1));
  });

  const other = (factor: number) => (state: TrainingState) => ({
    ...state, network: { ...state.network, tensors: Object.fromEntries(
      Object.entries(state.network.tensors).map(([name, values]) => [name, values.map((value) => value * factor)]),
    ) },
  });

  test("goes on from the newest checkpoint before the step, and from the one before where that is damaged", async () => {
    const run = await begun();
    const weight = async (step: number) => (await explained(run.folder, "--step", String(step))).layers[0]!.weight;
    const plain = await weight(16);
    save(run, trained(run, 5), other(10));
    const file = save(run, trained(run, 15), other(100));
    expect(await weight(16)).toBeGreaterThan(50 * plain);
    expect(await weight(15)).toBeLessThan(50 * plain);
    expect(await weight(15)).toBeGreaterThan(5 * plain);
    expect(await weight(5)).toBeLessThan(5 * plain);
    writeFileSync(file, "damaged");
    expect(await weight(16)).toBeLessThan(50 * plain);
    expect(await weight(16)).toBeGreaterThan(5 * plain);
    expect(readFileSync(file, "utf8")).toBe("damaged");
  });

  test("has the learning rate that the evaluations have made", async () => {
    const schedule = { name: "plateau", patience: 1, minDelta: 10 };
    const run = await begun({ schedule });
    const rates = learningRates(run.experiment.arms[0]!, trained(run).metrics)!;
    expect(new Set(rates).size).toBeGreaterThan(1);
    for (const step of [1, 10, 11, 20]) {
      expect((await explained(run.folder, "--step", String(step))).learningRate).toBe(rates[step - 1]);
    }
  });

  test("of a search is what was judged: the chosen settings, with the seeds after the trials'", async () => {
    const run = await begun({
      seeds: [3], tuning: { trials: 3, rerun: 2 }, search: { "optimizer.learningRate": [0.01, 0.02, 0.03] },
    });
    const { err } = await cli("explain", run.folder, "--step", "5");
    expect(err).toContain(`${run.folder}: small: its search has not chosen settings yet; go on with it: `);
    const { experiment } = run;
    const arm = experiment.arms[0]!;
    const settings = trialSettings(arm, experiment.tuning!, 3);
    const results = (chosen: number | null) => ({
      formatVersion: 1, usagi: version, experiment, status: "complete", runs: [notStarted("small", 4)],
      environment: { node: "", platform: "", arch: "", cpu: "", threads: 1, date: "" },
      tuning: {
        trials: 3, method: "halton", choose: "final", seeds: [3],
        arms: [{ arm: "small", space: {}, chosen, edges: [], trials: settings.map((one) => ({ settings: one, value: 0.5, runs: [] })) }],
      },
    });
    writeFileSync(join(run.folder, "results.json"), JSON.stringify(results(1)));
    const found = await explained(run.folder, "--step", "5");
    const judged = withSettings(arm, settings[1]!);
    expect(found).toMatchObject({ seed: 4, learningRate: judged.optimizer.learningRate });
    expect(found.layers[0]!.weight).toBe(trained(run, 5, judged, 4).layers[0]!.weight[0]);
    // Its checkpoints say which trial the settings are of, and are gone on from; those of trials have another seed.
    const own = save(run, trained(run, 5, judged, 4), other(100), { seed: 4, trial: 1 });
    const [weight, ...others] = await Promise.all([[own], [run.folder], [run.folder, "--seed", "5"]].map(async (args) =>
      (await explained(...args, "--step", "6")).layers[0]!.weight));
    expect(weight).toBeGreaterThan(50 * others[1]!);
    expect(others[0]).toBe(weight);
    const ofTrial = save(run, trained(run, 5, judged, 3), undefined, { seed: 3, trial: 1 });
    expect((await cli("explain", ofTrial, "--step", "6")).err).toContain("is of a trial of a search");
    writeFileSync(join(run.folder, "results.json"), JSON.stringify(results(null)));
    expect((await cli("explain", run.folder, "--step", "5")).err).toContain("all trials of its search failed");
  });
});

describe("what it prints", () => {
  test("layers, and a command for a weight; with that the weight's working", async () => {
    const { folder } = await begun();
    const { out } = await cli("explain", folder, "--step", "3");
    expect(out).toMatch(/^layer +\|g\| +\|Δw\| +\|w\| +\|Δw\|\/\|w\|$/m);
    expect(out).toMatch(/^dense1( +[\d.e-]+){4}$/m);
    expect(out).toContain(`--step 3 --weight 'dense1/weight[7,3]'`);
    const weight = await cli("explain", folder, "--step", "3", "--weight", "dense1/weight[7,3]");
    expect(weight.out).toContain("dense1/weight[7,3]: from the pixel in row 1, column 2 to unit 3");
    const values = Array.from(weight.out.matchAll(/^ {2}m ← (.+)\n {4}= (.+) = (\S+)$/gm));
    expect(values).toHaveLength(1);
    expect((await cli("explain", folder, "--step", "3", "--weight", "dense2/bias[1]")).out).toContain("dense2/bias[1]: of unit 1");
  });

  test.each(optimizerNames)("no line of %s is longer than 80 columns", async (name) => {
    const { folder } = await begun({
      optimizer: { name, learningRate: 0.05, weightDecay: 0.1 }, schedule: { name: "cosine", warmup: 2 },
      regularization: { l1: 0.001, l2: 0.01, maxNorm: 0.4 }, training: { ...base.training, clipping: 0.1 },
    });
    const { code, out } = await cli("explain", folder, "--step", "7", "--weight", "dense2/weight[2,1]");
    expect(code).toBe(0);
    expect(out.split("\n").filter((line) => line.length > 80 && !line.includes(folder))).toEqual([]);
  });
});

describe("what it refuses", () => {
  test.each([
    [["--step", "21"], "--step 21: plain makes 20 steps"],
    [["--step", "0"], "It must be a whole number from 1"],
    [[], "required option '--step <number>' not specified"],
    [["--step", "2", "--arm", "plan"], 'has no such arm; there is "plain" or "other"; did you mean "plain"?'],
    [["--step", "2", "--seed", "5"], "has no such seed; there is 3 or 4"],
    [["--step", "2", "--weight", "dense1/weight"], "It must be an array and a place in it, such as 'dense1/weight[300,7]'"],
    [["--step", "2", "--weight", "dense1/weights[0,0]"], 'it trains dense1/weight, dense1/bias, batchNorm1/gamma, batchNorm1/beta, dense3/weight, dense3/bias; did you mean "dense1/weight"?'],
    [["--step", "2", "--weight", "dense1/weight[15,0]"], "dense1/weight has the shape 15 × 6, so it goes from [0,0] to [14,5]"],
    [["--step", "2", "--weight", "dense1/weight[3]"], "dense1/weight has the shape 15 × 6, so it goes from [0,0] to [14,5]"],
    [["--step", "2", "--weight", "dense1/bias[6]"], "dense1/bias has the shape 6, so it goes from [0] to [5]"],
    [["--step", "2", "--weight", "dense2/weight[0,0]"], "dense2/weight is not trained"],
    [["--step", "2", "--weight", "batchNorm1/runningMean[0]"], "is a running statistic, which no optimizer changes"],
  ])("%j", async (args, message) => {
    const { folder } = await begun({
      arms: [{ name: "plain" }, { name: "other" }],
      network: { hidden: [{ units: 6, batchNorm: true }, { units: 5, trainable: false }], activation: "relu" },
    });
    const { code, out, err } = await cli("explain", folder, ...(args.includes("--arm") ? [] : ["--arm", "plain"]), ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
  });

  test("no arm where there are several; a run that has ended before; data that are others", async () => {
    const several = await begun({ arms: [{ name: "plain" }, { name: "other" }] });
    expect((await cli("explain", several.folder, "--step", "2")).err).toContain('has the arms "plain" and "other"; choose one with --arm');
    const stopped = await begun({ training: { ...base.training, stop: { patience: 1, minDelta: 10 } } });
    expect((await cli("explain", stopped.folder, "--step", "20")).err).toMatch(/--step 20: small, seed 3, ends after step 10: \w+ got no better/);
    expect((await cli("explain", stopped.folder, "--step", "10")).code).toBe(0);
    writeDataset(join(stopped.folder, "..", "data"), { train: 60, t10k: 29 });
    expect((await cli("explain", stopped.folder, "--step", "2")).err).toContain("is not the one that the run began with");
  });

  test("what is of no run", async () => {
    const folder = temporaryFolder();
    expect((await cli("explain", folder, "--step", "2")).err).toContain("holds no run");
    expect((await cli("explain", join(folder, "none"), "--step", "2")).err).toContain("there is no such file or folder");
    const [network] = await writeModels(folder, ["plain"], [0]);
    expect((await cli("explain", network!, "--step", "2")).err).toContain("lies in no folder of a run, whose run.json says how it was trained");
  });
});
