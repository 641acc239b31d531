// The page's side of the analysis worker: which task is sent when, and whose answer still counts.

import type { Data } from "../../experiment/evaluation.ts";
import type { Reply, Request } from "./messages.ts";
import type { Input, Output, TaskName } from "./tasks/index.ts";
import type { Weights } from "./tools.ts";

/** A worker, or what stands in for one. */
export interface Helper {
  onmessage: ((event: MessageEvent<Reply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: Request): void;
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

interface Slot {
  computing?: Job | undefined;
  waiting?: Job | undefined;
}

export class Analyst {
  readonly #start: () => Helper;
  readonly #failed: (message: string | undefined) => void;
  /** Bytes of networks that the worker keeps. */
  readonly #most: number;
  #helper: Helper | undefined;
  #images: { module: WebAssembly.Module; data: Data } | undefined;
  #imagesSent = false;
  readonly #slots = new Map<string, Slot>();
  readonly #sent = new Map<number, Job>();
  #nextJob = 0;
  readonly #ids = new WeakMap<Weights["tensors"], number>();
  #nextId = 0;
  /** Bytes of each network that the worker has; the latest used last. */
  #held = new Map<number, number>();
  /** How often the worker has died since the race began. */
  #deaths = 0;

  /** @param failed Is called with what went wrong, and with undefined where there is a new start. */
  constructor(options: { start: () => Helper; failed: (message: string | undefined) => void; bytes: number }) {
    this.#start = options.start;
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
      const { module, data: { train, test, validation } } = this.#images!;
      this.#helper.postMessage({
        type: "images", module, train: train.parts(), test: test.parts(), ...(validation && { validation: validation.parts() }),
      });
      this.#imagesSent = true;
    }
    const id = this.#nextJob++;
    this.#sent.set(id, job);
    const { networks, ...input } = job.input;
    this.#helper.postMessage({ type: "task", id, name: job.name, input, ...this.#pack(networks) });
  }

  /** Networks as the worker has them, or gets them; the longest unused are given up where they take too much. */
  #pack(networks: readonly Weights[]): Pick<Extract<Request, { type: "task" }>, "networks" | "news" | "forget"> {
    const news: [number, Weights][] = [];
    const ids = networks.map(({ description, tensors }) => {
      let id = this.#ids.get(tensors);
      if (id === undefined) this.#ids.set(tensors, (id = this.#nextId++));
      const bytes = this.#held.get(id) ?? Object.values(tensors).reduce((sum, { byteLength }) => sum + byteLength, 0);
      if (!this.#held.delete(id)) news.push([id, { description, tensors }]);
      this.#held.set(id, bytes);
      return id;
    });
    const forget: number[] = [];
    let total = [...this.#held.values()].reduce((sum, bytes) => sum + bytes, 0);
    for (const [id, bytes] of this.#held) {
      if (total <= this.#most) break;
      forget.push(id);
      total -= bytes;
    }
    for (const id of forget) this.#held.delete(id);
    return { networks: ids, news, forget };
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
    if ("failure" in reply) this.#failed(reply.failure);
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

function drop(slot: Slot, late: Late): void {
  slot.waiting?.resolve(undefined);
  slot.waiting = undefined;
  if (!slot.computing) return;
  slot.computing.replaced = true;
  if (late === "dropped") slot.computing.late = "dropped";
}
