/** A study that the workers of a queue train: from here it looks as if it were trained here. */
import { relative } from "node:path";
import { InputError } from "../errors.ts";
import type { Host } from "../host.ts";
import type { Job } from "../run/execute.ts";
import type { Threads } from "../run/pool.ts";
import { type Executor, Queue } from "../run/queue.ts";
import { hashData } from "../run/run-file.ts";
import type { Messages, Trained } from "../run/train-all.ts";
import type { Saving, Started, Update, Warning } from "../run/worker.ts";
import { commandLine, shellWord } from "../shell.ts";
import { Jobs } from "./job.ts";
import type { Remote } from "./remote.ts";
import { Sender } from "./sender.ts";
import { Status } from "./status.ts";

/** Where a study is sent from. */
export interface From {
  threads: Threads;
  saving: Saving;
  /** Ends the waiting. */
  stopping: AbortSignal;
  /** Says something that stays. */
  note: (text: string) => void;
  /** Shows these lines below the table, where there is one. */
  show: ((lines: () => string[]) => void) | undefined;
}

/** @throws InputError where two machines came to different bits. */
export async function sendStudy(
  { connection, address, needed, file }: Remote, { experiment, experimentHash, data }: Job,
  { threads, saving, stopping, note, show }: From, host: Host,
  train: (executor: Executor, messages: Messages) => Promise<Trained>,
): Promise<Trained> {
  // It restores what others have trained, and trains no step itself.
  const interrupt = new Int32Array(new SharedArrayBuffer(4)).fill(1);
  const restoring = new Queue(threads.pool, threads.count, { data: threads.data, interrupt, saving: { ...saving, resume: true } });
  const jobs = new Jobs(file, experiment, { experimentHash, dataHash: hashData(data) }, needed.dataset);
  const sender = await Sender.open(connection, { jobs, sources: needed.sources, saving, restoring, threads: threads.count, note });
  const stop = () => sender.interrupt();
  stopping.addEventListener("abort", stop);
  if (stopping.aborted) stop();
  const heard = (message: Update | Started | Warning) => {
    if ("warning" in message || "loss" in message) sender.messages.emit("message", message);
  };
  threads.pool.on("message", heard);
  const files = needed.files.map((file) => ` --data ${shellWord(relative(host.cwd(), file), host.platform)}`);
  const start = `${commandLine(host, "work")} ${address.option}${files.join("")}`;
  const status = new Status(sender, start, note, show !== undefined);
  show?.(() => status.lines);
  try {
    const trained = await train(sender, sender.messages);
    if (sender.conflict !== undefined) throw new InputError(sender.conflict);
    if (stopping.aborted) note("What was sent stays in the queue, and workers go on with it.");
    const by = sender.trainedBy.map(([worker, count]) => `${worker} ${count}`);
    if (by.length > 0) note(`Trained by ${by.join(", ")}.`);
    return trained;
  } finally {
    status.close();
    threads.pool.off("message", heard);
    stopping.removeEventListener("abort", stop);
    await sender.close();
  }
}
