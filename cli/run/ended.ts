/** Whether and how the run of a folder has ended. */
import { join } from "node:path";
import { type Results, resultsSchema } from "../../experiment/results.ts";
import { errorCode, InputError } from "../errors.ts";
import { readWhole } from "../files/whole.ts";

/**
 * Whether every run came to its own end. One without a digest was ended by the machine, for want of memory say, and
 * can be tried again.
 */
export function isOver({ status, runs }: Pick<Results, "status" | "runs">): boolean {
  return status !== "interrupted" && runs.every(({ digest }) => digest !== "");
}

/** How the run of a folder ended; undefined where it is not over, or its results are missing or unreadable. */
export async function endOf(folder: string): Promise<"complete" | "failed" | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readWhole(join(folder, "results.json"));
  } catch (error) {
    if (error instanceof InputError && errorCode(error.cause) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const results = resultsSchema.parse(JSON.parse(bytes.toString()));
    const { status } = results;
    return (status === "complete" || status === "failed") && isOver(results) ? status : undefined;
  } catch {
    return undefined;
  }
}
