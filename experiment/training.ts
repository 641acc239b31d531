import { requireArray } from "../bindings/arrays.ts";
import { type Dataset, requireDataset } from "../bindings/dataset.ts";
import type { NetworkDescription } from "../bindings/description.ts";
import { requireInteger, requireKeys, requireNumber, requireOneOf, show, UsagiError } from "../bindings/errors.ts";
import type { NetworkState } from "../bindings/network.ts";
import { Network } from "../bindings/network.ts";
import { Sampler } from "../bindings/sampler.ts";
import { type Evaluate, evaluateAlone, type Pieces, piecesOf } from "./evaluation.ts";
import { eachMetric, measure, type MetricName, metricNames } from "./metrics.ts";
import type { ResolvedArm } from "./resolve.ts";

/** What is recorded while an arm trains; of each metric, one value for each of `iterations`. */
export interface Metrics extends Readonly<Record<MetricName, number[]>> {
  /** Loss of every step's batch in training mode before its update, penalties included. */
  readonly loss: number[];
  /** After how many iterations each evaluation was made. */
  readonly iterations: number[];
}

/** Nothing recorded yet. */
export const noMetrics = (): Metrics => ({ loss: [], iterations: [], ...eachMetric(() => []) });

/**
 * Everything that the rest of a training depends on, and what it has recorded. Batches and dropout masks are
 * functions of the seed and the iteration, so these are the state of all random streams.
 */
export interface TrainingState {
  readonly iteration: number;
  readonly network: NetworkState;
  readonly metrics: Metrics;
  /** Counts of the last evaluation on the test images; none before it. */
  readonly confusion?: Uint32Array | undefined;
  /** Why training ended early, if it did. */
  readonly failure?: string | undefined;
  readonly seconds: { readonly training: number; readonly evaluation: number };
}

/** The network of an arm, for a data set. */
export function describe(arm: ResolvedArm, seed: number, { inputs, classes }: Dataset): NetworkDescription {
  const { hidden, output } = arm.network;
  return {
    inputs,
    hidden,
    output: { units: classes, ...output },
    optimizer: arm.optimizer,
    l2Penalty: arm.l2Penalty,
    batchSize: arm.training.batchSize,
    seed,
  };
}

/**
 * One arm of an experiment with one seed. Weights, batches and dropout masks depend on the seed alone, so
 * arms that share a seed start alike and see the same batches.
 */
export class Training {
  readonly network: Network;
  /** What evaluations judge, piece by piece. */
  readonly pieces: Pieces;
  readonly metrics = noMetrics();
  readonly seconds = { training: 0, evaluation: 0 };
  readonly #schedule: ResolvedArm["training"];
  readonly #sampler: Sampler;
  readonly #train: Dataset;
  readonly #evaluateOn: Evaluate;
  #iteration = 0;
  #failure: string | undefined;
  #confusion: Uint32Array | undefined;
  #batchRows: Uint32Array = new Uint32Array();
  #busy = false;

  /** `evaluate` may have other threads help; it changes no result. */
  constructor(
    module: WebAssembly.Module, arm: ResolvedArm, seed: number, data: { train: Dataset; test: Dataset },
    evaluate: Evaluate = evaluateAlone,
  ) {
    const own = copyArm(arm);
    const { train, test } = requireData(data);
    if (typeof evaluate !== "function") throw new UsagiError(`evaluate is ${show(evaluate)}; it must be a function`);
    const { batchSize, sampling } = own.training;
    this.#schedule = own.training;
    this.#train = train;
    this.pieces = { train: piecesOf(train), test: piecesOf(test) };
    this.#evaluateOn = evaluate;
    this.network = new Network(module, describe(own, seed, train));
    this.#sampler = new Sampler(module, { size: train.size, batchSize, sampling, seed });
  }

  /** Iterations done. */
  get iteration(): number {
    return this.#iteration;
  }

  /** Why training failed, if it did: the loss, or by the end the test loss or a weight, became NaN or infinite. */
  get failure(): string | undefined {
    return this.#failure;
  }

  get finished(): boolean {
    return this.#failure !== undefined || this.#iteration >= this.#schedule.iterations;
  }

  /** Rows of the last batch in the training data; empty before the first. */
  get batchRows(): Uint32Array {
    return this.#batchRows;
  }

  /** Counts of the last evaluation on the test images, [label * classes + predicted]; none before it. */
  get confusion(): Uint32Array | undefined {
    return this.#confusion;
  }

  /** A copy. */
  state(): TrainingState {
    return {
      iteration: this.#iteration,
      network: this.network.state(),
      metrics: structuredClone(this.metrics),
      confusion: this.#confusion?.slice(),
      failure: this.#failure,
      seconds: { ...this.seconds },
    };
  }

  /** Goes on from the state of a training of the same arm, seed and data, bit for bit. */
  restore(state: TrainingState): void {
    requireKeys("state", state, ["iteration", "network", "metrics", "confusion", "failure", "seconds"]);
    const { iteration, seconds, failure } = state;
    requireInteger("state.iteration", iteration, 0, this.#schedule.iterations);
    requireKeys("state.network", state.network, ["steps", "tensors", "optimizer"]);
    const network = { ...state.network };
    const metrics = copyMetrics(state.metrics, Object.keys(this.metrics) as (keyof Metrics)[]);
    const { loss, iterations, ...others } = metrics;
    const evaluated =
      iterations.every((at, i) => Number.isInteger(at) && at > (iterations[i - 1] ?? 0) && at <= iteration) &&
      Object.values(others).every((values) => values.length === iterations.length);
    if (network.steps !== iteration || loss.length !== iteration || !evaluated) {
      throw new UsagiError(`the state's steps and metrics do not fit its iteration ${iteration}`);
    }
    const confusion = this.#copyConfusion(state.confusion);
    requireKeys("state.seconds", seconds, Object.keys(this.seconds));
    const times = {
      training: requireNumber("state.seconds.training", seconds.training, { min: 0, max: Infinity }),
      evaluation: requireNumber("state.seconds.evaluation", seconds.evaluation, { min: 0, max: Infinity }),
    };
    if (failure !== undefined && typeof failure !== "string") {
      throw new UsagiError(`state.failure is ${show(failure)}; it must be text, or undefined`);
    }
    this.network.restore(network);
    Object.assign(this.metrics, metrics);
    Object.assign(this.seconds, times);
    this.#confusion = confusion;
    this.#failure = failure;
    this.#iteration = iteration;
  }

  #copyConfusion(given: unknown): Uint32Array | undefined {
    if (given === undefined) return undefined;
    const confusion = requireArray("Uint32Array", "state.confusion", given).slice();
    const cells = this.network.description.output.units ** 2;
    if (confusion.length === cells) return confusion;
    throw new UsagiError(`state.confusion has ${confusion.length} counts; the network's has ${cells}`);
  }

  /** One iteration, and the evaluation where one is due. Does nothing once finished. */
  step(): void {
    if (this.finished) return;
    if (this.#busy) throw new UsagiError("step() was called by an evaluation within a step of the same training");
    this.#busy = true;
    try {
      this.#step();
    } finally {
      this.#busy = false;
    }
  }

  #step(): void {
    const started = performance.now();
    const rows = this.#sampler.rows(this.#iteration);
    this.#batchRows = rows;
    const loss = this.network.trainStep(this.#train, rows);
    this.#iteration++;
    this.metrics.loss.push(loss);
    const trained = performance.now();
    this.seconds.training += (trained - started) / 1000;
    if (!Number.isFinite(loss)) {
      this.#failure = divergence("the loss", loss, this.#iteration);
      return;
    }
    const { evaluateEvery, iterations } = this.#schedule;
    if (this.#iteration % evaluateEvery === 0 || this.#iteration === iterations) {
      this.#evaluate(rows);
      this.seconds.evaluation += (performance.now() - trained) / 1000;
    }
    if (this.#iteration === iterations) this.#failure = this.#overflow();
  }

  /** What no later step's loss can tell: that the last one overflowed, or a weight that only units of 0 meet. */
  #overflow(): string | undefined {
    const { network, metrics } = this;
    const arrays = network.tensorNames().map((name) => [name, network.get(name)] as const);
    for (const [name, values] of [...arrays, ["the test loss", metrics.testLoss.slice(-1)] as const]) {
      const value = values.find((x) => !Number.isFinite(x));
      if (value !== undefined) return divergence(name, value, this.#iteration);
    }
    return undefined;
  }

  #evaluate(rows: Uint32Array): void {
    const { trainAccuracy } = this.#schedule;
    const train =
      trainAccuracy === "batch"
        ? this.network.evaluate(this.#train, rows)
        : this.#evaluateOn(this.network, this.pieces, "train");
    const test = this.#evaluateOn(this.network, this.pieces, "test");
    this.#confusion = test.confusion;
    this.metrics.iterations.push(this.#iteration);
    const measured = measure({ train, test });
    for (const name of metricNames) this.metrics[name].push(measured[name]);
  }
}

/** An arm that stays as it is. Requires what a Training itself reads; its network and its sampler check the rest. */
export function copyArm(arm: ResolvedArm): ResolvedArm {
  requireKeys("arm", arm, ["name", "network", "optimizer", "l2Penalty", "training"]);
  const own = { ...arm };
  requireKeys("arm.network", own.network, ["hidden", "output"]);
  requireKeys("arm.training", own.training, ["iterations", "batchSize", "evaluateEvery", "sampling", "trainAccuracy"]);
  const training = { ...own.training };
  requireInteger("arm.training.iterations", training.iterations, 1, Number.MAX_SAFE_INTEGER);
  requireInteger("arm.training.evaluateEvery", training.evaluateEvery, 1, Number.MAX_SAFE_INTEGER);
  requireOneOf("arm.training.trainAccuracy", training.trainAccuracy, ["batch", "all"]);
  return { ...own, training };
}

/** Requires two data sets of which a network for the first can judge the second. */
function requireData(data: { train: Dataset; test: Dataset }): { train: Dataset; test: Dataset } {
  if (typeof data !== "object" || data === null) throw new UsagiError(`data is ${show(data)}; it must be { train, test }`);
  const { train, test } = data;
  requireDataset("data.train", train);
  requireDataset("data.test", test);
  if (test.inputs !== train.inputs || test.classes > train.classes) {
    throw new UsagiError(
      `data.test has ${test.inputs} inputs and ${test.classes} classes; data.train has ${train.inputs} and ${train.classes}`,
    );
  }
  requireInteger("the number of rows of data.test", test.size, 1, Number.MAX_SAFE_INTEGER);
  return { train, test };
}

function copyMetrics(metrics: Metrics, names: (keyof Metrics)[]): Metrics {
  requireKeys("state.metrics", metrics, names);
  const copies = names.map((name) => {
    const given: unknown = metrics[name];
    const values = Array.isArray(given) ? Array.from<unknown>(given) : [undefined];
    if (values.every((value) => typeof value === "number")) return [name, values] as const;
    throw new UsagiError(`state.metrics.${name} is ${show(given)}; it must be an array of numbers`);
  });
  return Object.fromEntries(copies) as unknown as Metrics;
}

function divergence(what: string, value: number, iteration: number): string {
  return `${what} became ${value} at iteration ${iteration}: training diverged; try a smaller learningRate`;
}
