/** What to print of a study in parts: of one part, and of those that are put together. */
import { relative } from "node:path";
import { printable } from "../../experiment/printable.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import { judgedSeeds } from "../../experiment/tuning/trials.ts";
import type { Host } from "../host.ts";
import { commandLine } from "../shell.ts";
import { said, translated } from "../texts/language.ts";
import type { Circumstances, Conclusion } from "./conclude.ts";
import type { Job } from "./execute.ts";
import { type Shard, shardOf, shardsIn, shardText, studyOf } from "./shard.ts";
import type { Trained } from "./train-all.ts";

/** The end of a part, or of a merging to which something is missing; undefined where there is a whole study to report. */
export async function concludePart(
  { experiment, folder, shard, merging = false }: Job, trained: Trained, circumstances: Circumstances, host: Host,
): Promise<Conclusion | undefined> {
  if (trained.unsaved !== undefined) return undefined;
  if (shard) return concludeShard(shard, trained, folder, circumstances, host);
  return merging && trained.left.length > 0 ? await concludeLeft(experiment, trained, folder, host) : undefined;
}

/** A run that diverged is a result as others are: 1 only where the machine ended one. */
function concludeShard(
  { index, of }: Shard, { outcomes, left }: Trained, folder: string, { resume, interrupted }: Circumstances, host: Host,
): Conclusion {
  const where = printable(folder);
  const words = said();
  if (left.some((place) => shardOf(place, of) === index)) {
    return { exitCode: interrupted, lines: ["", words.partInterrupted(where), words.goOn(printable(resume))] };
  }
  const lost = outcomes.filter(({ result: { status, digest } }) => status === "failed" && digest === "");
  const [first] = lost;
  if (first) {
    const { arm, seed, failure } = first.result;
    const what = words.lost(words.run(arm, seed), translated(failure ?? ""), lost.length - 1, resume);
    const error = `${words.error}${printable(what)}`;
    return { exitCode: 1, lines: [], error };
  }
  const study = studyOf(folder);
  const near = relative(host.cwd(), study) || ".";
  const merge = printable(commandLine(host, "merge", near.length < study.length ? near : study));
  return {
    exitCode: 0,
    lines: ["", words.partDone(index, of, where), words.mergeThem(merge)],
  };
}

/** Most commands that are listed. */
const mostLines = 20;

/** What is left of a study, and which parts have to be trained, or trained on, for it. */
async function concludeLeft(
  experiment: ResolvedExperiment, { outcomes, tuning, left }: Trained, folder: string, host: Host,
): Promise<Conclusion> {
  // Where there are several divisions, the finest is the latest that was asked for, as likely as not.
  const of = Math.max(...(await shardsIn(folder)).map((shard) => shard.of));
  const parts = [...new Set(left.map((place) => shardOf(place, of)))].sort((a, b) => a - b);
  const trials = tuning?.arms.flatMap((arm) => arm.trials) ?? [];
  const over = trials.filter(({ runs }) => runs.length > 0).length;
  const runs = experiment.arms.length * judgedSeeds(experiment).length;
  const done = outcomes.filter(({ result: { status } }) => status === "complete" || status === "failed").length;
  const words = said();
  const resume = commandLine(host, "resume", folder);
  const commands = parts.map((index) => `${resume} --shard ${shardText({ index, of })}`);
  const shown = commands.slice(0, mostLines).map((command) => `  ${printable(command)}`);
  if (commands.length > mostLines) shown.push(`  ${words.more(commands.length - mostLines)}`);
  return {
    exitCode: 1,
    lines: [
      "", words.partsHave(tuning && { over, of: trials.length }, done, runs, parts.length, of), ...shown,
      words.thenAgain(printable(commandLine(host, "merge", folder))), words.orHere(printable(resume)),
    ],
  };
}
