import { requireArray } from "../bindings/arrays.ts";
import { type Dataset, type DatasetSizes, requireDataset } from "../bindings/dataset.ts";
import type { NetworkDescription } from "../bindings/description.ts";
import { requireInteger, requireKeys, requireNumber, requireOneOf, show, UsagiError } from "../bindings/errors.ts";
import type { NetworkState } from "../bindings/network.ts";
import { Network } from "../bindings/network.ts";
import { classesOf, lossOf } from "../bindings/parts/losses.ts";
import { resolveOptions } from "../bindings/parts/options.ts";
import { Sampler } from "../bindings/sampler.ts";
import type { Data } from "./evaluation.ts";
import { addNorms, eachSeries, type LayerNorms, noNorms, normsOf, weightsBefore } from "./layers.ts";
import { LearningRate, measuredAt } from "./learning-rate.ts";
import {
  type EachMetric, eachMetric, type Evaluations, isOfTask, isOfValidation, measure, type MetricName, metricsIn, scoreOf, type Task,
} from "./metrics.ts";
import { armOptions, stopOptions, trainingOptions } from "./options.ts";
import { Patience } from "./patience.ts";
import type { ResolvedArm } from "./resolve.ts";
import { begin, type StartState } from "./start.ts";

/** What is recorded while an arm trains; of each metric, one value for each of `iterations`. */
export interface Metrics extends Readonly<EachMetric<number[]>> {
  /** Loss of every step's batch in training mode before its update, penalties included. */
  readonly loss: number[];
  /** After how many iterations each evaluation was made. */
  readonly iterations: number[];
}

/** Nothing recorded yet; `validation`: whether there are such data; `task`: what rows have. */
export function noMetrics(validation: boolean, task: Task = "labels"): Metrics {
  const isThere = (name: MetricName) => isOfTask(name, task) && (validation || !isOfValidation(name));
  return { loss: [], iterations: [], ...eachMetric<number[]>((name) => (isThere(name) ? [] : undefined)) };
}

/** The network of the best evaluation so far. */
interface Best {
  readonly tensors: Readonly<Record<string, Float32Array>>;
  /** Counts of that evaluation on the test images; none where rows have targets. */
  readonly confusion?: Uint32Array | undefined;
}

/**
 * Everything that the rest of a training depends on, and what it has recorded. Batches and dropout masks are
 * functions of the seed and the iteration, so these are the state of all random streams.
 */
export interface TrainingState {
  readonly iteration: number;
  readonly network: NetworkState;
  readonly metrics: Metrics;
  /** As of Training; states that were saved before there were any have none. */
  readonly layers?: readonly LayerNorms<number[]>[] | undefined;
  /** Counts of the last evaluation on the test images; none before it. */
  readonly confusion?: Uint32Array | undefined;
  /** Where the arm shall end with its best network: that so far. `network` is the last one all the same. */
  readonly best?: Best | undefined;
  /** Why training ended early, if it did. */
  readonly failure?: string | undefined;
  readonly seconds: { readonly training: number; readonly evaluation: number };
}

/** The network of an arm, for a data set. Throws a UsagiError where it moves images and the data set has none. */
export function describe(
  arm: ResolvedArm, seed: number, { inputs, classes, outputs, image }: DatasetSizes,
): NetworkDescription {
  const { network: { hidden, output }, optimizer, schedule, loss, augment, training: { batchSize, clipping = false } } = arm;
  const { units: { max } } = lossOf({ loss });
  const chosen = { optimizer, ...(schedule && { schedule }), ...(loss && { loss }) };
  const whole = resolveOptions("arm", armOptions, arm);
  const units = max === 1 ? 1 : (classes ?? outputs)!;
  if (augment && !image) {
    throw new UsagiError(`arm ${arm.name} moves images, and the rows of this data set are none: leave regularization.augment out`);
  }
  const moved = augment && { augment: { ...image!, ...augment } };
  return { inputs, hidden, output: { units, ...output }, ...chosen, ...whole, clipping, ...moved, batchSize, seed };
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
  /** The images that it is tested on. */
  readonly test: Dataset;
  /** Those that its choices go by, if any. */
  readonly validation: Dataset | undefined;
  /** How the targets were standardized, where they were. */
  readonly targetScales: Data["targetScales"];
  readonly metrics: Metrics;
  /**
   * Norms of each trained layer at the steps that are evaluated: of each one value for each of the metrics' iterations, and
   * one more while an evaluation is due. Empty where they are not recorded.
   */
  readonly layers: LayerNorms<number[]>[];
  readonly seconds = { training: 0, evaluation: 0 };
  readonly #arm: ResolvedArm;
  readonly #sampler: Sampler;
  readonly #train: Dataset;
  /** Steps of the network before the first iteration. */
  readonly #before: number;
  #choices: Choices;
  #iteration = 0;
  #failure: string | undefined;
  #confusion: Uint32Array | undefined;
  #best: Best | undefined;
  /** The last network, once it is over and the best one has taken its place. */
  #last: NetworkState | undefined;
  #batchRows: Uint32Array = new Uint32Array();
  /** When the last step ended, in milliseconds. */
  #stepped = 0;

  /** `layers`: whether their norms are recorded. `start`: what `state()` of a trained network gives, where the arm begins with it (`from`). */
  constructor(
    module: WebAssembly.Module, arm: ResolvedArm, seed: number, data: Data,
    { layers = true, start }: { layers?: boolean | undefined; start?: StartState | undefined } = {},
  ) {
    const own = copyArm(arm);
    const { train, test, validation, targetScales } = requireData(data);
    const { batchSize, sampling, stop } = own.training;
    if (!validation && (stop || own.schedule?.name === "plateau")) {
      throw new UsagiError(`data has no validation, by which ${stop ? "training stops early" : "a plateau goes"}`);
    }
    this.#arm = own;
    this.#choices = new Choices(own);
    this.#train = train;
    this.metrics = noMetrics(validation !== undefined, scoreOf(own).task);
    this.test = test;
    this.validation = validation;
    this.targetScales = targetScales;
    this.network = new Network(module, describe(own, seed, train));
    if (own.from) {
      if (!start) throw new UsagiError(`${own.name} begins with a trained network (from): give the state() of that as start`);
      begin(this.network, own.from, start);
    }
    this.#before = this.network.steps;
    this.layers = layers ? noNorms(this.network.description) : [];
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

  /** Why training stopped before its last step, if it did. */
  get stopped(): string | undefined {
    const { stop, iterations } = this.#arm.training;
    if (this.#iteration >= iterations || !stop || !this.#choices.stops) return undefined;
    const since = `for ${stop.patience} ${stop.patience === 1 ? "evaluation" : "evaluations"}`;
    return `${stop.on} got no better ${since}; the best was at iteration ${this.metrics.iterations[this.#choices.best ?? 0]}`;
  }

  /** Once it is over: the iteration of the best evaluation, where the arm ends with that network. */
  get best(): number | undefined {
    return this.#last && this.metrics.iterations[this.#choices.best!];
  }

  /** Whether an evaluation is to be recorded before the next step: every `evaluateEvery` steps, and after the last. */
  get due(): boolean {
    const at = this.#iteration;
    return this.#failure === undefined && this.#isEvaluated(at) && this.metrics.iterations.at(-1) !== at;
  }

  /** Whether the network is evaluated after so many steps. */
  #isEvaluated(at: number): boolean {
    const { evaluateEvery, iterations } = this.#arm.training;
    return at > 0 && (at % evaluateEvery === 0 || at === iterations);
  }

  /** Whether it has failed, has stopped early, or has made every step and the last evaluation is recorded. */
  get finished(): boolean {
    const { iterations } = this.#arm.training;
    return this.#failure !== undefined || this.#choices.stops || (this.#iteration >= iterations && !this.due);
  }

  /** What the training accuracy is measured on. */
  get trainAccuracy(): "batch" | "all" {
    return this.#arm.training.trainAccuracy;
  }

  /** The training data. */
  get train(): Dataset {
    return this.#train;
  }

  /** Rows of the last batch in the training data; empty before the first. */
  get batchRows(): Uint32Array {
    return this.#batchRows;
  }

  /** Counts of the last evaluation, or of the `best`, on the test images, [label * classes + predicted]; none before it. */
  get confusion(): Uint32Array | undefined {
    return this.#last ? this.#best?.confusion : this.#confusion;
  }

  /** A copy. */
  state(): TrainingState {
    return {
      iteration: this.#iteration,
      network: this.#last ?? this.network.state(),
      metrics: structuredClone(this.metrics),
      layers: structuredClone(this.layers),
      confusion: this.#confusion?.slice(),
      ...(this.#best && { best: structuredClone(this.#best) }),
      failure: this.#failure,
      seconds: { ...this.seconds },
    };
  }

  /** Goes on from the state of a training of the same arm, seed and data, bit for bit. */
  restore(state: TrainingState): void {
    requireKeys("state", state, ["iteration", "network", "metrics", "layers", "confusion", "best", "failure", "seconds"]);
    const { iteration, seconds, failure } = state;
    requireInteger("state.iteration", iteration, 0, this.#arm.training.iterations);
    requireKeys("state.network", state.network, ["steps", "tensors", "optimizer"]);
    const network = { ...state.network };
    const metrics = copyMetrics(state.metrics, Object.keys(this.metrics) as (keyof Metrics)[]);
    const { loss, iterations, ...others } = metrics;
    const evaluated =
      iterations.every((at, i) => Number.isInteger(at) && at > (iterations[i - 1] ?? 0) && at <= iteration) &&
      Object.values(others).every((values) => values.length === iterations.length);
    if (network.steps !== this.#before + iteration || loss.length !== iteration || !evaluated) {
      throw new UsagiError(`the state's steps and metrics do not fit its iteration ${iteration}`);
    }
    const due = failure === undefined && this.#isEvaluated(iteration) && iterations.at(-1) !== iteration;
    const layers = this.#copyLayers(state.layers, iterations.length + (due ? 1 : 0));
    const confusion = this.#copyConfusion("state.confusion", state.confusion);
    const choices = new Choices(this.#arm);
    iterations.forEach((_, i) => choices.see(measuredAt(metrics, i), i));
    const best = this.#copyBest(state.best, choices.best !== undefined);
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
    layers.forEach((norms, i) => Object.assign(this.layers[i]!, norms));
    Object.assign(this.seconds, times);
    this.#choices = choices;
    this.#confusion = confusion;
    this.#best = best;
    this.#last = undefined;
    this.#failure = failure;
    this.#iteration = iteration;
    this.#end();
  }

  #copyConfusion(name: string, given: unknown): Uint32Array | undefined {
    if (given === undefined) return undefined;
    const confusion = requireArray("Uint32Array", name, given).slice();
    const { description } = this.network;
    const cells = (classesOf(lossOf(description), description.output.units) ?? 0) ** 2;
    if (confusion.length === cells) return confusion;
    throw new UsagiError(`${name} has ${confusion.length} counts; the network's has ${cells}`);
  }

  /** Of each of this training's layers so many values: NaN where a state has none, because it is older. */
  #copyLayers(given: readonly LayerNorms<number[]>[] | undefined, length: number): LayerNorms<number[]>[] {
    if (!given || given.length === 0) return eachSeries(this.layers, () => Array.from({ length }, () => NaN));
    const all: readonly unknown[] = given;
    if (!Array.isArray(all)) throw new UsagiError(`state.layers is ${show(given)}; it must be an array`);
    return this.layers.map(({ name }) => {
      const found = given.find((layer: LayerNorms<number[]> | null) => layer?.name === name);
      if (!found) throw new UsagiError(`state.layers has no ${name}`);
      return eachSeries([found], (values) => {
        if (Array.isArray(values) && values.length === length && values.every((value) => typeof value === "number")) {
          return [...values];
        }
        throw new UsagiError(`state.layers has not ${length} numbers of ${name}'s gradient, update and weight`);
      })[0]!;
    });
  }

  #copyBest(given: Best | undefined, known: boolean): Best | undefined {
    if (!known || !this.#arm.training.stop?.restoreBest) return undefined;
    requireKeys("state.best", given, ["tensors", "confusion"]);
    const { tensors, confusion } = given!;
    const names = this.network.tensorNames();
    requireKeys("state.best.tensors", tensors, names);
    const copies = names.map((name) => {
      const place = `state.best.tensors["${name}"]`;
      const values = requireArray("Float32Array", place, tensors[name]).slice();
      const { length } = this.network.get(name);
      if (values.length !== length) throw new UsagiError(`${place} has ${values.length} floats; the network's has ${length}`);
      return [name, values] as const;
    });
    const counts = this.#copyConfusion("state.best.confusion", confusion);
    if (!counts && scoreOf(this.#arm).task === "labels") {
      throw new UsagiError("state.best.confusion is undefined; it must be a Uint32Array");
    }
    return { tensors: Object.fromEntries(copies), confusion: counts };
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
    const before = this.layers.length > 0 && this.#isEvaluated(this.#iteration + 1) ? weightsBefore(this.network) : undefined;
    const loss = this.network.trainStep(this.#train, rows, this.#choices.learningRate(this.#iteration));
    this.#iteration++;
    this.metrics.loss.push(loss);
    this.#stepped = performance.now();
    this.seconds.training += (this.#stepped - started) / 1000;
    if (!Number.isFinite(loss)) this.#failure = divergence("the loss", loss, this.#iteration);
    else if (before) addNorms(this.layers, normsOf(this.network, before));
    this.#end();
  }

  /** Keeps the evaluation that is due, which has taken the time since the step. */
  record(evaluations: Evaluations): void {
    if (!this.due) throw new UsagiError(`no evaluation is due at iteration ${this.#iteration}`);
    const measured = measure(evaluations);
    this.#confusion = evaluations.test.confusion;
    this.metrics.iterations.push(this.#iteration);
    for (const name of metricsIn(this.metrics)) this.metrics[name]!.push(measured[name]!);
    const better = this.#choices.see(measured, this.metrics.iterations.length - 1);
    if (better && this.#arm.training.stop?.restoreBest) {
      this.#best = { tensors: this.network.state().tensors, confusion: this.#confusion?.slice() };
    }
    this.seconds.evaluation += (performance.now() - this.#stepped) / 1000;
    if (this.finished) this.#failure = this.#overflow();
    this.#end();
  }

  /** Once it is over, the best network takes the place of the last where the arm says so. */
  #end(): void {
    if (!this.finished || !this.#best) return;
    this.#last = this.network.state();
    this.network.restore({ ...this.#last, steps: this.#before + this.best!, tensors: this.#best.tensors });
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

/** What an arm makes of its evaluations: its learning rate, which is the best one, and when it stops. */
class Choices {
  /** The index of the best evaluation so far, where the arm may stop early. */
  best: number | undefined;
  readonly #rate: LearningRate;
  readonly #stop: Patience | undefined;

  constructor(arm: ResolvedArm) {
    this.#rate = new LearningRate(arm);
    if (arm.training.stop) this.#stop = new Patience(arm.training.stop);
  }

  learningRate(step: number): number {
    return this.#rate.of(step);
  }

  get stops(): boolean {
    return this.#stop?.exhausted ?? false;
  }

  /** Takes the values of the evaluation with this index; whether it is the best so far. */
  see(measured: EachMetric<number>, index: number): boolean {
    this.#rate.see(measured);
    const better = this.#stop?.see(measured) ?? false;
    if (better) this.best = index;
    return better;
  }
}

/** An arm that stays as it is. Requires what a Training itself reads; its network and its sampler check the rest. */
export function copyArm(arm: ResolvedArm): ResolvedArm {
  requireKeys("arm", arm, ["name", "from", "network", "optimizer", "schedule", "loss", ...Object.keys(armOptions), "augment", "training", "search"]);
  const own = { ...arm };
  requireKeys("arm.network", own.network, ["hidden", "output"]);
  requireKeys("arm.training", own.training, [...Object.keys(trainingOptions), "clipping", "stop"]);
  const training = { ...own.training };
  requireInteger("arm.training.iterations", training.iterations, 1, Number.MAX_SAFE_INTEGER);
  requireInteger("arm.training.evaluateEvery", training.evaluateEvery, 1, Number.MAX_SAFE_INTEGER);
  requireOneOf("arm.training.trainAccuracy", training.trainAccuracy, trainingOptions.trainAccuracy.choices);
  if (training.stop !== undefined) {
    requireKeys("arm.training.stop", training.stop, Object.keys(stopOptions));
    training.stop = resolveOptions("arm.training.stop", stopOptions, training.stop);
  }
  return { ...own, training };
}

/** Requires data sets of which a network for the first can be evaluated on the others. */
function requireData(data: Data): Data {
  if (typeof data !== "object" || data === null) throw new UsagiError(`data is ${show(data)}; it must be { train, test }`);
  const { train, test, validation, targetScales } = data;
  requireDataset("data.train", train);
  for (const [name, other] of Object.entries({ test, ...(validation === undefined ? {} : { validation }) })) {
    const { inputs, classes = 0, outputs } = requireDataset(`data.${name}`, other);
    if (inputs !== train.inputs || outputs !== train.outputs || classes > (train.classes ?? 0)) {
      throw new UsagiError(`data.${name} has ${widthsOf(other)}; data.train has ${widthsOf(train)}`);
    }
    requireInteger(`the number of rows of data.${name}`, other.size, 1, Number.MAX_SAFE_INTEGER);
  }
  return { train, test, validation, targetScales: copyTargetScales(targetScales, train.outputs) };
}

function copyTargetScales(given: unknown, outputs = 0): Data["targetScales"] {
  if (given === undefined) return undefined;
  if (!Array.isArray(given) || given.length !== outputs) {
    throw new UsagiError(`data.targetScales is ${show(given)}; it must be a list of a mean and a deviation for each of the ${outputs} targets a row`);
  }
  return given.map((scale: { mean?: unknown; deviation?: unknown } | null, k) => ({
    mean: requireNumber(`data.targetScales[${k}].mean`, scale?.mean, { min: -Infinity, max: Infinity }),
    deviation: requireNumber(`data.targetScales[${k}].deviation`, scale?.deviation, { min: 0, minExcluded: true, max: Infinity }),
  }));
}

const widthsOf = ({ inputs, classes, outputs }: Dataset) =>
  `${inputs} inputs and ${outputs === undefined ? `${classes} classes` : `${outputs} targets a row`}`;

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
