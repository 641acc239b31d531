import { requireArray } from "../bindings/arrays.ts";
import { type Dataset, requireDataset } from "../bindings/dataset.ts";
import type { NetworkDescription } from "../bindings/description.ts";
import { requireInteger, requireKeys, requireNumber, requireOneOf, show, UsagiError } from "../bindings/errors.ts";
import type { NetworkState } from "../bindings/network.ts";
import { Network } from "../bindings/network.ts";
import { resolveOptions } from "../bindings/parts/options.ts";
import { Sampler } from "../bindings/sampler.ts";
import { type Pieces, piecesOf } from "./evaluation.ts";
import { eachMetric, type Evaluations, measure, type MetricName, metricNames } from "./metrics.ts";
import { armOptions, trainingOptions } from "./options.ts";
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
export function describe(
  arm: ResolvedArm, seed: number, { inputs, classes }: Pick<Dataset, "inputs" | "classes">,
): NetworkDescription {
  const { network: { hidden, output }, optimizer, training: { batchSize, clipping = false } } = arm;
  const whole = resolveOptions("arm", armOptions, arm);
  return { inputs, hidden, output: { units: classes, ...output }, optimizer, ...whole, clipping, batchSize, seed };
}

/**
 * One arm of an experiment with one seed. Weights, batches and dropout masks depend on the seed alone, so
 * arms that share a seed start alike and see the same batches.
 *
 * ```ts
 * while (!training.finished) {
 *   training.step();
 *   if (training.due) training.record(evaluate(training));
 * }
 * ```
 */
export class Training {
  readonly network: Network;
  /** The data that it is evaluated on. */
  readonly pieces: Pieces;
  readonly metrics = noMetrics();
  readonly seconds = { training: 0, evaluation: 0 };
  readonly #schedule: ResolvedArm["training"];
  readonly #sampler: Sampler;
  readonly #train: Dataset;
  #iteration = 0;
  #failure: string | undefined;
  #confusion: Uint32Array | undefined;
  #batchRows: Uint32Array = new Uint32Array();
  /** When the last step ended, in milliseconds. */
  #stepped = 0;

  constructor(
    module: WebAssembly.Module, arm: ResolvedArm, seed: number, data: { train: Dataset; test: Dataset },
  ) {
    const own = copyArm(arm);
    const { train, test } = requireData(data);
    const { batchSize, sampling } = own.training;
    this.#schedule = own.training;
    this.#train = train;
    this.pieces = { train: piecesOf(train), test: piecesOf(test) };
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

  /** Whether an evaluation is to be recorded before the next step: every `evaluateEvery` steps, and after the last. */
  get due(): boolean {
    const { evaluateEvery, iterations } = this.#schedule;
    const at = this.#iteration;
    return (
      this.#failure === undefined && at > 0 && (at % evaluateEvery === 0 || at === iterations) &&
      this.metrics.iterations.at(-1) !== at
    );
  }

  /** Whether it has failed, or has made every step and the last evaluation is recorded. */
  get finished(): boolean {
    return this.#failure !== undefined || (this.#iteration >= this.#schedule.iterations && !this.due);
  }

  /** What the training accuracy is measured on. */
  get trainAccuracy(): "batch" | "all" {
    return this.#schedule.trainAccuracy;
  }

  /** The training data. */
  get train(): Dataset {
    return this.#train;
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

  /** One iteration. Does nothing once finished; throws where an evaluation is due. */
  step(): void {
    if (this.finished) return;
    if (this.due) {
      throw new UsagiError(
        `the evaluation of iteration ${this.#iteration} is due: call record(evaluate(training)) before the next step()`,
      );
    }
    const started = performance.now();
    const rows = this.#sampler.rows(this.#iteration);
    this.#batchRows = rows;
    const loss = this.network.trainStep(this.#train, rows);
    this.#iteration++;
    this.metrics.loss.push(loss);
    this.#stepped = performance.now();
    this.seconds.training += (this.#stepped - started) / 1000;
    if (!Number.isFinite(loss)) this.#failure = divergence("the loss", loss, this.#iteration);
  }

  /** Keeps the evaluation that is due, which has taken the time since the step. */
  record(evaluations: Evaluations): void {
    if (!this.due) throw new UsagiError(`no evaluation is due at iteration ${this.#iteration}`);
    const measured = measure(evaluations);
    this.#confusion = evaluations.test.confusion;
    this.metrics.iterations.push(this.#iteration);
    for (const name of metricNames) this.metrics[name].push(measured[name]);
    this.seconds.evaluation += (performance.now() - this.#stepped) / 1000;
    if (this.#iteration === this.#schedule.iterations) this.#failure = this.#overflow();
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
}

/** An arm that stays as it is. Requires what a Training itself reads; its network and its sampler check the rest. */
export function copyArm(arm: ResolvedArm): ResolvedArm {
  requireKeys("arm", arm, ["name", "network", "optimizer", ...Object.keys(armOptions), "training"]);
  const own = { ...arm };
  requireKeys("arm.network", own.network, ["hidden", "output"]);
  requireKeys("arm.training", own.training, [...Object.keys(trainingOptions), "clipping"]);
  const training = { ...own.training };
  requireInteger("arm.training.iterations", training.iterations, 1, Number.MAX_SAFE_INTEGER);
  requireInteger("arm.training.evaluateEvery", training.evaluateEvery, 1, Number.MAX_SAFE_INTEGER);
  requireOneOf("arm.training.trainAccuracy", training.trainAccuracy, trainingOptions.trainAccuracy.choices);
  return { ...own, training };
}

/** Requires two data sets of which a network for the first can be evaluated on the second. */
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
