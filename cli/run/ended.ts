/** Whether and how the run of a folder has ended. */
import { join } from "node:path";
import { type Results, resultsSchema } from "../../experiment/results.ts";
import { errorCode, InputError } from "../errors.ts";
import { readWhole } from "../files/whole.ts";

/**
 * Whether every run came to its own end. One without a digest was ended by the machine, for want of memory say, and
 * can be tried again; so can a trial. Where all trials of an arm diverged, there is nothing to run.
 */
export function isOver({ status, runs, tuning }: Pick<Results, "status" | "runs" | "tuning">): boolean {
  const trained = ({ digest }: { digest: string }) => digest !== "";
  const hopeless = tuning?.arms.filter(({ chosen, trials }) => chosen === null && trials.every((trial) => trial.runs.every(trained)));
  return status !== "interrupted" && runs.every((run) => trained(run) || hopeless?.some(({ arm }) => arm === run.arm));
}

/** What the bytes of results.json hold. @throws InputError that names the file where it was damaged or changed. */
export function parseResults(file: string, bytes: Buffer): Results {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    throw new InputError(`${file}: is no JSON: it was damaged or changed`);
  }
  const { success, error } = resultsSchema.safeParse(value);
  // Not zod's copy, which has keys in another order.
  if (success) return value as Results;
  const [issue] = error.issues;
  throw new InputError(`${file}: is not what a run writes: ${issue!.path.join(".") || "it"}: ${issue!.message}`);
}

/** Of results.json with some millions of losses. */
const maxBytes = 2 ** 28;

/** @throws InputError where the folder has none, or they were damaged. */
export async function readResults(folder: string): Promise<Results> {
  const file = join(folder, "results.json");
  return parseResults(file, await readWhole(file, maxBytes));
}

/** How the run of a folder ended; undefined where it is not over, or its results are missing or damaged. */
export async function endOf(folder: string): Promise<"complete" | "failed" | undefined> {
  const file = join(folder, "results.json");
  const bytes = await readWhole(file).catch((error: unknown) => {
    if (error instanceof InputError && errorCode(error.cause) === "ENOENT") return undefined;
    throw error;
  });
  if (!bytes) return undefined;
  try {
    const results = parseResults(file, bytes);
    const { status } = results;
    return (status === "complete" || status === "failed") && isOver(results) ? status : undefined;
  } catch {
    return undefined;
  }
}
