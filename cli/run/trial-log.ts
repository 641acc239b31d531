/**
 * trials.jsonl: the trials of a search that are over, a line each as JSON, so that none is trained twice. A line ends
 * with its checksum: the SHA-256 of all that stands before it.
 */
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { type TrialRun, trialRun } from "../../experiment/results.ts";
import { errorCode, InputError } from "../errors.ts";
import { readWhole, sync, writeWhole } from "../files/whole.ts";
import { TRIALS } from "./folder.ts";

const maxBytes = 2 ** 28;

const entrySchema = z.object({
  experimentHash: z.string(),
  arm: z.string(),
  /** After how many steps it was to end: with halving a trial ends several times. */
  until: z.number(),
  run: trialRun,
});
export type Entry = z.infer<typeof entrySchema>;

export interface LoggedTrials {
  entries: Entry[];
  /** Lines that cannot be used, counted from 1, and why. */
  faults: { line: number; reason: string }[];
  /** Whether a last line was cut short, by a process that was killed. */
  torn: boolean;
}

/** What the bytes of trials.jsonl hold. @param experimentHash Trials of another experiment are faults. */
export function parseTrials(bytes: Buffer, experimentHash: string): LoggedTrials {
  const lines = bytes.toString().split("\n");
  const torn = lines.pop() !== "";
  const logged: LoggedTrials = { entries: [], faults: [], torn };
  for (const [i, line] of lines.entries()) {
    const entry = parseLine(line);
    const reason = entry === undefined ? "is damaged" : "is of another experiment";
    if (entry?.experimentHash === experimentHash) logged.entries.push(entry);
    else logged.faults.push({ line: i + 1, reason });
  }
  return logged;
}

function parseLine(line: string): Entry | undefined {
  const [, text, checksum] = /^(.*),"checksum":"([0-9a-f]{64})"\}$/.exec(line) ?? [];
  if (text === undefined || checksumOf(text) !== checksum) return undefined;
  const entry: unknown = JSON.parse(`${text}}`);
  // Not zod's copy, which has keys in another order: results.json is the same after a resume, to the letter.
  return entrySchema.safeParse(entry).success ? (entry as Entry) : undefined;
}

export function trialLine(entry: Entry): string {
  const text = JSON.stringify(entry).slice(0, -1);
  return `${text},"checksum":"${checksumOf(text)}"}\n`;
}

const checksumOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** The trials in a folder; none where there is no such file. */
export async function readTrials(folder: string, experimentHash: string): Promise<LoggedTrials> {
  const bytes = await readWhole(join(folder, TRIALS), maxBytes).catch((error: unknown) => {
    if (error instanceof InputError && errorCode(error.cause) === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
  return parseTrials(bytes, experimentHash);
}

/**
 * Once no trial is to be added: each arm's in the order of stages, trials and seeds, whichever was over first, so that
 * the file depends on the experiment alone.
 * @param arms The experiment's, by name. @throws The system's error where it cannot be written.
 */
export async function sortTrials(folder: string, experimentHash: string, arms: readonly string[]): Promise<void> {
  const { entries } = await readTrials(folder, experimentHash);
  entries.sort((a, b) =>
    arms.indexOf(a.arm) - arms.indexOf(b.arm) || a.until - b.until || a.run.trial - b.run.trial || a.run.seed - b.run.seed);
  if (entries.length > 0) await writeWhole(join(folder, TRIALS), entries.map(trialLine).join(""));
}

export const keyOf = (arm: string, until: number, { trial, seed }: Pick<TrialRun, "trial" | "seed">) =>
  JSON.stringify([arm, until, trial, seed]);

export class TrialLog {
  readonly #file: string;
  readonly #experimentHash: string;
  readonly #known: Map<string, TrialRun>;
  #opened: FileHandle | undefined;
  #written: Promise<void> = Promise.resolve();

  private constructor(file: string, experimentHash: string, known: Map<string, TrialRun>) {
    this.#file = file;
    this.#experimentHash = experimentHash;
    this.#known = known;
  }

  /**
   * The log in a folder. Lines that cannot be used are told, and kept in another file.
   * @param merged Another folder, whose trials are known as well.
   */
  static async open(folder: string, experimentHash: string, warn: (text: string) => void, merged?: string): Promise<TrialLog> {
    const file = join(folder, TRIALS);
    const { entries, faults, torn } = await readTrials(folder, experimentHash);
    if (faults.length > 0) {
      const aside = `${file}.damaged`;
      await writeWhole(aside, await readWhole(file, maxBytes));
      const [{ line, reason }] = faults as [LoggedTrials["faults"][number]];
      const others = faults.length > 1 ? `, and ${faults.length - 1} more` : "";
      warn(`${file}: line ${line} ${reason}${others}: these trials are trained again; the file is kept as ${aside}`);
    }
    if (faults.length > 0 || torn) await writeWhole(file, entries.map(trialLine).join(""));
    const others = merged === undefined ? [] : (await readTrials(merged, experimentHash)).entries;
    const known = new Map([...others, ...entries].map(({ arm, until, run }) => [keyOf(arm, until, run), run]));
    return new TrialLog(file, experimentHash, known);
  }

  /** A trial of an arm with a seed, after so many steps, if it is over. */
  find(arm: string, until: number, of: { trial: number; seed: number }): TrialRun | undefined {
    return this.#known.get(keyOf(arm, until, of));
  }

  /** @throws The system's error where it cannot be written, or one before it could not. */
  async add(arm: string, until: number, run: TrialRun): Promise<void> {
    const line = trialLine({ experimentHash: this.#experimentHash, arm, until, run });
    this.#written = this.#written.then(async () => {
      this.#opened ??= await open(this.#file, "a");
      await this.#opened.appendFile(line);
      await sync(this.#opened);
    });
    await this.#written;
  }

  /** Once everything is written, or could not be. */
  async close(): Promise<void> {
    await this.#written.catch(() => {});
    await this.#opened?.close();
  }
}
