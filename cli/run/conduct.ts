/** What `run` and `resume` have in common: trains, shows progress, and saves the results. */
import { availableParallelism, cpus, totalmem } from "node:os";
import picocolors from "picocolors";
import { MAX_BYTES } from "../../bindings/arena.ts";
import { compile } from "../../bindings/compile.ts";
import { printable } from "../../experiment/printable.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import type { FirstLayer, Results, RunResult } from "../../experiment/results.ts";
import { describe } from "../../experiment/training.ts";
import { Network } from "../../bindings/network.ts";
import type { LoadedDataset } from "../files/dataset.ts";
import { errorCode, InputError, reasonOf } from "../errors.ts";
import type { Host } from "../host.ts";
import { version } from "../package.ts";
import { Progress } from "./progress.ts";
import { isOver, removeCheckpoints } from "./folder.ts";
import { shellWord } from "../shell.ts";
import { trainAll } from "./pool.ts";
import type { Outcome } from "./worker.ts";

export interface Plan {
  experiment: ResolvedExperiment;
  /** As `hashExperiment` gives it. */
  experimentHash: string;
  data: LoadedDataset;
  folder: string;
  /** Iterations between checkpoints. */
  checkpointEvery?: number | undefined;
  /** Go on from the checkpoints in the folder. */
  resume: boolean;
}

export interface Options {
  /** Default: every core. */
  threads?: number;
  /** Print nothing but errors. */
  quiet?: boolean;
}

const signals = ["SIGINT", "SIGTERM"] as const;

/** Refuses networks that cannot fit, alone or as many at once as there are threads. */
export async function requireMemory(
  { arms, seeds }: ResolvedExperiment, { train }: LoadedDataset, options: Options,
): Promise<void> {
  const module = await compile();
  const bytes = arms.map((arm) => Network.bytes(module, describe(arm, 0, train)));
  const tooLarge = bytes.findIndex((need) => need > MAX_BYTES);
  if (tooLarge >= 0) {
    throw new InputError(
      `arm ${arms[tooLarge]!.name} needs ${digits(bytes[tooLarge]!)} bytes of memory; WebAssembly can address ` +
        `${digits(MAX_BYTES)}. Use fewer units or a smaller batchSize`,
    );
  }
  const atOnce = bytes.flatMap((need) => seeds.map(() => need)).sort((a, b) => b - a).slice(0, threadsOf(options));
  const total = atOnce.reduce((sum, need) => sum + need, 0);
  if (total > totalmem()) {
    throw new InputError(
      `${atOnce.length} networks at once need ${digits(total)} bytes of memory; this machine has ` +
        `${digits(totalmem())}. Use fewer units, a smaller batchSize or fewer --threads`,
    );
  }
}

const digits = (n: number) => n.toLocaleString("en");

/** @returns The exit code: 0 done, 1 a run failed or something could not be saved, 130 interrupted. */
export async function conduct(plan: Plan, options: Options, host: Host): Promise<number> {
  const { experiment, experimentHash, data, folder, checkpointEvery, resume } = plan;
  const threads = threadsOf(options);
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
  const shown = {
    arms: arms.map((arm) => ({ name: arm.name, iterations: arm.training.iterations })),
    seeds: seeds.length,
  };
  const progress = options.quiet
    ? undefined
    : new Progress(host.stdout, shown, { live, colors: picocolors.createColors(colors) });
  const warn = (text: string) => {
    if (live) progress?.note(`warning: ${printable(text)}`);
    else host.stderr.write(`warning: ${printable(text)}\n`);
  };

  const interrupt = new Int32Array(new SharedArrayBuffer(4));
  const stop = () => {
    if (Atomics.exchange(interrupt, 0, 1) !== 0) host.exit(130);
    progress?.note("Stopping after the current step; again to quit at once, without saving.");
  };
  for (const signal of signals) host.on(signal, stop);
  try {
    const saving = {
      folder, checkpointEvery, resume, experiment: name, experimentHash,
      image: `${data.imageRows}x${data.imageColumns}`,
    };
    const [outcomes, report] = await Promise.all([
      trainAll(experiment, data, threads, interrupt, saving, progress, warn),
      import("../report/index.ts"), // while the threads train: it takes a quarter of a second
    ]);
    progress?.close();
    const goOn = `go on with: resume ${printable(shellWord(folder))}`;
    const unsaved = outcomes.find((outcome) => outcome.unsaved !== undefined)?.unsaved;
    if (unsaved !== undefined) {
      const told = printable(`${folder}: ${unsaved}. What was saved before is intact; once that is put right, `);
      host.stderr.write(`error: ${told}${goOn}\n`);
      return 1;
    }
    if (outcomes.every(({ result }) => result.status === "not started")) {
      host.stderr.write(`Interrupted before the first step: there is nothing to save; ${goOn}\n`);
      return 130;
    }
    const results = gather(experiment, outcomes, threads);
    say(report.summaryTable(results, { colors, columns: host.stdout.columns ?? 80 }));
    const over = isOver(results);
    const keep = checkpointEvery !== undefined || !over;
    let names: string[];
    try {
      names = await report.writeReport(folder, results, { firstLayers: firstLayers(outcomes, data) });
      if (!keep) await removeCheckpoints(folder);
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      const reason = printable(`${folder}: the results could not be saved: ${reasonOf(error)}`);
      host.stderr.write(`error: ${reason}. The networks are saved; once that is put right, ${goOn}\n`);
      return 1;
    }
    const interrupted = results.status === "interrupted";
    const saved = interrupted ? "Interrupted; what was done is saved in" : "Saved in";
    const folders = keep ? ["models/", "checkpoints/"] : ["models/"];
    say(`\n${saved} ${printable(folder)}:\n  ${[...names, ...folders].join(", ")}`);
    if (!over) say(`${goOn[0]!.toUpperCase()}${goOn.slice(1)}`);
    if (interrupted) return 130;
    return results.status === "failed" ? 1 : 0;
  } finally {
    progress?.close();
    for (const signal of signals) host.off(signal, stop);
  }
}

const threadsOf = ({ threads }: Options) => threads ?? availableParallelism();

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
