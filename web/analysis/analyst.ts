// The page's side of the analysis worker: which task is sent when, and whose answer still counts.

import type { Data } from "../../experiment/evaluation.ts";
import type { Reply, Request } from "./messages.ts";
import type { Input, Output, TaskName } from "./tasks/index.ts";
import type { Weights } from "./tools.ts";

/** A worker, or what stands in for one. */
export interface Helper {
  onmessage: ((event: MessageEvent<Reply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: Request, transfer: Transferable[]): void;
  terminate(): void;
}

/** What becomes of an answer that comes when a later call waits: with "shown" each is delivered, as they come in order. */
export type Late = "dropped" | "shown";

interface Job {
  readonly slot: string;
  readonly name: TaskName;
  readonly input: { readonly networks: readonly Weights[] };
  readonly resolve: (output: unknown) => void;
  late: Late;
  /** A later call took its place. */
  replaced: boolean;
}

/** What is copied of networks before the page may do something else. */
const mostAtOnce = 8 * 2 ** 20;

interface Slot {
  computing?: Job | undefined;
  waiting?: Job | undefined;
}

export class Analyst {
  readonly #start: () => Helper;
  readonly #later: (call: () => void) => void;
  readonly #failed: (message: string | undefined) => void;
  /** Bytes of networks that the worker keeps. */
  readonly #most: number;
  #helper: Helper | undefined;
  #images: { module: WebAssembly.Module; data: Data } | undefined;
  #imagesSent = false;
  readonly #slots = new Map<string, Slot>();
  readonly #sent = new Map<number, Job>();
  /** What is to be posted, in order: pieces of networks are copied as they go. */
  #outgoing: (() => Request)[] = [];
  #posting = false;
  #nextJob = 0;
  readonly #ids = new WeakMap<Weights["tensors"], number>();
  #nextId = 0;
  /** Bytes of each network that the worker has; the latest used last. */
  #held = new Map<number, number>();
  /** How often the worker has died since the race began. */
  #deaths = 0;

  /**
   * @param options.later Calls a function when the page has done what else there is to do.
   * @param options.failed Is called with what went wrong, and with undefined where there is a new start.
   */
  constructor(options: {
    start: () => Helper; later: (call: () => void) => void; failed: (message: string | undefined) => void; bytes: number;
  }) {
    this.#start = options.start;
    this.#later = options.later;
    this.#failed = options.failed;
    this.#most = options.bytes;
  }

  /** From now on tasks are about these images. What was asked of others before is late. */
  use(module: WebAssembly.Module, data: Data): void {
    if (this.#images?.data === data && this.#images.module === module) return;
    this.#images = { module, data };
    this.#imagesSent = false;
    this.#failed(undefined);
    this.#deaths = 0;
    for (const slot of this.#slots.values()) drop(slot, "dropped");
  }

  /** The answer; undefined where a later call of the same slot took its place, or where there is no worker any more. */
  ask<Name extends TaskName>(
    slot: string, name: Name, input: Input<Name>, late: Late = "dropped",
  ): Promise<Output<Name> | undefined> {
    return new Promise((resolve) => {
      const own = this.#slots.get(slot) ?? {};
      this.#slots.set(slot, own);
      drop(own, late);
      own.waiting = { slot, name, input, late, resolve: resolve as Job["resolve"], replaced: false };
      this.#next(own);
    });
  }

  /** What a slot waits for is not wanted any more. */
  cancel(slot: string): void {
    const own = this.#slots.get(slot);
    if (own) drop(own, "dropped");
  }

  #next(slot: Slot): void {
    if (slot.computing || !slot.waiting) return;
    const job = slot.waiting;
    slot.waiting = undefined;
    if (this.#deaths > 1 || !this.#images) {
      job.resolve(undefined);
      return;
    }
    slot.computing = job;
    this.#send(job);
  }

  #send(job: Job): void {
    this.#helper ??= this.#begin();
    if (!this.#imagesSent) {
      const { module, data: { train, test, validation, targetScales } } = this.#images!;
      this.#outgoing.push(() => ({
        type: "images", module, train: train.parts(), test: test.parts(), ...(validation && { validation: validation.parts() }), targetScales,
      }));
      this.#imagesSent = true;
    }
    const id = this.#nextJob++;
    this.#sent.set(id, job);
    const { networks, ...input } = job.input;
    const ids = networks.map((weights) => this.#introduce(weights));
    const forget = this.#forgettable();
    this.#outgoing.push(() => ({ type: "task", id, name: job.name, input, networks: ids, forget }));
    if (!this.#posting) this.#post();
  }

  /** The number of a network that the worker has, or gets. */
  #introduce(weights: Weights): number {
    const { description, tensors } = weights;
    let id = this.#ids.get(tensors);
    if (id === undefined) this.#ids.set(tensors, (id = this.#nextId++));
    const bytes = this.#held.get(id) ?? bytesOf(weights);
    if (!this.#held.delete(id)) {
      const large = bytes > mostAtOnce;
      if (large) this.#outgoing.push(...piecesOf(id, tensors));
      this.#outgoing.push(() => ({ type: "network", network: id, weights: { description, tensors: large ? {} : tensors } }));
    }
    this.#held.set(id, bytes);
    return id;
  }

  /** The longest unused networks, where all take too much. */
  #forgettable(): number[] {
    const forget: number[] = [];
    let total = [...this.#held.values()].reduce((sum, bytes) => sum + bytes, 0);
    for (const [id, bytes] of this.#held) {
      if (total <= this.#most) break;
      forget.push(id);
      total -= bytes;
    }
    for (const id of forget) this.#held.delete(id);
    return forget;
  }

  /** Posts what there is, with rests where networks are large. */
  #post(): void {
    this.#posting = false;
    for (let bytes = 0; this.#outgoing.length > 0 && bytes < mostAtOnce;) {
      const message = this.#outgoing.shift()!();
      const values = message.type === "values" ? message.values : undefined;
      bytes += values?.byteLength ?? (message.type === "network" ? bytesOf(message.weights) : 0);
      this.#helper?.postMessage(message, values ? [values.buffer] : []);
    }
    if (this.#outgoing.length === 0) return;
    this.#posting = true;
    this.#later(() => this.#post());
  }

  #begin(): Helper {
    const helper = this.#start();
    helper.onmessage = ({ data }) => this.#receive(data);
    helper.onerror = (event) => {
      event.preventDefault?.();
      if (helper === this.#helper) this.#die(event.message);
    };
    return helper;
  }

  #receive(reply: Reply): void {
    const job = this.#sent.get(reply.id);
    if (!job) return;
    this.#sent.delete(reply.id);
    // What nobody waits for any more may have been of other data.
    if ("failure" in reply && !job.replaced) this.#failed(reply.failure);
    job.resolve("failure" in reply || (job.replaced && job.late === "dropped") ? undefined : reply.output);
    const slot = this.#slots.get(job.slot)!;
    slot.computing = undefined;
    this.#next(slot);
  }

  /** Another worker takes over what this one was asked for; the second time it is left at that. */
  #die(message: string | undefined): void {
    this.#helper?.terminate();
    this.#helper = undefined;
    this.#imagesSent = false;
    this.#held = new Map();
    this.#outgoing = [];
    this.#deaths++;
    const unanswered = [...this.#sent.values()];
    this.#sent.clear();
    if (this.#deaths === 1) {
      for (const job of unanswered) this.#send(job);
      return;
    }
    this.#failed(message || "the analysis worker ended");
    for (const slot of this.#slots.values()) {
      slot.computing?.resolve(undefined);
      slot.waiting?.resolve(undefined);
      slot.computing = slot.waiting = undefined;
    }
  }
}

const bytesOf = ({ tensors }: Weights) => Object.values(tensors).reduce((sum, { byteLength }) => sum + byteLength, 0);

/** A network's values, piece by piece. */
function piecesOf(network: number, tensors: Weights["tensors"]): (() => Request)[] {
  const most = mostAtOnce / Float32Array.BYTES_PER_ELEMENT;
  return Object.entries(tensors).flatMap(([name, array]) =>
    Array.from({ length: Math.ceil(array.length / most) }, (_, i) => () => ({
      type: "values", network, name, length: array.length, at: i * most, values: array.slice(i * most, (i + 1) * most),
    })));
}

function drop(slot: Slot, late: Late): void {
  slot.waiting?.resolve(undefined);
  slot.waiting = undefined;
  if (!slot.computing) return;
  slot.computing.replaced = true;
  if (late === "dropped") slot.computing.late = "dropped";
}
