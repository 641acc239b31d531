/** `work`: trains what others send to a queue, until it is stopped. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { resolve } from "node:path";
import type { Command } from "commander";
import { printable } from "../../experiment/printable.ts";
import { InputError, ofInput } from "../errors.ts";
import { mnistFolder } from "../../experiment/data/mnist.ts";
import { endingSignals, exitCodeOf, type Host } from "../host.ts";
import { version } from "../package.ts";
import { announce } from "../queue/announce.ts";
import { queueAddress } from "../queue/address.ts";
import { connect } from "../queue/connection.ts";
import { hashSource } from "../queue/source.ts";
import { measureSpeed } from "../queue/speed.ts";
import { LOCK_VARIABLE, QueueWorker } from "../queue/work.ts";
import { threadsOf } from "../run/execute.ts";
import { translated, warningLine } from "../texts/language.ts";
import { digestOfTraining, KNOWN_DIGEST, widen } from "../run/wide.ts";
import { collect, pathText, queueOption, wholeNumber } from "./command.ts";

export interface WorkOptions {
  queue?: string | true;
  /** Files and folders of data sets, besides MNIST. */
  data?: string[];
  threads?: number;
  /** Of this worker; default that of the machine. */
  name?: string;
  /** Compute with 256 bits at once where the engine can. */
  wide?: boolean;
  quiet?: boolean;
}

export function define(command: Command, host: Host, exitWith: (exitCode: number) => void): void {
  command
    .addOption(queueOption("where the jobs are"))
    .option("--data <path>", "a data set on this machine, by its file or folder; repeatable", (path, all?: string[]) => collect(pathText(path), all))
    .option("--threads <number>", "runs at a time (default: every core)", wholeNumber(1, 1024))
    .option("--name <name>", "of this worker (default: the machine's)")
    .option("--wide", "compute with 256 bits at once, the same bits faster, where Node can (24 or newer on x64)")
    .option("-q, --quiet", "print nothing but errors")
    .action(async (options: WorkOptions) => exitWith(await work(options, host)));
}

/**
 * @returns The exit code: 0, as it works until it is stopped.
 * @throws InputError where the queue cannot be reached, or data cannot be read.
 */
async function work({ queue = true, data = [], threads, name = hostname(), wide = false, quiet = false }: WorkOptions, host: Host): Promise<number> {
  const address = queueAddress(queue, host.env);
  const count = threadsOf(threads === undefined ? {} : { threads });
  const say = (text: string) => {
    if (!quiet) host.stdout.write(`${printable(translated(text))}\n`);
  };
  const warn = (text: string) => host.stderr.write(warningLine(text));
  const sources = await sourcesOf(data, host);
  if (!wide || !(await widen(host))) await requireKnownBits();
  const connection = await connect(address, { warn, note: (text) => host.stderr.write(`${printable(translated(text))}\n`) });
  try {
    const speed = await measureSpeed();
    const worker = new QueueWorker(connection, { name: name.slice(0, 100), threads: count, sources, lockSeconds: lockSecondsOf(host.env), say, warn });
    let stop!: () => void;
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    const listeners = endingSignals.map((signal) => {
      let again = false;
      return [signal, () => {
        if (again) host.exit(exitCodeOf(signal));
        again = true;
        stop();
      }] as const;
    });
    for (const [signal, listener] of listeners) host.on(signal, listener);
    try {
      await worker.start();
      const leave = await announce(connection, { id: randomUUID(), name, version, threads: count, speed: Math.round(speed), sources: [...sources.keys()] });
      const has = [...sources].map(([source, place]) => (place === "" ? source : place)).join(", ");
      say(`${name} works for ${address.shown}: ${count} thread${count === 1 ? "" : "s"}, ${Math.round(speed).toLocaleString("en")} rows/s each; data: ${has}`);
      await stopped;
      say("Stopping: what is in work goes back into the queue; again to quit at once.");
      await leave();
      await worker.stop();
      say(`${worker.done} runs and trials done.`);
    } finally {
      for (const [signal, listener] of listeners) host.off(signal, listener);
    }
    return 0;
  } finally {
    await connection.close();
  }
}

/** The data that this worker has, by their content. */
async function sourcesOf(data: readonly string[], host: Host): Promise<Map<string, string>> {
  const sources = new Map<string, string>([["made", ""]]);
  try {
    ofInput(mnistFolder);
    sources.set("mnist", "");
  } catch (error) {
    if (!(error instanceof InputError)) throw error; // Without that package it has other data.
  }
  for (const path of data) {
    const place = resolve(host.cwd(), path);
    sources.set(await hashSource(place), place);
  }
  return sources;
}

/** @throws InputError where this machine trains to other bits than all others: its results would be of no use. */
async function requireKnownBits(): Promise<void> {
  if ((await digestOfTraining()) === KNOWN_DIGEST) return;
  throw new InputError("this machine computes other bits than it should: it cannot work for others");
}

function lockSecondsOf(env: NodeJS.ProcessEnv): number | undefined {
  const text = env[LOCK_VARIABLE];
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (seconds >= 0.2 && seconds <= 3600) return seconds;
  throw new InputError(`${LOCK_VARIABLE}: it must be a number of seconds, from 0.2 to 3600`);
}
