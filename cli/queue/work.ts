/** A worker: takes jobs from a queue, trains them on this machine's threads, and puts what they come to beside them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { decodeMetadata } from "../../bindings/safetensors.ts";
import { UsagiError } from "../../bindings/errors.ts";
import type { Job, Queue as BullQueue, Worker as BullWorker } from "bullmq";
import { loadDataset } from "../files/dataset.ts";
import { readWhole } from "../files/whole.ts";
import { errorCode, InputError, reasonOf } from "../errors.ts";
import { CheckpointFiles, maxCheckpointBytes, runName } from "../run/folder.ts";
import { requireMemory } from "../run/memory.ts";
import { Threads } from "../run/pool.ts";
import { Queue } from "../run/queue.ts";
import { hashData } from "../run/run-file.ts";
import type { TrialOutcome } from "../run/trial.ts";
import type { Outcome, Started, Update, Warning } from "../run/worker.ts";
import type { Connection } from "./connection.ts";
import { BadJob, digestOf, type JobResult, maxResultBytes, queueName, readJob, readResult, type Task } from "./job.ts";
import { placed, type Sources, sourcesOfQueues } from "./source.ts";
import { addCheckpoint, addOther, download, type Log, logOf, readNotes, upload } from "./upload.ts";

/** Seconds after which a job whose worker has died is given to another one. */
export const LOCK_VARIABLE = "USAGI_QUEUE_LOCK_SECONDS";
const lockSeconds = 30;
/** So often may the worker of a job die until the job is taken for what kills them. */
const maxStalledCount = 5;
const progressMilliseconds = 1000;
/** After a job that this machine could not do, the next one waits: a second, then twice as long each time, up to this. */
const mostRestSeconds = 300;
/** Data sets whose threads are kept. */
const mostOpen = 2;
/** What BullMQ says where a result comes too late: no job, no lock, not in work, locked by another. */
const refusals = [-1, -2, -3, -6];

export interface WorkerOptions {
  name: string;
  threads: number;
  /** Where its data lie, by their content: a queue for each. */
  sources: Sources;
  lockSeconds?: number | undefined;
  /** Says what it does. */
  say: (text: string) => void;
  /** Says what is wrong. */
  warn: (text: string) => void;
}

/** A data set with threads that have it. */
interface Opened {
  threads: Threads;
  queue: Queue;
  running: number;
}

export class QueueWorker {
  readonly #connection: Connection;
  readonly #options: WorkerOptions;
  readonly #workers: BullWorker[] = [];
  readonly #queues = new Map<string, BullQueue>();
  readonly #opened = new Map<string, Promise<Opened>>();
  /** What runs report, by the number of the run. */
  readonly #reports = new Map<number, (update: Update) => void>();
  /** What was handed over, until it is known to be taken. */
  readonly #results = new Map<string, JobResult>();
  #runs = 0;
  #folder: string | undefined;
  #stopping = false;
  #done = 0;
  /** What it could not do since it has last done something. */
  #failures = 0;

  constructor(connection: Connection, options: WorkerOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /** How many runs and trials it has trained. */
  get done(): number {
    return this.#done;
  }

  /** Takes jobs from now on. */
  async start(): Promise<void> {
    const { sources, threads, name, warn, lockSeconds: seconds = lockSeconds } = this.#options;
    const { bullmq, options } = this.#connection;
    this.#folder = await mkdtemp(join(tmpdir(), "usagi-work-"));
    for (const source of sourcesOfQueues([...sources.keys()])) {
      const queue = new bullmq.Queue(queueName(source), options);
      const log = logOf(queue, options.connection);
      const worker = new bullmq.Worker(
        queue.name, async (job: Job, token?: string, signal?: AbortSignal) => await this.#do(log, job, token!, signal!),
        {
          ...options, name, concurrency: threads, maxStalledCount,
          lockDuration: 1000 * seconds, stalledInterval: 1000 * seconds,
        },
      );
      this.#queues.set(queue.name, queue);
      this.#workers.push(worker);
      queue.on("error", () => {}); // The connection says so itself.
      worker.on("error", (error) => void this.#late(queue, log, error));
      worker.on("completed", ({ id }) => this.#results.delete(id!));
      worker.on("lockRenewalFailed", (ids) => {
        for (const id of ids) if (worker.cancelJob(id)) warn(`job ${shortened(id)} was given to another worker`);
      });
    }
    await Promise.all(this.#workers.map((worker) => worker.waitUntilReady()));
  }

  /** Gives back what it works at, with a checkpoint, and takes nothing more. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const closed = this.#workers.map((worker) => worker.close());
    for (const worker of this.#workers) worker.cancelAllJobs();
    await Promise.all(closed);
    for (const queue of this.#queues.values()) await queue.close();
    for (const opened of this.#opened.values()) await opened.then(({ threads }) => threads.end(), () => {});
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #do(log: Log, job: Job, token: string, signal: AbortSignal): Promise<JobResult> {
    let task: Task;
    try {
      task = readJob(job.data, job.id);
    } catch (error) {
      throw error instanceof BadJob ? this.#refusal(error.message) : error;
    }
    try {
      const result = await this.#trainOpened(log, job, task, signal);
      if (result) {
        this.#results.set(job.id!, result);
        this.#done++;
        this.#failures = 0;
        return result;
      }
    } catch (error) {
      if (!(error instanceof this.#connection.bullmq.UnrecoverableError) && !this.#stopping) await this.#rest(job, error, signal);
      throw error;
    }
    if (!this.#stopping) throw new Error("its lock was lost");
    await job.moveToWait(token);
    throw new this.#connection.bullmq.WaitingError();
  }

  async #trainOpened(log: Log, job: Job, task: Task, signal: AbortSignal): Promise<JobResult | undefined> {
    const opened = await this.#open(task);
    opened.running++;
    try {
      return await this.#train(log, job, task, opened, signal);
    } finally {
      opened.running--;
    }
  }

  /** Keeps a job that this machine could not do for a while, or it would take, and spoil, all that others could do. */
  async #rest(job: Job, error: unknown, signal: AbortSignal): Promise<void> {
    const seconds = Math.min(2 ** this.#failures++, mostRestSeconds);
    this.#options.warn(`job ${shortened(job.id!)} could not be done here, so a thread waits ${seconds} s: ${reasonOf(error)}`);
    await setTimeout(1000 * seconds, undefined, { signal }).catch(() => {});
  }

  /** What no retry mends. */
  #refusal(why: string): Error {
    return new this.#connection.bullmq.UnrecoverableError(why);
  }

  /** @returns Undefined where it was stopped. */
  async #train(log: Log, job: Job, task: Task, opened: Opened, signal: AbortSignal): Promise<JobResult | undefined> {
    const { experimentHash, arm, seed, trial, trying } = task;
    const id = job.id!;
    const run = this.#runs++;
    const interrupt = new Int32Array(new SharedArrayBuffer(4));
    const stop = () => void Atomics.store(interrupt, 0, 1);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    const folder = join(this.#folder!, id);
    const files = new CheckpointFiles(folder, runName(1, arm.name, seed, trying ? trial : undefined));
    const saving = { folder, resume: true, experimentHash, extended: [] };
    this.#reports.set(run, reporter(job));
    try {
      if (job.attemptsStarted > 1 && (await files.usable()).length === 0) await this.#fetch(log, id, files);
      const common = { run, armNumber: 1, arm, seed, trial };
      if (trying) {
        const outcome = await opened.queue.run<TrialOutcome>("tryOut", { ...common, ...trying }, "first", { interrupt, saving });
        if (outcome.run) return await this.#finish(folder, { worker: this.#options.name, trial: outcome.run });
        requireTrained(outcome);
      } else {
        const outcome = await opened.queue.run<Outcome>("train", common, "first", { interrupt, saving });
        const { status, digest, failure } = outcome.result;
        requireTrained({ failure: digest === "" ? failure : undefined, unsaved: outcome.unsaved });
        if (status === "complete" || status === "failed") {
          const [last] = await files.usable();
          const bytes = await readWhole(last!.file, maxCheckpointBytes);
          if (bytes.length > maxResultBytes) {
            throw this.#refusal(`its checkpoint has ${bytes.length} bytes, and at most ${maxResultBytes} go through a queue: train it on one machine`);
          }
          const name = await upload(log, id, bytes);
          return await this.#finish(folder, { worker: this.#options.name, digest, bytes: bytes.length, upload: name });
        }
      }
      if (this.#stopping) await this.#handOver(log, id, files);
      return undefined;
    } finally {
      this.#reports.delete(run);
      signal.removeEventListener("abort", stop);
    }
  }

  async #finish(folder: string, result: JobResult): Promise<JobResult> {
    await rm(folder, { recursive: true, force: true });
    return result;
  }

  /** Leaves a checkpoint to whoever goes on with a job. */
  async #handOver(log: Log, id: string, files: CheckpointFiles): Promise<void> {
    const [newest] = await files.usable();
    if (!newest) return;
    const bytes = await readWhole(newest.file, maxCheckpointBytes);
    if (bytes.length <= maxResultBytes) await addCheckpoint(log, id, await upload(log, id, bytes), bytes.length);
  }

  /** Takes the checkpoint of who had the job before, if there is one; the training finds out whether it is whole. */
  async #fetch(log: Log, id: string, files: CheckpointFiles): Promise<void> {
    const { checkpoint } = await readNotes(log, id);
    const bytes = checkpoint && (await download(log, id, checkpoint.name, checkpoint.size));
    const iteration = bytes && iterationOf(bytes);
    if (iteration !== undefined) await files.write(iteration, bytes!);
  }

  /** The threads with a data set, which it loads if it has not yet. */
  async #open(task: Task): Promise<Opened> {
    const key = JSON.stringify([task.dataset, task.dataHash]);
    const known = this.#opened.get(key);
    if (known) return await known;
    const opening = this.#load(task);
    this.#opened.set(key, opening);
    opening.catch(() => this.#opened.delete(key));
    const opened = await opening;
    for (const [other, promise] of this.#opened) {
      if (this.#opened.size <= mostOpen) break;
      const one = await promise.catch(() => undefined);
      if (!one || one === opened || one.running > 0) continue;
      this.#opened.delete(other);
      await one.threads.end();
    }
    return opened;
  }

  async #load({ dataset, dataHash, experiment }: Task): Promise<Opened> {
    const { sources, threads: count, warn } = this.#options;
    const { name } = this.#options;
    /** What another worker may mend. */
    const own = (error: unknown): never => {
      throw error instanceof InputError ? new Error(`${name}: ${error.message}`) : error;
    };
    const threads = new Threads(count);
    threads.start();
    try {
      const place = await Promise.resolve().then(() => placed(dataset, sources)).catch(own);
      const data = await loadDataset(place, process.cwd(), (sizes) =>
        requireMemory({ ...experiment, seeds: Array.from({ length: count }, (_, i) => i) }, sizes, count).catch(own));
      if (hashData(data) !== dataHash) throw new InputError("its data are not those that this worker has, though their files are the same");
      threads.open(data);
      threads.pool.on("message", (message: Update | Started | Warning) => {
        if ("warning" in message) warn(message.warning);
        else if ("loss" in message) this.#reports.get(message.run)?.(message);
      });
      const common = { interrupt: new Int32Array(new SharedArrayBuffer(4)), saving: undefined as never, data: threads.data };
      return { threads, queue: new Queue(threads.pool, count, common), running: 0 };
    } catch (error) {
      await threads.end();
      throw error instanceof InputError ? this.#refusal(`${name}: ${error.message}`) : error;
    }
  }

  /** A result that came too late, as another worker has the job: both should be the same. */
  async #late(queue: BullQueue, log: Log, error: Error): Promise<void> {
    const id = /\b(r-[0-9a-f]{64})\b/.exec(error.message)?.[1];
    if (id === undefined && errorCode(error) === undefined && !/connection/i.test(error.message)) this.#options.warn(reasonOf(error));
    const own = id === undefined ? undefined : this.#results.get(id);
    if (!own || !refusals.includes(Number((error as { code?: unknown }).code))) return;
    this.#results.delete(id!);
    const { name, warn } = this.#options;
    const digest = digestOf(own);
    try {
      await addOther(log, id!, name, digest);
      const job = await queue.getJob(id!);
      const taken = readResult(job?.returnvalue);
      if (!taken || digestOf(taken) === digest) {
        warn(`job ${shortened(id!)} came too late, as another worker has it: nothing is lost`);
        return;
      }
      warn(`job ${shortened(id!)}: ${name} (${digest.slice(0, 12)}…) and ${taken.worker} (${digestOf(taken).slice(0, 12)}…) came to different bits`);
      await job!.updateProgress({ differs: { worker: name, digest } });
    } catch (failure) {
      warn(`job ${shortened(id!)}: ${reasonOf(failure)}`);
    }
  }
}

/** Of a checkpoint that another machine has left, which may be anything. */
function iterationOf(bytes: Uint8Array): number | undefined {
  try {
    const iteration = Number(decodeMetadata(bytes)["iteration"]);
    return Number.isSafeInteger(iteration) && iteration > 0 && iteration < 1e10 ? iteration : undefined;
  } catch (error) {
    if (error instanceof UsagiError) return undefined;
    throw error;
  }
}

const shortened = (id: string) => `${id.slice(0, 14)}…`;

/** @throws Error where this machine could not do it: another may. */
function requireTrained({ failure, unsaved }: { failure?: string | undefined; unsaved?: string | undefined }): void {
  const why = unsaved ?? failure;
  if (why !== undefined) throw new Error(why);
}

/** Says now and then how far a job is. */
function reporter(job: Job): (update: Update) => void {
  let due = performance.now() + progressMilliseconds;
  return ({ iteration, loss, train, test }) => {
    const now = performance.now();
    if (now < due) return;
    due = now + progressMilliseconds;
    void job.updateProgress({ iteration, loss, ...(train !== undefined && { train }), ...(test !== undefined && { test }) }).catch(() => {});
  };
}
