/** `optimizers`: the table of optimizers, or one of them with its options in the forms of each source. */
import { type Command, InvalidArgumentError } from "commander";
import { type OptimizerName, optimizerNames } from "../../bindings/parts/optimizers.ts";
import { didYouMean, oneOf } from "../../experiment/suggest.ts";
import { prose } from "../../report/optimizers.ts";
import { colon } from "../../report/words.ts";
import type { Host } from "../host.ts";
import { optionTable, overview, searched } from "../optimizers/table.ts";
import { plainTable } from "../report/plain-table.ts";
import { commandLine } from "../shell.ts";
import { language, said } from "../texts/language.ts";
import { told } from "../texts/optimizers.ts";
import { wrapped } from "../wrap.ts";

export function define(command: Command, host: Host): void {
  command
    .argument("[name]", "one of them, with its formula and options", optimizerName)
    .action((name: OptimizerName | undefined) => {
      host.stdout.write(name === undefined ? all(host) : one(name));
    });
}

function optimizerName(text: string): OptimizerName {
  const found = optimizerNames.find((name) => name === text);
  if (found) return found;
  throw new InvalidArgumentError(`It must be ${oneOf(optimizerNames)}${didYouMean(text, optimizerNames)}`);
}

function all(host: Host): string {
  const rows = overview().map(({ name, sources }) => [name, sources.join(" ")]);
  const more = commandLine(host, "optimizers", "adam");
  return `${plainTable(["name", "semantics beside usagi's own"], ["left", "left"], rows)}\n\n${said().oneOfThem(more)}\n`;
}

function one(name: OptimizerName): string {
  const { title, formula, forms, paper, differences } = prose[name];
  const { columns, lines } = optionTable(name);
  // Six sources side by side are wider than a terminal: values that are the same share a line.
  const rows = lines.flatMap(({ key, values }) => {
    const distinct = [...new Set(values)];
    return distinct.map((value, i) =>
      [i === 0 ? key : "", value, columns.filter((_, column) => values[column] === value).join(" ")]);
  });
  const abouts = lines.flatMap(({ key, about }) => wrapped(`${key}${colon[language()]}${told(about)}`));
  return [
    ...wrapped(said().titleOf(title, told(paper))), "", ...[...formula, ...forms].map((line) => `  ${told(line)}`), "",
    plainTable(["option", "default", "in"], ["left", "left", "left"], rows), "",
    ...wrapped(said().inBrackets), "",
    ...abouts, "",
    ...wrapped(said().searches(searched(name).join(", "))), "",
    ...differences.flatMap((text) => wrapped(told(text))), "",
  ].join("\n");
}
