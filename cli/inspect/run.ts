/** What the folder of a run holds: how far each arm and seed came, its network, and its checkpoints. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { errorCode, InputError, reasonOf } from "../errors.ts";
import { readWhole } from "../files.ts";
import { readModel } from "../models.ts";
import { readRunFile } from "../run-folder.ts";
import { readCheckpoint } from "./arrays.ts";
import { facts, tableOf, title } from "./text.ts";

/** Of results.json with some millions of losses. */
const maxJsonBytes = 2 ** 28;

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
  usagi: string;
  date?: string;
  checkpointEvery?: number;
  runs: RunState[];
}

const experiment = z.object({
  name: z.string(),
  description: z.string().optional(),
  seeds: z.array(z.number()),
  arms: z.array(z.object({ name: z.string(), training: z.object({ iterations: z.number() }) })),
});
const resultsJson = z.object({
  usagi: z.string(),
  experiment,
  environment: z.object({ date: z.string() }),
  status: z.string(),
  runs: z.array(
    z.object({
      arm: z.string(),
      seed: z.number(),
      status: z.string(),
      failure: z.string().optional(),
      loss: z.array(z.number().nullable()),
      testAccuracy: z.array(z.number()),
      digest: z.string(),
    }),
  ),
});

/** @throws InputError where the folder is not a run's, or its run.json or results.json is damaged. */
export async function readRun(folder: string): Promise<RunReport> {
  const run = (await namesIn(folder)).includes("run.json") ? await readRunFile(folder) : undefined;
  const results = await readJson(folder, "results.json", resultsJson);
  const plan = results ?? (run && { usagi: run.usagi, experiment: run.resolved });
  if (!plan) throw new InputError(`${folder}: is no folder of a run: it has neither run.json nor results.json`);
  const { arms, seeds, name, description } = plan.experiment;
  const runs: RunState[] = [];
  for (const [i, arm] of arms.entries()) {
    for (const seed of seeds) {
      const result = results?.runs.find((one) => one.arm === arm.name && one.seed === seed);
      const checkpoints = await checkpointsOf(folder, i + 1, seed);
      const reached = checkpoints.filter(({ damage }) => damage === undefined).at(-1)?.iteration ?? 0;
      const model = await modelOf(folder, i + 1, seed);
      const testAccuracy = result?.testAccuracy.at(-1);
      runs.push({
        arm: arm.name,
        seed,
        status: result?.status ?? "unfinished",
        ...(result?.failure !== undefined && { failure: result.failure }),
        iteration: Math.max(result?.loss.length ?? 0, reached),
        iterations: arm.training.iterations,
        ...(testAccuracy !== undefined && { testAccuracy }),
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
    usagi: plan.usagi,
    ...(results && { date: results.environment.date }),
    ...(run?.checkpointEvery !== undefined && { checkpointEvery: run.checkpointEvery }),
    runs,
  };
}

/** A file of the folder; undefined where there is none. */
async function readJson<Schema extends z.ZodType>(
  folder: string, name: string, schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const file = join(folder, name);
  if (!(await namesIn(folder)).includes(name)) return undefined;
  const bytes = await readWhole(file, maxJsonBytes);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    throw new InputError(`${file}: is no JSON: it was damaged or changed`);
  }
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  throw new InputError(`${file}: is not what a run writes: ${issue!.path.join(".") || "it"}: ${issue!.message}`);
}

/** Names of a folder's entries; none where there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw new InputError(`${folder}: ${reasonOf(error)}`);
  }
}

/** Of the entries that belong to the k-th arm, counted from 1, and a seed. */
function named(names: string[], k: number, seed: number, ending: string): string | undefined {
  return names.find((name) => name.startsWith(`${k}-`) && name.endsWith(`-seed${seed}${ending}`));
}

async function modelOf(folder: string, k: number, seed: number): Promise<FileState | undefined> {
  const models = join(folder, "models");
  const name = named(await namesIn(models), k, seed, ".safetensors");
  return name === undefined ? undefined : stateOf(join(models, name), readModel);
}

async function checkpointsOf(folder: string, k: number, seed: number): Promise<CheckpointState[]> {
  const all = join(folder, "checkpoints");
  const name = named(await namesIn(all), k, seed, "");
  if (name === undefined) return [];
  const states: CheckpointState[] = [];
  for (const file of (await namesIn(join(all, name))).sort()) {
    const iteration = /^(\d{10})\.safetensors$/.exec(file)?.[1];
    if (iteration === undefined) continue;
    states.push({ iteration: Number(iteration), ...(await stateOf(join(all, name, file), readCheckpoint)) });
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

export function runText({ folder, status, experiment: name, about, usagi, date, checkpointEvery, runs }: RunReport): string {
  const intact = ({ damage }: FileState) => (damage === undefined ? "intact" : `damaged: ${damage}`);
  const rows = runs.map((run) => [
    run.arm,
    String(run.seed),
    run.status,
    run.iteration === run.iterations ? String(run.iteration) : `${run.iteration}/${run.iterations}`,
    run.testAccuracy?.toFixed(4) ?? "–",
    run.model ? (run.model.damage === undefined ? "yes" : "damaged") : "–",
    String(run.checkpoints.length || "–"),
  ]);
  const right = "right" as const;
  const parts = [
    title(folder, "the run of an experiment", status),
    facts([
      ["experiment", name], ["about", about], ["usagi-nn", usagi], ["date", date], ["checkpoints every", checkpointEvery],
    ]),
    tableOf(
      ["arm", "seed", "status", "iteration", "final test", "network", "checkpoints"],
      ["left", right, "left", right, right, "left", right], rows,
    ),
  ];
  const failures = runs.flatMap(({ arm, seed, failure }) =>
    failure === undefined ? [] : [[`${arm}, seed ${seed}`, failure]],
  );
  if (failures.length > 0) parts.push(tableOf(["failed", ""], ["left", "left"], failures));
  const relative = (file: string) => file.slice(folder.length).replace(/^[/\\]/, "");
  const found = runs.flatMap(({ model, checkpoints }) => [...(model ? [model] : []), ...checkpoints]);
  if (found.length > 0) {
    parts.push(tableOf(["file", ""], ["left", "left"], found.map((state) => [relative(state.file), intact(state)])));
  }
  return parts.join("\n\n");
}
