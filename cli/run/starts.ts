/**
 * Copies of the trained networks that arms begin with, in the folder of a run, wherever the networks were found:
 * `read-start.ts` reads them.
 */
import { copyFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { ResolvedArm, ResolvedExperiment } from "../../experiment/resolve.ts";
import { digestOf } from "../../experiment/start.ts";
import { judgedSeeds, tuningSeeds } from "../../experiment/tuning/trials.ts";
import { writeWhole } from "../files/whole.ts";
import { startFile, startsIn } from "./folder.ts";
import { readStart } from "./read-start.ts";

/** Every seed that an arm is trained with. */
export const seedsOf = (experiment: ResolvedExperiment, arm: ResolvedArm) =>
  [...(arm.search ? tuningSeeds(experiment) : []), ...judgedSeeds(experiment)];

/** Whether two experiments differ in nothing but the bits of the networks that they begin with. */
export function begunOtherwise(one: ResolvedExperiment, other: ResolvedExperiment): boolean {
  const text = (experiment: ResolvedExperiment, all: boolean) =>
    JSON.stringify(experiment, (key, value: unknown) => (key === "digest" && !all ? undefined : value));
  return text(one, true) !== text(other, true) && text(one, false) === text(other, false);
}

/** Writes them into the folder of a run, each once: files' bytes by the digest of what is taken of them. */
export async function writeStarts(folder: string, all: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [digest, bytes] of all) await writeWhole(startFile(folder, digest), bytes);
}

/** Requires what a run that goes on begins with. @throws InputError as `readStart` does. */
export async function requireStarts(folder: string, experiment: ResolvedExperiment): Promise<void> {
  const seen = new Set<string | undefined>();
  for (const arm of experiment.arms) {
    for (const seed of arm.from ? seedsOf(experiment, arm) : []) {
      const digest = digestOf(arm.from!, seed);
      if (!seen.has(digest)) await readStart(folder, arm, seed);
      seen.add(digest);
    }
  }
}

/** Copies what a run begins with to another folder of it: of the whole study, or of a part. */
export async function copyStarts(folder: string, from: string): Promise<void> {
  for (const digest of await startsIn(from)) {
    const copy = startFile(folder, digest);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(startFile(from, digest), copy);
  }
}
