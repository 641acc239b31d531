/** The command line as a function of its arguments and streams; it returns the exit code. */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { UsagiError } from "../bindings/errors.ts";
import { printable, printableLines } from "../experiment/printable.ts";
import { errorCode, InputError, reasonOf } from "./errors.ts";
import { type Host, print, printAll } from "./host.ts";
import type { ExportOptions } from "./commands/export.ts";
import { version } from "./package.ts";
import type { PredictOptions } from "./commands/predict.ts";
import type { ResumeOptions } from "./commands/resume.ts";
import { shellWord } from "./shell.ts";

/**
 * Runs a command, such as `["run", "experiment.json"]`.
 * @returns 0 done, 1 a run failed or something could not be written, 2 wrong usage or input, 130 interrupted.
 */
export async function main(argv: string[], host: Host): Promise<number> {
  const unwritten: unknown[] = [];
  host.stdout.on("error", (error) => unwritten.push(error));
  host.stderr.on("error", () => {});
  const exitCode = await perform(argv, host);
  await print(host.stdout, "");
  // A reader that goes away (| head) has what it wanted.
  const [error] = unwritten;
  if (error === undefined || errorCode(error) === "EPIPE") return exitCode;
  host.stderr.write(`error: the output could not be written: ${reasonOf(error)}\n`);
  return exitCode || 1;
}

async function perform(argv: string[], host: Host): Promise<number> {
  let exitCode = 0;
  const program = commands(host, (code) => (exitCode = code));
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const known = error instanceof InputError || error instanceof UsagiError;
    const message = known ? error.message : `unexpected, please report it: ${String(error)}`;
    // They quote files and arguments, which may hold what a terminal acts on.
    const lines = error instanceof InputError ? error.lines : [message];
    host.stderr.write(`error: ${lines.map(printable).join("\n")}\n`);
    if (!known && host.env["USAGI_DEBUG"]) host.stderr.write(`${(error as Error).stack ?? ""}\n`);
    return known ? 2 : 1;
  }
}

function commands(host: Host, done: (exitCode: number) => void): Command {
  const program = new Command("usagi")
    .description("Trains neural networks in WebAssembly: the same bits on every machine.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(printableLines(text)),
      getOutHelpWidth: () => host.stdout.columns ?? 80,
      getErrHelpWidth: () => host.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText("after", exitCodes);

  program
    .command("run")
    .argument("<file>", "an experiment, such as experiment.json", path)
    .description("train every arm of an experiment with every seed")
    .option("-o, --out <folder>", "where the results go (default: runs/<name of the experiment>)", path)
    .option("--seed <number>", "one seed in place of the experiment's", number(0, Number.MAX_SAFE_INTEGER))
    .option("--set <path=value>", "change a value, such as training.iterations=500; repeatable", collect)
    .option("--checkpoint-every <number>", "save each run every so many iterations", number(1, 1e9))
    .option("--threads <number>", "worker threads (default: every core)", number(1, 1024))
    .option("-q, --quiet", "print nothing but errors")
    .option("-f, --force", "overwrite the results in the folder")
    .addHelpText("after", exitCodes)
    .action(async (file: string, options: Record<string, unknown>) => {
      const { run } = await import("./commands/run.ts");
      const { parseAssignment } = await import("./overrides.ts");
      const { seed, set = [], ...rest } = options as unknown as RunFlags;
      const overrides = set.map(parseAssignment);
      if (seed !== undefined) overrides.push({ text: `--seed ${seed}`, path: ["seeds"], value: [seed] });
      done(await run(file, { ...rest, overrides }, host));
    });

  program
    .command("resume")
    .argument("<folder>", "of a run that was interrupted", path)
    .description("go on with a run, bit for bit as if it had never stopped")
    .option(
      "--checkpoint-every <number>", "save each run every so many iterations (default: as begun)", number(1, 1e9),
    )
    .option("--threads <number>", "worker threads (default: every core)", number(1, 1024))
    .option("-q, --quiet", "print nothing but errors")
    .addHelpText("after", exitCodes)
    .action(async (folder: string, options: ResumeOptions) => {
      const { resume } = await import("./commands/resume.ts");
      done(await resume(folder, options, host));
    });

  program
    .command("export")
    .argument("<path>", "a trained network (.safetensors), or the folder of a run", path)
    .description("write trained networks in another format, beside their files")
    .addOption(
      new Option("--format <name>", "ONNX, which most other libraries read").choices(["onnx"]).default("onnx"),
    )
    .option("--arm <name>", "only the networks of this arm")
    .option("--seed <number>", "only the networks of this seed", number(0, Number.MAX_SAFE_INTEGER))
    .option("-o, --out <file>", "the file to write, for one network", path)
    .option("-f, --force", "overwrite files")
    .addHelpText("after", exitCodes)
    .action(async (source: string, options: ExportOptions) => {
      const { exportModels } = await import("./commands/export.ts");
      for (const file of await exportModels(source, options)) host.stdout.write(`Wrote ${printable(file)}\n`);
    });

  program
    .command("predict")
    .argument("<path>", "a trained network (.safetensors), or the folder of a run", path)
    .argument("<images>", "a PNG image, or an IDX file of images", path)
    .description("print the classes of images and their probabilities")
    .option("--arm <name>", "the network of this arm")
    .option("--seed <number>", "the network of this seed", number(0, Number.MAX_SAFE_INTEGER))
    .option("--invert", "the images are dark on white, unlike MNIST's")
    .option("--json", "print one JSON document, with every probability")
    .addHelpText("after", exitCodes)
    .action(async (source: string, images: string, options: PredictOptions) => {
      const { predict } = await import("./commands/predict.ts");
      await printAll(host.stdout, predict(source, images, options));
    });

  program
    .command("inspect")
    .argument("<path>", "a trained network, a checkpoint, an ONNX model or the folder of a run", path)
    .description("print what is in a file or a run")
    .option("--json", "print one JSON document")
    .addHelpText("after", exitCodes)
    .action(async (source: string, options: { json?: boolean }) => {
      const { inspect } = await import("./commands/inspect/index.ts");
      host.stdout.write(`${await inspect(source, options)}\n`);
    });

  program
    .command("init")
    .argument("[file]", "the file to write, never over another", path, "experiment.json")
    .description("write a commented experiment to start from")
    .option("--print", "print it instead")
    .addHelpText("after", exitCodes)
    .action(async (file: string, options: { print?: boolean }) => {
      const { starterFor, writeStarter } = await import("./commands/init.ts");
      if (options.print) {
        host.stdout.write(starterFor(process.cwd()));
        return;
      }
      await writeStarter(file);
      host.stdout.write(`Wrote ${printable(file)}. Train it with: run ${printable(shellWord(file))}\n`);
    });

  return program;
}

interface RunFlags {
  out?: string;
  seed?: number;
  set?: string[];
  checkpointEvery?: number;
  threads?: number;
  quiet?: boolean;
  force?: boolean;
}

const exitCodes = "\nExit codes: 0 done, 1 a run failed, 2 wrong usage or input, 130 interrupted";

function number(min: number, max: number) {
  return (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

function path(text: string): string {
  if (text === "") throw new InvalidArgumentError("It must not be empty.");
  return text;
}

const collect = (value: string, all: string[] = []) => [...all, value];
