/** One process at a time writes into the folder of a run. */
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { hostname, uptime } from "node:os";
import { join } from "node:path";
import { errorCode, InputError } from "../errors.ts";
import { readWhole } from "../files/whole.ts";
import { written } from "./folder.ts";

export const LOCK_FILE = "run.lock";
const maxLockBytes = 1000;
/** In which a process that made the file has written it. */
const writingMilliseconds = 5000;

/**
 * Calls `use` while this process keeps the folder, which it makes. A process that was killed keeps nothing: its file
 * is taken over.
 * @throws InputError where another process has the folder, or nothing can be written there.
 */
export async function locked<Result>(folder: string, use: () => Promise<Result>): Promise<Result> {
  const unlock = await written(folder, () => lock(folder));
  try {
    return await use();
  } finally {
    await unlock();
  }
}

/** @returns What gives the folder free again. */
async function lock(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, LOCK_FILE);
  const own = JSON.stringify({ pid: process.pid, host: hostname(), ...attempt() });
  for (;;) {
    const opened = await open(file, "wx").catch((error: unknown) => {
      if (errorCode(error) !== "EEXIST") throw error;
    });
    const unlock = () => rm(file, { force: true });
    if (opened) {
      try {
        await opened.writeFile(own);
        return unlock;
      } catch (error) {
        await unlock();
        throw error;
      } finally {
        await opened.close();
      }
    }
    await requireUnlocked(folder);
    await removeStale(file);
  }
}

/** @throws InputError where another process writes into the folder. */
export async function requireUnlocked(folder: string): Promise<void> {
  const file = join(folder, LOCK_FILE);
  const holder = await holderOf(file);
  if (holder === undefined) return;
  throw new InputError(
    `${folder}: a run is going on there (${holder}): wait for it or stop it; if there is none, remove ${file}`,
  );
}

/** The process that holds the lock; undefined where none does, or it has ended. */
async function holderOf(file: string): Promise<string | undefined> {
  try {
    const { mtimeMs } = await stat(file);
    const holder = parse((await readWhole(file, maxLockBytes)).toString());
    if (!holder) return Date.now() - mtimeMs < writingMilliseconds ? "it has just begun" : undefined;
    const { pid, host, job, restarts } = holder;
    const started = Date.now() - uptime() * 1000;
    const own = attempt();
    // A process of another machine cannot be asked; but Slurm starts a job again only where no other try of it is left.
    const isRequeued = own !== undefined && job === own.job && restarts !== own.restarts;
    const gone = isRequeued || (host === hostname() && (mtimeMs < started || pid === process.pid || !isAlive(pid)));
    return gone ? undefined : `process ${pid} on ${host}`;
  } catch (error) {
    if (errorCode(error instanceof InputError ? error.cause : error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Of the Slurm job that this process belongs to, if it does: which one, and how often it was requeued. */
function attempt(): { job: string; restarts: string } | undefined {
  const { SLURM_JOB_ID: job, SLURM_RESTART_COUNT: restarts = "0" } = process.env;
  return job === undefined ? undefined : { job, restarts };
}

interface Holder {
  pid: number;
  host: string;
  job?: string;
  restarts?: string;
}

function parse(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Holder;
    return Number.isSafeInteger(holder.pid) && typeof holder.host === "string" ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) !== "ESRCH"; // EPERM: of another user
  }
}

/** Removes a file that nobody holds, but not one that another process has put in its place meanwhile. */
async function removeStale(file: string): Promise<void> {
  const aside = join(file, "..", `.${LOCK_FILE}.${process.pid}-0-0.tmp`);
  try {
    await rename(file, aside);
    if ((await holderOf(aside)) === undefined) await rm(aside, { force: true });
    else await rename(aside, file);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}
