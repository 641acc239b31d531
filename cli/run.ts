/** `run`: trains every arm with every seed on worker threads, shows progress, and saves the results. */
import { access, constants, mkdir, readdir } from "node:fs/promises";
import { availableParallelism, cpus, totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import picocolors from "picocolors";
import { MAX_BYTES } from "../bindings/arena.ts";
import { compile } from "../bindings/compile.ts";
import { printable } from "../bindings/experiment/printable.ts";
import type { ResolvedExperiment } from "../bindings/experiment/resolve.ts";
import type { FirstLayer, Results, RunResult } from "../bindings/experiment/results.ts";
import { describe } from "../bindings/experiment/training.ts";
import { Network } from "../bindings/network.ts";
import { type LoadedDataset, loadDataset } from "./dataset.ts";
import { errorCode, InputError, reasonOf } from "./errors.ts";
import { readExperiment } from "./experiment.ts";
import type { Host } from "./main.ts";
import type { Override } from "./overrides.ts";
import { version } from "./package.ts";
import { Progress } from "./progress.ts";
import { summaryTable, writeReport } from "./report/index.ts";
import { trainAll } from "./train-all.ts";
import type { Outcome } from "./worker.ts";

export interface RunOptions {
  /** Folder of the results; default runs/<name of the experiment>. */
  out?: string;
  overrides: Override[];
  threads?: number;
  /** Write into a folder that is not empty. */
  force: boolean;
  /** Print nothing but errors. */
  quiet: boolean;
}

/**
 * @returns The exit code: 0 done, 1 a run failed or nothing could be saved, 130 interrupted.
 * @throws InputError before any training, where the input or the folder of the results is not usable.
 */
export async function run(file: string, options: RunOptions, host: Host): Promise<number> {
  const experiment = await readExperiment(file, options.overrides);
  const folder = options.out ?? join("runs", experiment.name);
  await requireFree(folder, options.force);
  const data = await loadDataset(experiment.dataset, dirname(resolve(file)));
  const threads = options.threads ?? availableParallelism();
  requireMemory(experiment, data, await compile(), threads);
  await prepare(folder);

  const live = host.stdout.isTTY === true && host.env["TERM"] !== "dumb";
  const colors = host.stdout.isTTY === true && !host.env["NO_COLOR"];
  const say = (text: string) => {
    if (!options.quiet) host.stdout.write(`${text}\n`);
  };
  const { arms, seeds, name } = experiment;
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  say(
    `${name}: ${count(arms.length, "arm")} × ${count(seeds.length, "seed")}, ` +
      `${data.train.size} training and ${data.test.size} test images, ${count(threads, "thread")}`,
  );
  const plan = {
    arms: arms.map((arm) => ({ name: arm.name, iterations: arm.training.iterations })),
    seeds: seeds.length,
  };
  const progress = options.quiet
    ? undefined
    : new Progress(host.stdout, plan, { live, colors: picocolors.createColors(colors) });

  const interrupt = new Int32Array(new SharedArrayBuffer(4));
  const stop = () => {
    if (Atomics.exchange(interrupt, 0, 1) !== 0) host.exit(130);
    progress?.note("Stopping after the current step; again to quit at once, without saving.");
  };
  for (const signal of signals) host.on(signal, stop);
  try {
    const outcomes = await trainAll(experiment, data, threads, interrupt, progress);
    progress?.close();
    if (outcomes.every(({ result }) => result.status === "not started")) {
      host.stderr.write("Interrupted before the first step: there is nothing to save.\n");
      return 130;
    }
    const results = gather(experiment, outcomes, threads);
    const names = await save(folder, results, firstLayers(outcomes, data), host);
    say(summaryTable(results, { colors, columns: host.stdout.columns ?? 80 }));
    if (names === undefined) return 1;
    const saved = results.status === "interrupted" ? "Interrupted; what was done is saved in" : "Saved in";
    say(`\n${saved} ${printable(folder)}:\n  ${names.join(", ")}`);
    if (results.status === "interrupted") return 130;
    return results.status === "failed" ? 1 : 0;
  } finally {
    progress?.close();
    for (const signal of signals) host.off(signal, stop);
  }
}

const signals = ["SIGINT", "SIGTERM"] as const;

async function requireFree(folder: string, force: boolean): Promise<void> {
  try {
    const entries = await readdir(folder);
    if (entries.length === 0 || force) return;
    const content = entries.includes("results.json") ? "holds the results of an earlier run" : "is not empty";
    throw new InputError(`${folder} ${content}: choose another folder with --out, or overwrite with --force`);
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (errorCode(error) !== "ENOENT") throw new InputError(`${folder}: ${reasonOf(error)}`);
  }
}

/** Refuses networks that cannot fit, alone or as many at once as there are threads. */
function requireMemory(
  { arms, seeds }: ResolvedExperiment, { train }: LoadedDataset, module: WebAssembly.Module, threads: number,
): void {
  const bytes = arms.map((arm) => Network.bytes(module, describe(arm, 0, train)));
  const tooLarge = bytes.findIndex((need) => need > MAX_BYTES);
  if (tooLarge >= 0) {
    throw new InputError(
      `arm ${arms[tooLarge]!.name} needs ${digits(bytes[tooLarge]!)} bytes of memory; WebAssembly can address ` +
        `${digits(MAX_BYTES)}. Use fewer units or a smaller batchSize`,
    );
  }
  const atOnce = bytes.flatMap((need) => seeds.map(() => need)).sort((a, b) => b - a).slice(0, threads);
  const total = atOnce.reduce((sum, need) => sum + need, 0);
  if (total > totalmem()) {
    throw new InputError(
      `${atOnce.length} networks at once need ${digits(total)} bytes of memory; this machine has ` +
        `${digits(totalmem())}. Use fewer units, a smaller batchSize or fewer --threads`,
    );
  }
}

const digits = (n: number) => n.toLocaleString("en");

/** Makes the folder, so that a run does not first train and then find that it cannot write. */
async function prepare(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new InputError(`${folder}: results cannot be written there: ${reasonOf(error)}`);
  }
}

function gather(experiment: ResolvedExperiment, outcomes: Outcome[], threads: number): Results {
  const runs = outcomes.map(({ result }) => result);
  const some = (...statuses: RunResult["status"][]) => runs.some(({ status }) => statuses.includes(status));
  return {
    formatVersion: 1,
    usagi: version,
    experiment,
    environment: {
      node: process.version,
      platform: process.platform,
      arch: process.arch,
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      threads,
      date: new Date().toISOString(),
    },
    status: some("interrupted", "not started") ? "interrupted" : some("failed") ? "failed" : "complete",
    runs,
  };
}

function firstLayers(outcomes: Outcome[], { train, imageRows, imageColumns }: LoadedDataset): FirstLayer[] {
  return outcomes.flatMap(({ result: { arm, seed }, firstLayerWeight: weight }) => {
    if (!weight) return [];
    const { inputs } = train;
    return { arm, seed, weight, inputs, units: weight.length / inputs, imageRows, imageColumns };
  });
}

/** @returns The names of the files, or undefined after telling why they could not be written. */
async function save(folder: string, results: Results, layers: FirstLayer[], host: Host) {
  try {
    return await writeReport(folder, results, { firstLayers: layers });
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    const reason = printable(`the results could not be saved in ${folder}: ${reasonOf(error)}`);
    host.stderr.write(`error: ${reason}\n`);
    return undefined;
  }
}
