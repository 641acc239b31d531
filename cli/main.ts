/** The command line as a function of its arguments and streams; it returns the exit code. */
import { Command, CommanderError, Option } from "commander";
import { UsagiError } from "../bindings/errors.ts";
import { languages } from "../experiment/language.ts";
import { printable, printableLines } from "../experiment/printable.ts";
import { errorCode, InputError, reasonOf } from "./errors.ts";
import type { CommandFile } from "./commands/command.ts";
import { type Host, print } from "./host.ts";
import { version } from "./package.ts";
import { chooseLanguage, language, said, translated } from "./texts/language.ts";

/** Only the file of the command that is called is loaded, so that help and wrong names answer at once. */
const commands: Record<string, { about: string; load: () => Promise<CommandFile> }> = {
  run: {
    about: "train every arm of an experiment with every seed",
    load: () => import("./commands/run.ts"),
  },
  resume: {
    about: "go on with a run, bit for bit as if it had never stopped",
    load: () => import("./commands/resume.ts"),
  },
  merge: {
    about: "put the parts of a study together that were trained apart",
    load: () => import("./commands/merge.ts"),
  },
  work: {
    about: "train what others send to a queue",
    load: () => import("./commands/work.ts"),
  },
  report: {
    about: "write the report of a run again, and its tables for papers",
    load: () => import("./commands/report.ts"),
  },
  export: {
    about: "write trained networks in another format, beside their files",
    load: () => import("./commands/export.ts"),
  },
  predict: {
    about: "print what a trained network says of images or rows",
    load: () => import("./commands/predict.ts"),
  },
  evaluate: {
    about: "print how well trained networks do on data with answers",
    load: () => import("./commands/evaluate.ts"),
  },
  inspect: {
    about: "print what is in a file or a run",
    load: () => import("./commands/inspect/index.ts"),
  },
  explain: {
    about: "print why a step was what it was, and how a weight was made",
    load: () => import("./commands/explain.ts"),
  },
  optimizers: {
    about: "print the optimizers, or one with the forms of each source",
    load: () => import("./commands/optimizers.ts"),
  },
  init: {
    about: "write a commented experiment to start from",
    load: () => import("./commands/init.ts"),
  },
};

/**
 * Runs a command, such as `["run", "experiment.json"]`.
 * @returns 0 done, 1 a run failed or something could not be written, 2 wrong usage or input, 128 + n ended by signal n.
 */
export async function main(argv: string[], host: Host): Promise<number> {
  chooseLanguage(argv, host.env);
  const unwritten: unknown[] = [];
  host.stdout.on("error", (error) => unwritten.push(error));
  host.stderr.on("error", () => {});
  const exitCode = await perform(argv, host);
  await print(host.stdout, "");
  // A reader that goes away (| head) has what it wanted.
  const [error] = unwritten;
  if (error === undefined || errorCode(error) === "EPIPE") return exitCode;
  host.stderr.write(`${said().error}${said().outputUnwritten(translated(reasonOf(error)))}\n`);
  return exitCode || 1;
}

async function perform(argv: string[], host: Host): Promise<number> {
  let exitCode = 0;
  try {
    const program = await parserFor(argv, host, (code) => (exitCode = code));
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (thrown) {
    const error = isOfNoFolder(thrown) ? new InputError("the current folder is not there any more: go to one that is") : thrown;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const known = error instanceof InputError || error instanceof UsagiError;
    const message = known ? error.message : said().unexpected(String(error));
    // They quote files and arguments, which may hold what a terminal acts on.
    const lines = error instanceof InputError ? error.lines : [message];
    host.stderr.write(`${said().error}${lines.map((line) => printable(translated(line))).join("\n")}\n`);
    if (!known && host.env["USAGI_DEBUG"]) host.stderr.write(`${(error as Error).stack ?? ""}\n`);
    return known ? 2 : 1;
  }
}

/** Whether a command was started where there is no folder any more; Node says so when it is asked for the folder. */
const isOfNoFolder = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.syscall === "uv_cwd";

/** `usagi` with all commands by name, and the one that `argv` names as a whole. */
async function parserFor(argv: string[], host: Host, exitWith: (exitCode: number) => void): Promise<Command> {
  const help = language() === "ja" ? await import("./texts/help.ts") : undefined;
  const exits = help?.japanese(exitCodes) ?? exitCodes;
  const program = new Command("usagi")
    .description("Trains neural networks in WebAssembly: the same bits on every machine.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .exitOverride()
    .addOption(new Option("--lang <language>", "of what is said; by default that of LANG").choices(languages))
    // Where the longest command leaves less than 40 columns of 80, too.
    .configureHelp({ minWidthToWrap: 20, ...help?.japaneseHelp })
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(printableLines(text)),
      outputError: (text, write) => write(help ? help.japaneseError(text) : text),
      getOutHelpWidth: () => host.stdout.columns ?? 80,
      getErrHelpWidth: () => host.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText("after", exits);
  const words = argv.filter((word, i) => !/^--lang(=|$)/.test(word) && argv[i - 1] !== "--lang");
  for (const [name, { about, load }] of Object.entries(commands)) {
    const command = program.command(name).description(about).addHelpText("after", exits);
    // The second, as in: help run.
    if (words.slice(0, 2).includes(name)) (await load()).define(command, host, exitWith);
  }
  return program;
}

const exitCodes =
  "\nExit codes: 0 done, 1 a run failed, 2 wrong usage or input,\n" +
  "128 + n ended by signal n: 130 Ctrl-C, 143 SIGTERM, 129 terminal closed";
