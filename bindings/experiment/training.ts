import type { Dataset } from "../dataset.ts";
import type { NetworkDescription } from "../description.ts";
import type { Evaluation } from "../network.ts";
import { Network } from "../network.ts";
import { Sampler } from "../sampler.ts";
import { type Evaluate, evaluateAlone, type Pieces, piecesOf } from "./evaluation.ts";
import type { ResolvedArm } from "./resolve.ts";

/** What is recorded while an arm trains. */
export interface Metrics {
  /** Loss of every step's batch in training mode before its update, penalties included. */
  readonly loss: number[];
  /** After how many iterations each evaluation was made. */
  readonly iterations: number[];
  readonly trainAccuracy: number[];
  readonly testAccuracy: number[];
  /** Mean cross-entropy on the test images, without penalties. */
  readonly testLoss: number[];
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
  readonly metrics: Metrics = { loss: [], iterations: [], trainAccuracy: [], testAccuracy: [], testLoss: [] };
  readonly seconds = { training: 0, evaluation: 0 };
  readonly #arm: ResolvedArm;
  readonly #sampler: Sampler;
  readonly #train: Dataset;
  readonly #evaluateOn: Evaluate;
  #iteration = 0;
  #failure: string | undefined;
  #lastTest: Evaluation | undefined;
  #batchRows: Uint32Array = new Uint32Array();

  /** `evaluate` may have other threads help; it changes no result. */
  constructor(
    module: WebAssembly.Module, arm: ResolvedArm, seed: number, data: { train: Dataset; test: Dataset },
    evaluate: Evaluate = evaluateAlone,
  ) {
    const { batchSize, sampling } = arm.training;
    this.#arm = arm;
    this.#train = data.train;
    this.pieces = { train: piecesOf(data.train), test: piecesOf(data.test) };
    this.#evaluateOn = evaluate;
    this.network = new Network(module, describe(arm, seed, data.train));
    this.#sampler = new Sampler(module, { size: data.train.size, batchSize, sampling, seed });
  }

  /** Iterations done. */
  get iteration(): number {
    return this.#iteration;
  }

  /** Why training ended early, if it did: the loss became NaN or infinite. */
  get failure(): string | undefined {
    return this.#failure;
  }

  get finished(): boolean {
    return this.#failure !== undefined || this.#iteration >= this.#arm.training.iterations;
  }

  /** Rows of the last batch in the training data, until the next step; empty before the first. */
  get batchRows(): Uint32Array {
    return this.#batchRows;
  }

  /** Counts of the last evaluation on the test images, [label * classes + predicted]; none before it. */
  get confusion(): Uint32Array | undefined {
    return this.#lastTest?.confusion;
  }

  /** One iteration, and the evaluation where one is due. Does nothing once finished. */
  step(): void {
    if (this.finished) return;
    const started = performance.now();
    const rows = this.#sampler.rows(this.#iteration);
    this.#batchRows = rows;
    const loss = this.network.trainStep(this.#train, rows);
    this.#iteration++;
    this.metrics.loss.push(loss);
    const trained = performance.now();
    this.seconds.training += (trained - started) / 1000;
    if (!Number.isFinite(loss)) {
      this.#failure = divergence(loss, this.#iteration);
      return;
    }
    const { evaluateEvery, iterations } = this.#arm.training;
    if (this.#iteration % evaluateEvery === 0 || this.#iteration === iterations) {
      this.#evaluate(rows);
      this.seconds.evaluation += (performance.now() - trained) / 1000;
    }
  }

  #evaluate(rows: Uint32Array): void {
    const { trainAccuracy } = this.#arm.training;
    const train =
      trainAccuracy === "batch"
        ? this.network.evaluate(this.#train, rows)
        : this.#evaluateOn(this.network, this.pieces, "train");
    this.#lastTest = this.#evaluateOn(this.network, this.pieces, "test");
    this.metrics.iterations.push(this.#iteration);
    this.metrics.trainAccuracy.push(train.accuracy);
    this.metrics.testAccuracy.push(this.#lastTest.accuracy);
    this.metrics.testLoss.push(this.#lastTest.loss);
  }
}

function divergence(loss: number, iteration: number): string {
  return `the loss became ${loss} at iteration ${iteration}: training diverged; try a smaller learningRate`;
}
