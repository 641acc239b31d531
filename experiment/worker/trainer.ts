// The thread's side: trains one arm in slices, and reads the page's messages between them.

import { Dataset } from "../../bindings/dataset.ts";
import { UsagiError } from "../../bindings/errors.ts";
import { Sampler } from "../../bindings/sampler.ts";
import { type Data, evaluate } from "../evaluation.ts";
import { eachSeries, type LayerNorms, normsOf, weightsBefore } from "../layers.ts";
import { measuredAt } from "../learning-rate.ts";
import { measure } from "../metrics.ts";
import type { ResolvedArm } from "../resolve.ts";
import { takeOver } from "../take-over.ts";
import { Training } from "../training.ts";
import type { Change, EvaluationPoint, Progress, Reply, Request, Snapshot } from "./messages.ts";

const SLICE_MILLISECONDS = 15;
const PROGRESS_MILLISECONDS = 50;

/** The global scope of a worker, or one end of a MessageChannel. */
export interface Port {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: Reply, options?: { transfer: Transferable[] }): void;
}

/** Waits for "start" on `port`, then trains. `lock`: the name of one that is held as long as the thread lives. */
export function serve(port: Port, lock: Promise<string | undefined> = Promise.resolve(undefined)): void {
  port.onmessage = ({ data }) => {
    if (data.type !== "start") return;
    void lock.then((held) => {
      try {
        const trainer = new Trainer(port, data, held);
        port.onmessage = (event) => trainer.handle(event.data);
      } catch (error) {
        fail(port, error);
      }
    });
  };
}

class Trainer {
  readonly #port: Port;
  readonly #make: (arm: ResolvedArm) => Training;
  #training: Training;
  #arm: ResolvedArm;
  /** Those still to come. */
  #changes: readonly Change[];
  /** Whether the network is still to be evaluated before its first step. */
  #startDue: boolean;
  readonly #evaluateStart: () => EvaluationPoint;
  #startPoint: EvaluationPoint | undefined;
  /** Whether the first step is still to be made, and its norms to be reported. */
  #firstDue: boolean;
  #firstStep: LayerNorms<number>[] | undefined;
  /** Steps to take before it rests: 0 while paused. */
  #budget: number;
  #ended: "stopped" | "finished" | "failed" | undefined;
  #failure: string | undefined;
  /** Messages to itself, after those that have come meanwhile. */
  readonly #next = new MessageChannel();
  #sliceDue = false;
  #progressDue = 0;
  #reportedSteps = 0;
  #reportedEvaluations = 0;

  constructor(port: Port, options: Extract<Request, { type: "start" }>, lock: string | undefined) {
    const { module, arm, seed, train, test, validation, targetScales, paused, evaluateStart, changes } = options;
    const data: Data = {
      train: Dataset.fromParts(train),
      test: Dataset.fromParts(test),
      validation: validation && Dataset.fromParts(validation),
      targetScales,
    };
    this.#port = port;
    this.#arm = arm;
    this.#changes = changes;
    this.#startDue = evaluateStart;
    this.#firstDue = evaluateStart;
    this.#make = (changed) => new Training(module, changed, seed, data);
    this.#training = this.#make(arm);
    this.#evaluateStart = () => {
      const { network, trainAccuracy } = this.#training;
      const { batchSize, sampling } = arm.training;
      const sampler = new Sampler(module, { size: data.train.size, batchSize, sampling, seed });
      const batchRows = sampler.rows(0);
      const evaluations = evaluate({ ...data, network, trainAccuracy, batchRows });
      sampler.dispose();
      return { iteration: 0, ...measure(evaluations), layers: [] };
    };
    this.#budget = paused ? 0 : Infinity;
    this.#next.port1.onmessage = () => this.#slice();
    port.postMessage({ type: "started", progress: this.#progress(), ...(lock !== undefined && { lock }) });
    this.#schedule();
  }

  handle(request: Request): void {
    if (this.#ended) return;
    switch (request.type) {
      case "pause":
      case "resume":
        this.#budget = request.type === "pause" ? 0 : Infinity;
        this.#tell();
        this.#schedule();
        break;
      case "step":
        this.#budget += request.steps;
        this.#schedule();
        break;
      case "stop":
        this.#end("stopped");
        break;
      case "snapshot":
        this.#hand((snapshot) => ({ type: "snapshot", id: request.id, snapshot }));
    }
  }

  #schedule(): void {
    if ((this.#budget === 0 && !this.#startDue) || this.#sliceDue) return;
    this.#sliceDue = true;
    this.#next.port2.postMessage(undefined);
  }

  #slice(): void {
    this.#sliceDue = false;
    if (this.#ended || (this.#budget === 0 && !this.#startDue)) return;
    const end = performance.now() + SLICE_MILLISECONDS;
    try {
      if (this.#startDue) {
        this.#startDue = false;
        this.#startPoint = this.#evaluateStart();
      }
      while (this.#budget > 0 && !this.#training.finished && performance.now() < end) {
        this.#change();
        if (this.#firstDue) this.#stepFirst();
        else this.#training.step();
        if (this.#training.due) this.#training.record(evaluate(this.#training));
        this.#budget--;
      }
    } catch (error) {
      this.#end("failed", message(error));
      return;
    }
    const { finished, failure } = this.#training;
    if (finished) {
      this.#end(failure === undefined ? "finished" : "failed", failure);
      return;
    }
    if (this.#budget === 0 || performance.now() >= this.#progressDue) this.#tell();
    this.#schedule();
  }

  /** The step of which norms are reported whether it is evaluated or not. */
  #stepFirst(): void {
    this.#firstDue = false;
    const { network } = this.#training;
    const before = weightsBefore(network);
    this.#training.step();
    this.#firstStep = normsOf(network, before);
  }

  /** The arm that is to take over here goes on from where the one before stands. */
  #change(): void {
    const [change, ...later] = this.#changes;
    if (change?.at !== this.#training.iteration) return;
    const next = this.#make(change.arm);
    takeOver(next, this.#training);
    this.#changes = later;
    this.#arm = change.arm;
    this.#training = next;
  }

  #end(state: "stopped" | "finished" | "failed", failure?: string): void {
    this.#ended = state;
    this.#failure = failure;
    const progress = this.#progress();
    this.#hand((snapshot) => ({ type: "ended", progress, snapshot }));
  }

  /** Posts a snapshot in a reply. */
  #hand(reply: (snapshot: Snapshot) => Reply): void {
    this.#snapshot().then((snapshot) => {
      this.#port.postMessage(reply(snapshot), { transfer: buffers(snapshot) });
    }).catch((error: unknown) => fail(this.#port, error));
  }

  #tell(): void {
    this.#progressDue = performance.now() + PROGRESS_MILLISECONDS;
    this.#port.postMessage({ type: "progress", progress: this.#progress() });
  }

  /** What is new since the last call. */
  #progress(): Progress {
    const { iteration, metrics, layers, stopped } = this.#training;
    const loss = metrics.loss.slice(this.#reportedSteps);
    const evaluations = metrics.iterations.slice(this.#reportedEvaluations).map((at, offset) => {
      const i = this.#reportedEvaluations + offset;
      return { iteration: at, ...measuredAt(metrics, i), layers: eachSeries(layers, (values) => values[i]!) };
    });
    this.#reportedSteps += loss.length;
    this.#reportedEvaluations += evaluations.length;
    const [start, firstStep] = [this.#startPoint, this.#firstStep];
    this.#startPoint = this.#firstStep = undefined;
    return {
      iteration,
      iterations: this.#arm.training.iterations,
      loss,
      evaluations,
      ...(start && { start }),
      ...(firstStep && { firstStep }),
      state: this.#ended ?? (this.#budget === Infinity ? "running" : "paused"),
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
      ...(stopped === undefined ? {} : { stopped }),
    };
  }

  /** Everything is copied at once; only the digest comes later. */
  async #snapshot(): Promise<Snapshot> {
    const { network, iteration, metrics, layers, best, confusion, batchRows } = this.#training;
    const { description } = network;
    const digest = globalThis.crypto?.subtle ? network.digest() : "";
    const masks = description.hidden.flatMap(({ dropout }, i) =>
      dropout && iteration > 0 ? [`dropout${i + 1}`] : [],
    );
    return {
      iteration,
      description,
      tensors: Object.fromEntries(network.tensorNames().map((name) => [name, network.get(name)])),
      dropoutMasks: Object.fromEntries(masks.map((name) => [name, network.dropoutMask(name)])),
      batchRows: batchRows.slice(),
      ...(best === undefined ? {} : { best }),
      ...(confusion === undefined ? {} : { confusion: confusion.slice() }),
      metrics: structuredClone(metrics),
      layers: structuredClone(layers),
      digest: await digest,
    };
  }
}

function buffers({ tensors, dropoutMasks, batchRows, confusion }: Snapshot): ArrayBuffer[] {
  const arrays = [...Object.values(tensors), ...Object.values(dropoutMasks), batchRows, confusion];
  return arrays.flatMap((array) => (array ? [array.buffer as ArrayBuffer] : []));
}

function message(error: unknown): string {
  return error instanceof UsagiError ? error.message : `the training thread failed: ${String(error)}`;
}

function fail(port: Port, error: unknown): void {
  port.postMessage({ type: "error", message: message(error) });
}
