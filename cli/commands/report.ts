/** `report`: writes the report of a run again, from its results. */
import type { Command } from "commander";
import { printable } from "../../experiment/printable.ts";
import { InputError } from "../errors.ts";
import { runFolder } from "../files/place.ts";
import type { Host } from "../host.ts";
import type { Format } from "../report/formats.ts";
import { fileLines } from "../run/conclude.ts";
import { readResults } from "../run/ended.ts";
import { readFirstLayers } from "../run/first-layers.ts";
import { namesIn, requireNoLinks, written } from "../run/folder.ts";
import { locked } from "../run/lock.ts";
import { commandLine } from "../shell.ts";
import { language, said, warningLine } from "../texts/language.ts";
import { formatHelp, formatList, pathText } from "./command.ts";

export interface ReportOptions {
  /** Written as well. */
  format?: Format[];
}

export function define(command: Command, host: Host): void {
  command
    .argument("<folder>", "of a run that has results", pathText)
    .option("--format <list>", formatHelp, formatList)
    .action(async (path: string, options: ReportOptions) => {
      const { folder, names } = await report(path, options, host);
      host.stdout.write(`${[said().wroteIn(printable(folder)), ...fileLines(names)].join("\n")}\n`);
    });
}

/**
 * Replaces report.html with the tables and plots beside it; results, networks and checkpoints stay as they are.
 * @throws InputError where the folder holds no results, they were damaged, or nothing can be written there.
 */
async function report(path: string, { format }: ReportOptions, host: Host): Promise<{ folder: string; names: string[] }> {
  const folder = await runFolder(path, host);
  const entries = await written(folder, () => namesIn(folder));
  if (!entries.includes("results.json")) {
    const goOn = entries.includes("run.json") ? `: go on with: ${commandLine(host, "resume", folder)}` : ": it is no folder of a run";
    throw new InputError(`${folder}: holds no results yet${goOn}`);
  }
  const results = await readResults(folder);
  const [{ rewriteReport }, firstLayers] = await Promise.all([
    import("../report/index.ts"),
    readFirstLayers(folder, results.experiment, (problem) => host.stderr.write(warningLine(problem))),
  ]);
  const names = await locked(folder, () => written(folder, async () => {
    await requireNoLinks(folder);
    return await rewriteReport(folder, results, { firstLayers, formats: format, language: language() });
  }));
  return { folder, names };
}
