/** Reads what a run begins with, as threads, a run that goes on and `explain` do; it loads none of the checks of experiments. */
import type { ResolvedArm } from "../../experiment/resolve.ts";
import { digestOf } from "../../experiment/start.ts";
import { errorCode, InputError } from "../errors.ts";
import { type FoundStart, startDigest, startIn } from "../files/start.ts";
import { readWhole } from "../files/whole.ts";
import { startFile } from "./folder.ts";

/** What a run of an arm begins with; undefined where its first weights are drawn. @throws InputError as `startIn` does. */
export async function readStart(folder: string, { from }: ResolvedArm, seed: number): Promise<FoundStart | undefined> {
  if (!from) return undefined;
  const digest = digestOf(from, seed);
  if (digest === undefined) throw new InputError(`${folder}: run.json does not say what seed ${seed} begins with; begin the run anew`);
  const file = startFile(folder, digest);
  const start = startIn(file, await readWhole(file).catch((error: unknown) => {
    const what = `${file}: the network that it begins with (${from.path}) is missing`;
    throw error instanceof InputError && errorCode(error.cause) === "ENOENT" ? new InputError(`${what}: put it there again`) : error;
  }));
  if (startDigest(start, from) === digest) return start;
  throw new InputError(`${file}: is another network than the one that it is named after: it was damaged or changed`);
}
