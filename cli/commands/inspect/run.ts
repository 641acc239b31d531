/** What the folder of a run holds: how far each arm and seed came, its network, and its checkpoints. */
import { basename, dirname } from "node:path";
import type { Language } from "../../../experiment/language.ts";
import { scoreOf } from "../../../experiment/metrics.ts";
import { printable } from "../../../experiment/printable.ts";
import { judgedSeeds } from "../../../experiment/tuning/trials.ts";
import { formatScore } from "../../../report/format.ts";
import type { Finding } from "../../../report/findings/finding.ts";
import { findings } from "../../../report/findings/findings.ts";
import { heading, language, said, translated } from "../../texts/language.ts";
import { startLines } from "../../../report/start.ts";
import { finalIndex } from "../../../report/statistics/arms.ts";
import { sentencesText } from "../../report/findings.ts";
import { InputError, reasonOf } from "../../errors.ts";
import { readModel } from "../../files/models.ts";
import { padEnd } from "../../pad.ts";
import { readResults } from "../../run/ended.ts";
import { CheckpointFiles, modelFile, namesIn, runName } from "../../run/folder.ts";
import { readRunFile } from "../../run/run-file.ts";
import { readCheckpoint } from "./arrays.ts";
import { readSearch, type SearchReport, searchText } from "./search.ts";
import { columns, facts, tableOf, title } from "./text.ts";

interface FileState {
  file: string;
  /** Why it cannot be used. */
  damage?: string;
}

interface CheckpointState extends FileState {
  iteration: number;
}

interface RunState {
  arm: string;
  seed: number;
  /** "unfinished" where there are no results yet. */
  status: string;
  failure?: string;
  /** Reached, by the results or the newest intact checkpoint. */
  iteration: number;
  iterations: number;
  testAccuracy?: number;
  /** Where rows have targets. */
  testRmse?: number;
  digest?: string;
  model?: FileState;
  checkpoints: CheckpointState[];
}

export interface RunReport {
  kind: "run";
  folder: string;
  status: string;
  experiment: string;
  about?: string;
  /** What arms begin with, where that is a trained network. */
  starts?: string[];
  usagi: string;
  date?: string;
  checkpointEvery?: number;
  /** Where settings are searched. */
  search?: SearchReport;
  /** What the results say; none of a run without. */
  findings: Finding[];
  runs: RunState[];
}

/**
 * @param language Of what arms begin with.
 * @throws InputError where the folder is not a run's, or its run.json or results.json is damaged.
 */
export async function readRun(folder: string, language: Language): Promise<RunReport> {
  const names = await listed(folder, namesIn(folder));
  const results = names.includes("results.json") ? await readResults(folder) : undefined;
  if (!results && !names.includes("run.json")) {
    throw new InputError(`${folder}: is no folder of a run: it has neither run.json nor results.json`);
  }
  const run = await readRunFile(folder).catch((error: unknown) => {
    // Results tell more; older runs have nothing else.
    if (results && error instanceof InputError) return undefined;
    throw error;
  });
  const { usagi, experiment: plan } = results ?? { usagi: run!.usagi, experiment: run!.resolved };
  const { arms, name, description } = plan;
  const seeds = judgedSeeds(plan);
  const starts = startLines(arms, language);
  const search = await readSearch(folder, run, results);
  const runs: RunState[] = [];
  for (const [i, arm] of arms.entries()) {
    for (const seed of seeds) {
      const result = results?.runs.find((one) => one.arm === arm.name && one.seed === seed);
      const ownName = runName(i + 1, arm.name, seed);
      const checkpoints = await checkpointsOf(folder, ownName);
      const reached = checkpoints.filter(({ damage }) => damage === undefined).at(-1)?.iteration ?? 0;
      const model = await modelOf(folder, ownName);
      const score = scoreOf(arm);
      const reachedTest = result?.[score.test]?.[finalIndex(result)];
      runs.push({
        arm: arm.name,
        seed,
        status: result?.status ?? "unfinished",
        ...(result?.failure !== undefined && { failure: result.failure }),
        // A run that was resumed and killed again is beyond its results.
        iteration: Math.max(result?.loss.length ?? 0, reached),
        iterations: arm.training.iterations,
        ...(reachedTest !== undefined && { [score.test]: reachedTest }),
        ...(result?.digest && { digest: result.digest }),
        ...(model && { model }),
        checkpoints,
      });
    }
  }
  return {
    kind: "run",
    folder,
    status: results?.status ?? "unfinished",
    experiment: name,
    ...(description !== undefined && { about: description }),
    ...(starts.length > 0 && { starts }),
    usagi,
    ...(results && { date: results.environment.date }),
    ...(run?.checkpointEvery !== undefined && { checkpointEvery: run.checkpointEvery }),
    ...(search && { search }),
    findings: results ? findings(results) : [],
    runs,
  };
}

/** @throws InputError where the folder cannot be read. */
async function listed<Result>(folder: string, list: Promise<Result>): Promise<Result> {
  return await list.catch((error: unknown) => {
    throw new InputError(`${folder}: ${reasonOf(error)}`);
  });
}

async function modelOf(folder: string, name: string): Promise<FileState | undefined> {
  const file = modelFile(folder, name);
  const models = dirname(file);
  return (await listed(models, namesIn(models))).includes(basename(file)) ? stateOf(file, readModel) : undefined;
}

async function checkpointsOf(folder: string, name: string): Promise<CheckpointState[]> {
  const checkpoints = new CheckpointFiles(folder, name);
  const states: CheckpointState[] = [];
  for (const { file, iteration } of await listed(checkpoints.folder, checkpoints.list())) {
    states.push({ iteration, ...(await stateOf(file, readCheckpoint)) });
  }
  return states;
}

async function stateOf(file: string, read: (file: string) => Promise<unknown>): Promise<FileState> {
  try {
    await read(file);
    return { file };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { file, damage: error.message.replace(`${file}: `, "") };
  }
}

export function runText(report: RunReport): string {
  const { folder, status, experiment: name, about, starts = [], usagi, date, checkpointEvery, search, runs } = report;
  const hasTargets = runs.some(({ testRmse }) => testRmse !== undefined);
  const rows = runs.map((run) => [
    run.arm,
    String(run.seed),
    heading(run.status),
    run.iteration === run.iterations ? String(run.iteration) : `${run.iteration}/${run.iterations}`,
    run.testRmse === undefined ? run.testAccuracy?.toFixed(4) ?? "–" : formatScore(run.testRmse, { sign: -1 }),
    run.model ? heading(run.model.damage === undefined ? "yes" : "damaged") : "–",
    String(run.checkpoints.length || "–"),
  ]);
  const right = "right" as const;
  const parts = [
    title(folder, said().theRun, heading(status)),
    facts([
      ["experiment", name], ["about", about], ...starts.map((line): [string, string] => ["start", line]), ["usagi-nn", usagi], ["date", date], ["checkpoints every", checkpointEvery],
    ]),
    ...(report.findings.length > 0 ? [sentencesText(report.findings, { colors: false, columns, language: language() })] : []),
    ...(search ? [searchText(search)] : []),
    tableOf(
      ["arm", "seed", "status", "iteration", hasTargets ? "test RMSE" : "final test", "network", "checkpoints"],
      ["left", right, "left", right, right, "left", right], rows,
    ),
  ];
  const failures = runs.flatMap(({ arm, seed, failure }) =>
    failure === undefined ? [] : [[said().run(arm, seed), translated(failure)]],
  );
  if (failures.length > 0) parts.push(tableOf(["failed", ""], ["left", "left"], failures));
  const relative = (file: string) => file.slice(folder.length).replace(/^[/\\]/, "");
  const found = runs.flatMap(({ model, checkpoints }) => [...(model ? [model] : []), ...checkpoints]);
  if (found.length > 0) {
    const state = ({ damage }: FileState) => heading(damage === undefined ? "intact" : "damaged");
    // Paths are not wrapped, so that they can be copied.
    parts.push(found.map((one) => printable(`${padEnd(state(one), 7)}  ${relative(one.file)}`)).join("\n"));
  }
  for (const { file, damage } of found) {
    if (damage !== undefined) parts.push(`${printable(relative(file))}:\n${tableOf([], ["left"], [[translated(damage)]])}`);
  }
  return parts.join("\n\n");
}
