/**
 * Trains on other machines: every run and trial becomes a job in the queue, and what workers made of it is put into the
 * folder as if it had been trained here. Jobs stay in the queue when this process ends, and so do their results for a
 * while, so that another one, anywhere, finds them.
 */
import { EventEmitter } from "node:events";
import { rm } from "node:fs/promises";
import type { Job, Queue as BullQueue, QueueEvents } from "bullmq";
import * as z from "zod";
import { UsagiError } from "../../bindings/errors.ts";
import { notStarted } from "../../experiment/not-started.ts";
import type { TrialRun } from "../../experiment/results.ts";
import { errorCode, reasonOf } from "../errors.ts";
import { version } from "../package.ts";
import { decodeCheckpoint } from "../run/checkpoint.ts";
import { CheckpointFiles, runName } from "../run/folder.ts";
import type { Executor, Queue, Run } from "../run/queue.ts";
import type { TrialOutcome, TrialTask } from "../run/trial.ts";
import type { Outcome, Saving, Started, Update, Warning } from "../run/worker.ts";
import { type Announcement, Workers } from "./announce.ts";
import type { Connection } from "./connection.ts";
import { digestOf, type JobData, jobId, type JobResult, Jobs, queueName, readResult } from "./job.ts";
import { sourceOfQueue } from "./source.ts";
import { download, type Log, logOf, readNotes } from "./upload.ts";

/** Added at once. */
const mostAdded = 200;
/** Results that are fetched and restored at once, for each thread that restores. */
const fetchedPerThread = 2;
/** What no event has told is found out by looking: so many jobs, so often. */
const looked = 100;
const lookMilliseconds = 5000;

/** What stays in the queue of jobs that are over, so that a study can be sent again; of what came first the oldest goes. */
export const kept = { age: 7 * 24 * 3600, count: 10_000 };
const jobOptions = {
  attempts: 3, backoff: { type: "fixed", delay: 1000 }, removeOnComplete: kept, removeOnFail: kept, stackTraceLimit: 0,
};

/** Characters of why a job failed, which goes into results. */
const mostOfReason = 1000;

/** How far a worker is, or that it came to another digest than the one whose result was taken. */
const progressSchema = z.union([
  z.object({ iteration: z.number(), loss: z.number().nullable(), train: z.number().optional(), test: z.number().optional() }),
  z.object({ differs: z.object({ worker: z.string().max(100), digest: z.string().max(64) }) }),
]);

/** How a job ended: with a result, or what is none. */
type End = { result: JobResult | undefined } | { failure: string };

interface Waiting {
  /** Whose progress it is. */
  run: number;
  /** Undefined where this process is to stop, "removed" where the job is no longer there. */
  ended: (end: End | "removed" | undefined) => void;
  /** Whether it is in the queue. */
  added: boolean;
  /** Whether it was over, without a result, and is tried again. */
  again: boolean;
}

export interface Study {
  jobs: Jobs;
  /** As of `bySource`. */
  sources: readonly string[];
  saving: Saving;
  /** Restores what was fetched, and trains nothing. */
  restoring: Queue;
  threads: number;
  note: (text: string) => void;
}

export class Sender implements Executor {
  readonly messages = new EventEmitter<{ message: [Update | Started | Warning] }>();
  readonly #study: Study;
  readonly #queue: BullQueue<JobData, unknown>;
  readonly #log: Log;
  readonly #events: QueueEvents;
  readonly #workers: Workers;
  readonly #timer: NodeJS.Timeout;
  /** By the name of the job: what waits for its end. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #digests = new Map<string, { worker: string; digest: string }>();
  #toAdd: { data: JobData; id: string }[] = [];
  #adding: Promise<void> = Promise.resolve();
  #fetching = 0;
  readonly #fetchers: (() => void)[] = [];
  #stopped = false;
  #conflict: string | undefined;
  readonly #trainedBy = new Map<string, number>();

  private constructor({ bullmq, options }: Connection, study: Study) {
    this.#study = study;
    const name = queueName(sourceOfQueue(study.sources));
    this.#queue = new bullmq.Queue(name, { ...options, defaultJobOptions: jobOptions });
    this.#log = logOf(this.#queue, options.connection);
    this.#events = new bullmq.QueueEvents(name, options);
    this.#workers = new Workers({ bullmq, options, close: () => Promise.resolve() });
    // The connection says so itself.
    this.#queue.on("error", () => {});
    this.#events.on("error", () => {});
    this.#events.on("completed", ({ jobId }) => void this.#look(jobId));
    this.#events.on("failed", ({ jobId }) => void this.#look(jobId, true));
    this.#events.on("duplicated", ({ jobId }) => void this.#look(jobId));
    this.#events.on("active", ({ jobId }) => this.#report(jobId));
    this.#events.on("progress", ({ jobId, data }) => this.#progress(jobId, data));
    this.#timer = setInterval(() => void this.#lookAround(), lookMilliseconds);
  }

  static async open(connection: Connection, study: Study): Promise<Sender> {
    const sender = new Sender(connection, study);
    await Promise.all([sender.#queue.waitUntilReady(), sender.#events.waitUntilReady()]);
    return sender;
  }

  /** Why the study has to stop: two machines came to different bits. */
  get conflict(): string | undefined {
    return this.#conflict;
  }

  /** How many runs and trials each worker has trained, the most first. */
  get trainedBy(): [worker: string, count: number][] {
    return [...this.#trainedBy].sort(([, a], [, b]) => b - a);
  }

  get workers(): Announcement[] {
    return this.#workers.all.filter((who) => who.version === version && this.#hasData(who));
  }

  /** Workers that get none of these jobs, and why. */
  get strangers(): string[] {
    return this.#workers.all.flatMap((who) => {
      const { name, version: of } = who;
      if (of !== version) return `${name} is of version ${of} of usagi-nn, and this is ${version}`;
      return this.#hasData(who) ? [] : `${name} has other data than this study`;
    });
  }

  #hasData({ sources }: Announcement): boolean {
    return this.#study.sources.every((source) => sources.includes(source));
  }

  /** Waits for no more jobs: they stay in the queue. */
  interrupt(): void {
    this.#stopped = true;
    for (const [id, { ended }] of this.#waiting) {
      this.#waiting.delete(id);
      ended(undefined);
    }
  }

  async close(): Promise<void> {
    this.interrupt();
    clearInterval(this.#timer);
    await this.#adding;
    await Promise.all([this.#queue.close(), this.#events.close(), this.#workers.close()]);
  }

  async run<Result>(name: string, run: Run): Promise<Result> {
    const outcome = name === "train" ? await this.#train(run) : await this.#tryOut(run as Omit<TrialTask, "common" | "slot">);
    return outcome as Result;
  }

  async #tryOut(run: Omit<TrialTask, "common" | "slot">): Promise<TrialOutcome> {
    const taken = await this.#take(this.#study.jobs.of(run), run.run, (result): { run: TrialRun } | string => {
      if (!("trial" in result)) return "the queue holds a result that is none of a trial";
      const { trial } = result;
      if (trial.trial !== run.trial || trial.seed !== run.seed) return "the queue holds the result of another trial";
      this.#count(result);
      return { run: trial };
    });
    return taken ?? { begun: true };
  }

  async #train(run: Run): Promise<Outcome> {
    const data = this.#study.jobs.of(run);
    const files = new CheckpointFiles(this.#study.saving.folder, runName(run.armNumber, run.arm.name, run.seed));
    if ((await files.usable()).length > 0) {
      const there = await this.#restore(run);
      if (isOver(there)) {
        await this.#compare(data, there.result.digest);
        return there;
      }
    }
    const none = notStarted(run.arm.name, run.seed);
    const taken = await this.#take(data, run.run, async (result) => await this.#fetch(run, data, result, files));
    if (taken && "failure" in taken) return { result: { ...none, status: "failed", failure: taken.failure } };
    return taken ?? { result: none };
  }

  /**
   * What a job came to: what is no result, or not whole, is trained once more.
   * @param take Gives what is wrong with a result, if so.
   * @returns Undefined where this process is to stop.
   */
  async #take<Taken extends object>(
    data: JobData, run: number, take: (result: JobResult) => Taken | string | Promise<Taken | string>,
  ): Promise<Taken | { failure: string } | undefined> {
    for (let again = true; ; again = false) {
      const end = await this.#endOf(data, run);
      if (!end || "failure" in end) return end;
      const taken = end.result ? await take(end.result) : "the queue holds a result that is none";
      if (typeof taken !== "string") return taken;
      if (!again) return { failure: taken };
      await this.#queue.remove(jobId(data));
    }
  }

  /** Puts a result into the folder. @returns What is wrong with it, if so. */
  async #fetch(run: Run, data: JobData, end: JobResult, files: CheckpointFiles): Promise<Outcome | string> {
    if (!("upload" in end)) return "the queue holds a result that is none of a run";
    const { worker, upload, bytes: size } = end;
    const wrong = (why: string) => `what ${worker} sent is not a result of this run: ${why}`;
    await this.#turn();
    try {
      const bytes = await download(this.#log, jobId(data), upload, size);
      if (this.#stopped) return { result: notStarted(run.arm.name, run.seed) };
      if (!bytes) return wrong("parts of it are missing");
      const { experimentHash } = this.#study.saving;
      const { iteration } = decodeCheckpoint(bytes, { experimentHash, arm: run.arm.name, seed: run.seed, trial: run.trial });
      for (const { file } of await files.usable()) await rm(file, { force: true });
      await files.write(iteration, bytes);
      const outcome = await this.#restore(run);
      if (outcome.unsaved !== undefined) return outcome;
      if (isOver(outcome) && outcome.result.digest === end.digest) {
        this.#count(end);
        return outcome;
      }
      await files.remove();
      return wrong(isOver(outcome) ? "its digest is another one" : `it ends at iteration ${iteration}`);
    } catch (error) {
      if (error instanceof UsagiError) return wrong(error.message);
      if (errorCode(error) === undefined) throw error;
      const unsaved = `a checkpoint of ${run.arm.name}, seed ${run.seed}, could not be written: ${reasonOf(error)}`;
      return { result: notStarted(run.arm.name, run.seed), unsaved };
    } finally {
      this.#fetching--;
      this.#fetchers.shift()?.();
    }
  }

  /** Waits until it is one of few that fetch. */
  async #turn(): Promise<void> {
    while (this.#fetching >= fetchedPerThread * this.#study.threads) {
      await new Promise<void>((resolve) => this.#fetchers.push(resolve));
    }
    this.#fetching++;
  }

  #restore(run: Run): Promise<Outcome> {
    return this.#study.restoring.run<Outcome>("train", run, "first");
  }

  #count({ worker }: JobResult): void {
    this.#trainedBy.set(worker, (this.#trainedBy.get(worker) ?? 0) + 1);
  }

  /** Whether the queue has the same result as the folder, where it has one. */
  async #compare(data: JobData, digest: string): Promise<void> {
    const id = jobId(data);
    const job = await this.#queue.getJob(id);
    const result = readResult(job?.returnvalue);
    if (result && digestOf(result) !== digest) this.#differ(id, result, { worker: this.#study.saving.folder, digest });
  }

  /** How the job ends, which is added if it is not there; undefined where this process is to stop. */
  async #endOf(data: JobData, run: number): Promise<End | undefined> {
    const id = jobId(data);
    for (;;) {
      if (this.#stopped) return undefined;
      const end = new Promise<End | "removed" | undefined>((ended) => this.#waiting.set(id, { run, ended, added: false, again: false }));
      this.#add(data, id);
      const known = await end;
      if (known !== "removed") return known;
    }
  }

  /** Adds together what is to be added at the same time. */
  #add(data: JobData, id: string): void {
    this.#toAdd.push({ data, id });
    if (this.#toAdd.length > 1) return;
    this.#adding = this.#adding.then(async () => {
      while (this.#toAdd.length > 0 && !this.#stopped) {
        const some = this.#toAdd.splice(0, mostAdded);
        await this.#queue.addBulk(some.map(({ data, id }) => ({ name: nameOf(data), data, opts: { jobId: id } })));
        for (const { id } of some) Object.assign(this.#waiting.get(id) ?? {}, { added: true });
      }
      this.#toAdd = [];
    }).catch((error: unknown) => {
      this.#study.note(`jobs could not be added: ${reasonOf(error)}`);
      this.interrupt();
    });
  }

  /** Finds out whether a job is over. @param failed Whether it has just failed. */
  async #look(id: string, failed = false): Promise<void> {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    const job = await this.#queue.getJob(id).catch(() => undefined);
    if (this.#waiting.get(id) !== waiting) return;
    const end = job ? await this.#read(job, failed, waiting) : waiting.added ? "removed" : undefined;
    if (!end || this.#waiting.get(id) !== waiting) return;
    this.#waiting.delete(id);
    waiting.ended(end);
  }

  async #read(job: Job<JobData, unknown>, failed: boolean, waiting: Waiting): Promise<End | undefined> {
    const id = job.id!;
    if (job.finishedOn === undefined) return undefined;
    if (job.failedReason !== undefined && job.returnvalue === null) {
      // It failed before: as everywhere, what a machine ended can be tried again.
      if (!failed && !waiting.again) {
        waiting.again = true;
        await job.retry("failed").catch(() => {});
        return undefined;
      }
      return { failure: `no worker could do it: ${job.failedReason.slice(0, mostOfReason)}` };
    }
    const result = readResult(job.returnvalue);
    if (!result) return { result };
    const others = job.attemptsStarted > 1 || job.stalledCounter > 0 ? (await readNotes(this.#log, id)).others : [];
    const differing = others.find(({ digest }) => digest !== digestOf(result));
    if (differing) this.#differ(id, result, differing);
    this.#digests.set(id, { worker: result.worker, digest: digestOf(result) });
    return { result };
  }

  /** Looks at some of the jobs, in turn, in case that an event was lost. */
  async #lookAround(): Promise<void> {
    const ids = [...this.#waiting.keys()].slice(0, looked);
    await Promise.all(ids.map(async (id) => {
      await this.#look(id);
      const waiting = this.#waiting.get(id);
      if (!waiting) return;
      this.#waiting.delete(id);
      this.#waiting.set(id, waiting);
    }));
  }

  #report(id: string, update?: Omit<Update, "run" | "time">): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    const { run } = waiting;
    const time = performance.timeOrigin + performance.now();
    this.messages.emit("message", update ? { run, time, ...update } : { run, time });
  }

  #progress(id: string, said: unknown): void {
    const { data } = progressSchema.safeParse(said);
    if (!data) return;
    if ("differs" in data) {
      const known = this.#digests.get(id);
      if (known && known.digest !== data.differs.digest) this.#differ(id, known, data.differs);
      return;
    }
    const { iteration, loss, train, test } = data;
    this.#report(id, { iteration, loss: loss ?? NaN, train, test });
  }

  /** Two came to different bits. */
  #differ(id: string, one: JobResult | { worker: string; digest: string }, other: { worker: string; digest: string }): void {
    const first = "digest" in one ? one.digest : digestOf(one);
    const text = ({ worker }: { worker: string }, digest: string) => `${worker} (${digest.slice(0, 12)}…)`;
    this.#conflict ??=
      `${text(one, first)} and ${text(other, other.digest)} have trained the same run, job ${id.slice(0, 14)}…, to different ` +
      "bits: one of them computes wrongly, or a file was changed. Find out which by training it alone, with `run` on each";
    this.interrupt();
  }
}

const isOver = ({ result: { status, digest } }: Outcome) => (status === "complete" || status === "failed") && digest !== "";

/** What a dashboard shows. */
const nameOf = ({ experiment, seed, trial, steps }: JobData) => {
  const { name, arms } = experiment as { name: string; arms?: { name: string }[] };
  return [name, arms?.[0]?.name, ...(steps === undefined ? [] : [`trial ${trial}, ${steps} steps`]), `seed ${seed}`].join(" · ");
};
