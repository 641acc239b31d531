/**
 * A study in parts, for machines that know nothing of each other: of its trials, and of its runs, a shard trains every
 * n-th, so that the runs of a slow arm are spread. Which these are depends on the experiment alone.
 */
import { dirname, join, resolve } from "node:path";
import { namesIn } from "./folder.ts";

/** The i-th of n parts, from 1. */
export interface Shard {
  index: number;
  of: number;
}

export const SHARDS = "shards";
/** How a shard's folder is named. */
const ownShard = /^([1-9]\d*)-of-([1-9]\d*)$/;

export const shardText = ({ index, of }: Shard) => `${index}/${of}`;

/** Where a shard of the study in a folder is trained: no two write into the same. */
export const shardFolder = (folder: string, { index, of }: Shard) => join(folder, SHARDS, `${index}-of-${of}`);

/** The parts that have a folder in a study's, in the order of their names. */
export async function shardsIn(folder: string): Promise<Shard[]> {
  return (await namesIn(join(folder, SHARDS))).sort().flatMap((name) => {
    const [, index, of] = ownShard.exec(name) ?? [];
    return of === undefined ? [] : [{ index: Number(index), of: Number(of) }];
  });
}

/** The folder of the study that a shard's folder lies in. */
export const studyOf = (folder: string) => dirname(dirname(resolve(folder)));

/** Which of n shards has a trial or run, by its place in the list of them, from 0. */
export const shardOf = (place: number, of: number) => (place % of) + 1;

const most = 100_000;

/**
 * Reads `2/8`; `auto` in a Slurm array whose tasks are all parts; or `auto/8` where there is a job's number only
 * (Kubernetes), and in a Slurm array of any of the tasks 1 to 8.
 * @throws Error whose message says what is wrong.
 */
export function parseShard(text: string, env: NodeJS.ProcessEnv): Shard {
  const [, index, of] = /^(\d+|auto)(?:\/(\d+))?$/.exec(text) ?? [];
  const number = (name: string) => (/^\d+$/.test(env[name] ?? "") ? Number(env[name]) : undefined);
  if (index === undefined || (index !== "auto" && of === undefined)) {
    throw new Error("It must be such as 2/8, the second of eight parts; auto in a Slurm array; or auto/8.");
  }
  if (index !== "auto") return checked({ index: Number(index), of: Number(of) });
  const task = number("SLURM_ARRAY_TASK_ID");
  const job = number("JOB_COMPLETION_INDEX");
  if (task !== undefined) {
    if (of !== undefined) {
      if (task === 0) throw new Error(`The array begins at 0, and with auto/${of} a task's number is its part, from 1: --array=1-${of}.`);
      return checked({ index: task, of: Number(of) });
    }
    const step = number("SLURM_ARRAY_TASK_STEP") ?? 1;
    const first = number("SLURM_ARRAY_TASK_MIN");
    const count = number("SLURM_ARRAY_TASK_COUNT");
    if (first === undefined || count === undefined) {
      throw new Error("SLURM_ARRAY_TASK_ID is set, but not SLURM_ARRAY_TASK_MIN and _COUNT: give the part, such as 2/8.");
    }
    // Else each task of those that are submitted again would take itself for one of them alone.
    if (first > 1) {
      throw new Error(`The array begins at ${first}, so these are not all parts: give the number of all, such as auto/8.`);
    }
    return checked({ index: (task - first) / step + 1, of: count });
  }
  if (job !== undefined && of === undefined) {
    throw new Error("JOB_COMPLETION_INDEX is set, which counts from 0 to a number that is not: give it, such as auto/8.");
  }
  if (job !== undefined) return checked({ index: job + 1, of: Number(of) });
  throw new Error("Neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set: give the part, such as 2/8.");
}

function checked({ index, of }: Shard): Shard {
  if (of < 1 || of > most) throw new Error(`${index}/${of}: there must be from 1 to ${most} parts.`);
  if (Number.isInteger(index) && index >= 1 && index <= of) return { index, of };
  throw new Error(`${index}/${of}: the part must be a whole number from 1 to ${of}.`);
}
