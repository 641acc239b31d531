/**
 * The bytes of a result, as lines of its job's log: these come and go with the job, and are in no event that everybody
 * reads. A line holds the name of the upload, its number and a part; of two workers that write at once, each has its own.
 */
import { randomUUID } from "node:crypto";
import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { maxResultBytes } from "./job.ts";

/** What is said of the jobs of a queue. */
export interface Log {
  add(id: string, line: string | Buffer): Promise<unknown>;
  /** Undefined behind the last. */
  line(id: string, number: number): Promise<Buffer | undefined>;
}

/** That of BullMQ, whose lines may be any bytes, though its types say text: as text they would be a third longer. */
export const logOf = (queue: Queue, client: Redis): Log => ({
  add: (id, line) => queue.addJobLog(id, line as string),
  line: async (id, number) => (await client.lindexBuffer(queue.toKey(`${id}:logs`), number)) ?? undefined,
});

const partBytes = 2 ** 20;
const mostLines = 3 * Math.ceil(maxResultBytes / partBytes);
const head = (name: string, part: number) => `${name} ${part} `;

/** @returns The name of the upload. */
export async function upload(log: Log, id: string, bytes: Uint8Array): Promise<string> {
  const name = randomUUID();
  for (let at = 0, i = 0; at < bytes.length; at += partBytes, i++) {
    await log.add(id, Buffer.concat([Buffer.from(head(name, i)), bytes.subarray(at, at + partBytes)]));
  }
  return name;
}

/** The bytes of an upload; undefined where they are not all there. */
export async function download(log: Log, id: string, name: string, size: number): Promise<Buffer | undefined> {
  if (size > maxResultBytes) return undefined;
  const bytes = Buffer.alloc(size);
  let at = 0;
  for (let number = 0, part = 0; number < mostLines && at < size; number++) {
    const line = await log.line(id, number);
    if (!line) return undefined;
    const start = head(name, part);
    if (line.toString("latin1", 0, start.length) !== start) continue;
    const content = line.subarray(start.length);
    if (content.length !== Math.min(partBytes, size - at)) return undefined;
    bytes.set(content, at);
    at += content.length;
    part++;
  }
  return at === size ? bytes : undefined;
}

/** Says in a job's log what a worker came to whose result was refused, because another one has the job. */
export const addOther = (log: Log, id: string, worker: string, digest: string) => log.add(id, `also ${worker} ${digest}`);

/** Says that an upload is a checkpoint, of a worker that gives its job back. */
export const addCheckpoint = (log: Log, id: string, name: string, size: number) => log.add(id, `checkpoint ${name} ${size}`);

export interface Notes {
  /** What workers came to whose results were refused. */
  others: { worker: string; digest: string }[];
  /** The newest checkpoint. */
  checkpoint?: { name: string; size: number };
}

/** A line that is longer is a part of an upload. */
const longestNote = 1000;

/** What workers say in a job's log besides results. */
export async function readNotes(log: Log, id: string): Promise<Notes> {
  const notes: Notes = { others: [] };
  for (let number = 0; number < mostLines; number++) {
    const line = await log.line(id, number);
    if (!line) break;
    const text = line.length > longestNote ? "" : line.toString();
    const [, worker, digest] = /^also (.{1,100}) ([0-9a-f]{64})$/u.exec(text) ?? [];
    if (digest !== undefined) notes.others.push({ worker: worker!, digest });
    const [, name, size] = /^checkpoint ([0-9a-f-]{36}) (\d{1,9})$/.exec(text) ?? [];
    if (size !== undefined) notes.checkpoint = { name: name!, size: Number(size) };
  }
  return notes;
}
