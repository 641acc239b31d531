/** `explain`: why a step of a run was what it was, layer by layer, and how one weight was made. */
import { type Command, InvalidArgumentError } from "commander";
import { elementsOf } from "../../bindings/arrays.ts";
import { compile } from "../../bindings/compile.ts";
import type { ResolvedDescription } from "../../bindings/description.ts";
import { arraysOf, type NetworkArray } from "../../bindings/expand.ts";
import { inputNames } from "../../experiment/data/encode.ts";
import { ExplainedStep, trainedArrays, type WeightWorking } from "../../experiment/explain/step.ts";
import { printable, printableJson } from "../../experiment/printable.ts";
import { didYouMean } from "../../experiment/suggest.ts";
import { compactJson } from "../../report/json.ts";
import { InputError } from "../errors.ts";
import { trainAgain } from "../explain/again.ts";
import { chooseRun } from "../explain/run.ts";
import { layersText, positionOf, type StepFacts, weightText } from "../explain/text.ts";
import type { LoadedDataset } from "../files/dataset.ts";
import type { Selection } from "../files/models.ts";
import type { Host } from "../host.ts";
import { version } from "../package.ts";
import { reloadDataset } from "../run/data.ts";
import { commandLine, shellWord } from "../shell.ts";
import { said } from "../texts/language.ts";
import { pathText, seedNumber, wholeNumber } from "./command.ts";

export interface ExplainOptions extends Selection {
  /** From 1. */
  step: number;
  weight?: Place;
  /** Where the files of the data set are now. */
  data?: string;
  /** One JSON document instead of text. */
  json?: boolean;
}

/** A weight as it is asked for: `dense1/weight[300,7]`. */
interface Place {
  text: string;
  array: string;
  position: number[];
}

export function define(command: Command, host: Host): void {
  command
    .argument("<path>", "the folder of a run, or a checkpoint or network in it", pathText)
    .requiredOption("--step <number>", "which step, from 1", wholeNumber(1, 1e7))
    .option("--weight <name>", "how this weight was made, such as 'dense1/weight[300,7]'", weightPlace)
    .option("--arm <name>", "of this arm, where there are several")
    .option("--seed <number>", "with this seed (default: the first)", seedNumber)
    .option("--data <folder>", "where the data are now, if they moved", pathText)
    .option("--json", "print one JSON document")
    .action(async (path: string, options: ExplainOptions) => {
      host.stdout.write(`${await explain(path, options, host)}\n`);
    });
}

function weightPlace(text: string): Place {
  const [, array, numbers] = /^(\w+\/\w+)\[(\d{1,9}(?:, ?\d{1,9})?)\]$/.exec(text) ?? [];
  if (array === undefined || numbers === undefined) {
    throw new InvalidArgumentError("It must be an array and a place in it, such as 'dense1/weight[300,7]' or 'dense1/bias[7]'.");
  }
  return { text, array, position: numbers.split(",").map(Number) };
}

/**
 * Trains again up to a step, which comes to the same bits, and makes it.
 * @returns What to print.
 * @throws InputError where there is no such run, step or weight, or the data are no longer the same.
 */
export async function explain(path: string, options: ExplainOptions, host: Host): Promise<string> {
  const { step, weight: place } = options;
  const chosen = await chooseRun(path, options, host);
  const { folder, run, arm, seed } = chosen;
  const again = `${commandLine(host, "explain", path)} --step ${step}${chosenBy(options, host)}`;
  const { data } = await reloadDataset(folder, run, options.data, host, undefined, again);
  if (run.usagi !== version) {
    host.stderr.write(
      `${said().warning}${said().explainedBy(printable(folder), printable(run.usagi), version)}\n`,
    );
  }
  const module = await compile();
  const notice = noticeOn(host, step);
  const training = await trainAgain(module, chosen, data, step, notice.show).finally(notice.clear);
  const { description } = training.network;
  const target = place && weightAt(description, place);
  const explained = new ExplainedStep(module, training, arm);
  const { loss, rate, layers } = explained;
  const facts = { folder, arm, seed, step, loss, rate, layers };
  const working = target && explained.weight(target.array, target.index);
  if (options.json) return printableJson(compactJson(jsonOf(facts, working)));
  const parts = [layersText(facts)];
  if (working) parts.push(weightText(working, arm, placeText(description, working, data)));
  else parts.push(said().oneWeight(`${again} --weight ${shellWord(exampleOf(description), host.platform)}`));
  return parts.join("\n\n");
}

/** The options that chose the run, to be given again. */
function chosenBy({ arm, seed, data }: ExplainOptions, { platform }: Host): string {
  const words = Object.entries({ arm, seed, data }).filter(([, value]) => value !== undefined);
  return words.map(([name, value]) => ` --${name} ${shellWord(String(value), platform)}`).join("");
}

/** In the middle of the first weights, where MNIST's pixels are seldom 0. */
function exampleOf(description: ResolvedDescription): string {
  const [{ name, shape }] = trainedArrays(description) as [NetworkArray];
  return `${name}[${shape.map((length) => Math.floor(length / 2)).join(",")}]`;
}

/** @throws InputError where the network has no such weight, or does not train it. */
function weightAt(description: ResolvedDescription, { text, array: name, position }: Place): { array: NetworkArray; index: number } {
  const names = trainedArrays(description).map((array) => array.name);
  const array = arraysOf(description).find((one) => one.name === name);
  const given = `--weight ${printable(text)}`;
  if (!array) {
    throw new InputError(`${given}: the network has no array ${printable(name)}; it trains ${names.join(", ")}${didYouMean(name, names)}`);
  }
  if (!names.includes(name)) {
    const why = array.role === "statistic" ? "is a running statistic, which no optimizer changes" : "is not trained";
    throw new InputError(`${given}: ${name} ${why}; the network trains ${names.join(", ")}`);
  }
  const { shape } = array;
  const last = shape.map((length) => length - 1);
  if (position.length !== shape.length || position.some((at, i) => at > last[i]!)) {
    throw new InputError(
      `${given}: ${name} has the shape ${shape.join(" × ")}, so it goes from [${shape.map(() => 0).join(",")}] to [${last.join(",")}]`,
    );
  }
  const [row = 0, column] = position;
  const index = column === undefined ? row : row * shape[1]! + column;
  if (index >= elementsOf(shape)) throw new Error(`${text} is not in ${shape.join()}`);
  return { array, index };
}

/** Where a weight is: `from the pixel in row 10, column 20 to unit 7`. */
function placeText(
  { inputs }: ResolvedDescription, { array, index }: WeightWorking, { imageRows, imageColumns, coding }: LoadedDataset,
): string {
  const words = said();
  const [row = 0, column] = positionOf(array.shape, index);
  if (column === undefined) return words.ofUnit(row);
  const isPixel = array.name === "dense1/weight" && imageColumns !== undefined && imageRows! * imageColumns === inputs;
  const name = coding?.features && inputNames(coding.features)[row];
  const from = isPixel
    ? words.pixel(Math.floor(row / imageColumns), row % imageColumns)
    : array.name === "dense1/weight" ? words.input(row, name === undefined ? undefined : printable(name)) : words.unitBefore(row);
  return words.fromTo(from, column);
}

function jsonOf({ folder, arm, seed, step, loss, rate, layers }: StepFacts, working: WeightWorking | undefined) {
  return {
    folder, arm: arm.name, seed, step, iterations: arm.training.iterations, loss, learningRate: rate, layers,
    ...(working && {
      weight: {
        array: working.array.name, position: positionOf(working.array.shape, working.index),
        before: working.before, after: working.after,
        parts: working.parts, gradient: working.gradient, step: working.step, limit: working.limit,
      },
    }),
  };
}

/** On a terminal a line that says how far the training is, which goes away. */
function noticeOn({ stderr, env }: Host, step: number) {
  const live = stderr.isTTY === true && env["TERM"] !== "dumb";
  let shown = false;
  return {
    show: (iteration: number) => {
      if (!live) return;
      shown = true;
      stderr.write(`\r${said().trainingAgain(step, iteration)}`);
    },
    clear: () => {
      if (shown) stderr.write("\r\x1b[K");
    },
  };
}
