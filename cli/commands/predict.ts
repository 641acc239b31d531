/** `predict`: what a trained network says about images (pictures, folders of them, an IDX file) or about rows of a CSV or .npz file. */
import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Command } from "commander";
import stringWidth from "string-width";
import { compile } from "../../bindings/compile.ts";
import { UsagiError } from "../../bindings/errors.ts";
import { type Model, networkOf } from "../../bindings/model.ts";
import type { Network } from "../../bindings/network.ts";
import { lossOf } from "../../bindings/parts/losses.ts";
import {
  digitSide, type Image, imageOf, type Picture, type Preparation, prepareDigit, reduce, type Size,
} from "../../experiment/image.ts";
import { type Coding, inOwnUnits, type TargetScale } from "../../experiment/data/coding.ts";
import { prepareImage } from "../../experiment/data/images.ts";
import { maxPictureBytes, readPicture } from "../../experiment/data/pictures.ts";
import { nounOf } from "../../experiment/data/prepare.ts";
import type { Table } from "../../experiment/data/table.ts";
import { printable, printableJson } from "../../experiment/printable.ts";
import { comma } from "../../report/words.ts";
import { compactJson } from "../../report/json.ts";
import { InputError, ofInput } from "../errors.ts";
import { codingIn, targetScalesOf } from "../files/columns.ts";
import { readIdxRows, readInputs } from "../files/dataset.ts";
import { imageFiles } from "../files/images.ts";
import { findModel, inFile, readModel, requireSize, type Selection } from "../files/models.ts";
import { readWhole } from "../files/whole.ts";
import { type Host, printAll } from "../host.ts";
import { padEnd, padStart } from "../pad.ts";
import { plainTable } from "../report/plain-table.ts";
import { readRunFile } from "../run/run-file.ts";
import { pathText, pathTexts, seedNumber } from "./command.ts";
import { heading, language, said, warningLine } from "../texts/language.ts";

export interface PredictOptions extends Selection {
  /** Dark on light, whatever the border of an image says. */
  invert?: boolean;
  /** Images are not prepared as MNIST's were. */
  raw?: boolean;
  /** One JSON document instead of text. */
  json?: boolean;
}

export function define(command: Command, host: Host): void {
  command
    .argument("<path>", "a trained network (.safetensors), or the folder of a run", pathText)
    .argument("<data...>", "PNG and JPEG images or folders of them, or one IDX, CSV or .npz file", pathTexts)
    .option("--arm <name>", "the network of this arm")
    .option("--seed <number>", "the network of this seed", seedNumber)
    .option("--invert", "dark ink on light, whatever the images seem to be")
    .option("--raw", "take images as they are: do not prepare them as MNIST's were")
    .option("--json", "print one JSON document, with every probability")
    .action(async (path: string, data: string[], options: PredictOptions) => {
      const warn = (text: string) => host.stderr.write(warningLine(text));
      await printAll(host.stdout, predict(path, data, options, warn));
    });
}

/** What classes and outputs are called. */
interface Names {
  classOf: (k: number) => string;
  outputOf: (k: number) => string;
}

interface Prediction {
  /** The file of a picture. */
  image?: string;
  /** Where the network tells classes apart: the most probable. */
  class?: number;
  /** The class's, where classes have names. */
  className?: string;
  /** One a class. */
  probabilities?: number[];
  /** Where it was trained on targets. */
  outputs?: number[];
  /** What was done to the image, where it is prepared. */
  prepared?: Preparation;
}

/** Most classes that are shown of one image. */
const shownClasses = 10;
const barColumns = 40;
/** Images of an IDX file whose values are in memory at once. */
const sliceImages = 1000;

/**
 * What to print, in parts.
 * @param paths PNG and JPEG images and folders of them, or one IDX, CSV or .npz file.
 * @param warn Called with what is valid but probably a mistake.
 * @throws InputError, before the first part, where nothing can be said; after the last, where some pictures cannot be
 * used.
 */
export async function* predict(
  path: string, paths: string[], options: PredictOptions, warn?: (text: string) => void,
): AsyncGenerator<string> {
  const { file } = await findModel(path, options);
  const model = await readModel(file);
  const coding = inFile(file, () => codingIn(model));
  const targetScales = inFile(file, () => targetScalesOf(model, coding));
  const module = await compile();
  const description = { ...model.description, batchSize: 2 };
  const network = inFile(file, () => networkOf(module, { ...model, description }));
  const names: Names = {
    classOf: (k) => printable(coding?.classNames?.[k] ?? String(k)),
    outputOf: (k) => printable(coding?.targetNames?.[k] ?? said().output(k)),
  };
  const print = (predictions: Predictions, noun: "image" | "row", files: readonly string[] = []) =>
    options.json ? document(file, noun, paths, predictions) : lines(noun, files, predictions, names);
  const [first = "", ...others] = paths;
  const isAlone = others.length === 0 && !(await stat(first).catch(() => undefined))?.isDirectory();
  if (coding?.features && !isAlone) {
    throw new InputError(`${others[0] ?? first}: the network takes rows of ${coding.features.length} columns; name one file of them, alone`);
  }
  const rows = isAlone ? await readInputs(first, coding) : undefined;
  if (rows) {
    for (const text of rows.warnings ?? []) warn?.(text);
    requireSize(file, model, rows.table, first);
    const noun = nounOf(rows.table);
    yield* print(ofRows({ file, network, coding, targetScales, noun }, rows.table), noun);
    return;
  }
  const size = inFile(file, () => imageSize(model));
  const prepares = !options.raw && !coding?.prepare && (await isOfDigits(file, size));
  const subject = {
    file, network, noun: "image" as const, size, prepares, invert: options.invert ?? false, raw: options.raw ?? false, coding, targetScales,
  };
  const images = await imageFiles(paths);

  if ("idx" in images) {
    const all = await ofIdx(subject, images.idx);
    // Nothing is printed of a file that fails at its end.
    for (const ahead = all(); !ahead.next().done;);
    yield* print(all(), "image");
    return;
  }
  const problems: string[] = [];
  const all = ofPictures(subject, images.pictures, problems);
  if (images.pictures.length > 1 || options.json) yield* print(all, "image", images.pictures);
  else for await (const prediction of all) yield about(prediction, names);
  if (problems.length > 0) throw new InputError(...problems);
}

/** The size of the images that the network was trained on: what its file says, else a square. */
function imageSize({ description: { inputs }, metadata: { image } }: Model): Size {
  const side = Math.sqrt(inputs);
  const given = image === undefined ? [side, side] : (/^(\d{1,5})x(\d{1,5})$/.exec(image) ?? []).slice(1).map(Number);
  const [rows = 0, columns = 0] = given;
  if (Number.isInteger(rows) && rows * columns === inputs) return { rows, columns };
  throw new UsagiError(
    image === undefined
      ? `its ${inputs} inputs are no square image, and its metadata do not say what they are ("image": "3x5")`
      : `its metadata give image ${JSON.stringify(image.slice(0, 20))}; it has ${inputs} inputs`,
  );
}

/** Whether the network was trained on MNIST: by its image size, and by the run in whose folder its file is. */
async function isOfDigits(file: string, { rows, columns }: Size): Promise<boolean> {
  if (rows !== digitSide || columns !== digitSide) return false;
  const folder = dirname(file);
  if (basename(folder) !== "models") return true;
  const run = await readRunFile(dirname(folder)).catch(() => undefined);
  return (run?.resolved.dataset.name ?? "mnist") === "mnist";
}

interface Asked {
  /** The network's. */
  file: string;
  network: Network;
  coding?: Coding | undefined;
  targetScales?: readonly TargetScale[] | undefined;
  /** What is asked about. */
  noun: "image" | "row";
}

interface Subject extends Asked {
  size: Size;
  prepares: boolean;
  invert: boolean;
  raw: boolean;
}

type Predictions = Iterable<Prediction> | AsyncIterable<Prediction>;

/** Those of an IDX file are taken as they are where they have the network's size. */
async function ofIdx(subject: Subject, file: string): Promise<() => Generator<Prediction>> {
  const { count, rows, columns, grey: pixels } = await idxImages(file);
  const { size, invert } = subject;
  const prepares = subject.prepares && !(rows === size.rows && columns === size.columns);
  const imageAt = (i: number) => {
    const grey = pixels.slice(i * rows * columns, (i + 1) * rows * columns);
    return seen(`${file}: image ${i}`, { rows, columns, grey }, { ...subject, prepares, invert });
  };
  return function* () {
    for (let first = 0; first < count; first += sliceImages) {
      const slice = Array.from({ length: Math.min(sliceImages, count - first) }, (_, i) => imageAt(first + i));
      yield* askImages(subject, slice, first);
    }
  };
}

/** The images of an IDX file from 0 to 1: of bytes, or of floats as they are. */
async function idxImages(file: string) {
  const table = await readIdxRows(file);
  const { size: count, image: { rows, columns } = { rows: table.inputs, columns: 1 } } = table;
  return { count, rows, columns, grey: inputsOf(table, 0, count) };
}

/** Rows of a table as a network sees them. */
function inputsOf({ rows, pixels, inputs }: Table, from: number, to: number): Float32Array {
  return rows?.subarray(from * inputs, to * inputs) ?? Float32Array.from(pixels!.subarray(from * inputs, to * inputs), (pixel) => pixel / 255);
}

/** Rows of a table, in slices. */
function* ofRows(asked: Asked, table: Table): Generator<Prediction> {
  for (let first = 0; first < table.size; first += sliceImages) {
    const count = Math.min(sliceImages, table.size - first);
    yield* ask(asked, inputsOf(table, first, first + count), Array.from({ length: count }), first);
  }
}

/** Those that cannot be used are named in `problems`, unless there is only one. */
async function* ofPictures(subject: Subject, files: string[], problems: string[]): AsyncGenerator<Prediction> {
  for (const file of files) {
    try {
      const bytes = await readWhole(file, maxPictureBytes);
      const image = seen(file, ofInput(() => readPicture(file, bytes)), subject);
      for (const prediction of askImages(subject, [image])) yield { image: file, ...prediction };
    } catch (error) {
      if (!(error instanceof InputError) || files.length === 1) throw error;
      problems.push(error.message);
    }
  }
}

interface Seen {
  image: Image;
  done?: Preparation;
}

/** A picture as the network is to see it. @throws InputError where it is empty, or of no size that fits. */
function seen(name: string, picture: Picture, { size, prepares, invert, raw, coding }: Subject): Seen {
  if (coding?.prepare && !raw) return { image: ofInput(() => prepareImage(name, picture, { ...coding, ...(invert && { invert }) })) };
  if (prepares) {
    const prepared = prepareDigit(picture, invert || undefined);
    if (prepared) return prepared;
    throw new InputError(`${name}: is empty: nothing stands out from its background`);
  }
  const image = reduce(imageOf(picture, invert), size);
  if (image) return { image };
  const text = ({ rows, columns }: Size) => `${columns} × ${rows}`;
  throw new InputError(
    `${name}: has ${text(picture)} pixels (width × height); the network takes ${text(size)}, ` +
      "or more of the same proportions",
  );
}

function askImages(subject: Subject, images: Seen[], first = 0): Generator<Prediction> {
  const { inputs } = subject.network.description;
  const x = new Float32Array(images.length * inputs);
  images.forEach(({ image }, i) => x.set(image.values, i * inputs));
  return ask(subject, x, images.map(({ done }) => done), first);
}

/**
 * @param prepared What was done to each of the rows.
 * @param first Number of the first row, for messages.
 */
function* ask(
  { file, network, coding, targetScales, noun }: Asked, x: Float32Array, prepared: readonly (Preparation | undefined)[], first: number,
): Generator<Prediction> {
  const { output } = network.description;
  const loss = lossOf(network.description);
  const all = network.predict(x);
  for (const [i, done] of prepared.entries()) {
    const given = Array.from(all.subarray(i * output.units, (i + 1) * output.units));
    if (given.some(Number.isNaN)) {
      const what = loss.of === "labels" ? "probabilities" : "outputs";
      throw new InputError(`${file}: gives no ${what} of ${noun} ${first + i}: with its weights the sums overflow to NaN`);
    }
    const preparation = done && { prepared: done };
    if (loss.of === "targets") {
      yield { outputs: given.map((output, k) => inOwnUnits(output, targetScales?.[k])), ...preparation };
      continue;
    }
    // A single unit gives the probability of class 1.
    const probabilities = given.length === 1 ? [1 - given[0]!, given[0]!] : given;
    const best = probabilities.indexOf(Math.max(...probabilities));
    const className = coding?.classNames?.[best];
    yield { class: best, ...(className !== undefined && { className }), probabilities, ...preparation };
  }
}

/** One JSON document; its head comes with the first prediction, so that there is none where that fails. */
async function* document(model: string, noun: string, paths: string[], predictions: Predictions): AsyncGenerator<string> {
  const name = printableJson(JSON.stringify(model));
  const given = printableJson(JSON.stringify(paths.length === 1 ? paths[0] : paths));
  let before = `{\n  "model": ${name},\n  "${noun}s": ${given},\n  "predictions": [`;
  for await (const prediction of predictions) {
    yield `${before}\n    ${printableJson(compactJson(prediction, "    "))}`;
    before = ",";
  }
  if (before === ",") yield "\n  ]\n}\n";
}

/** All about one picture. */
function about({ probabilities, outputs, prepared }: Prediction, { classOf, outputOf }: Names): string {
  const after = prepared ? `\n\n${sentence(prepared)}\n` : "\n";
  if (!probabilities) {
    const values = (outputs ?? []).map((value, k) => [outputOf(k), outputText(value)]);
    return plainTable(["output", "value"], ["right", "right"], values) + after;
  }
  const ranked = probabilities
    .map((probability, k) => ({ k, probability }))
    .sort((a, b) => b.probability - a.probability);
  const rows = ranked.slice(0, shownClasses).map(({ k, probability }) => [
    classOf(k), probability.toFixed(4), "█".repeat(Math.round(barColumns * probability)),
  ]);
  const rest = ranked.slice(shownClasses);
  if (rest.length > 0) {
    const sum = rest.reduce((total, { probability }) => total + probability, 0);
    rows.push([said().otherClasses(rest.length), sum.toFixed(4), ""]);
  }
  const table = plainTable(["class", "probability", ""], ["right", "right", "left"], rows);
  return table + after;
}

const outputText = (value: number) => String(Number(value.toPrecision(6)));

/** What was done to a picture, in such words. */
const stepsOf = (preparation: Preparation, words: Readonly<Record<keyof Preparation, string>>): string[] =>
  (["inverted", "stretched", "centred"] as const).filter((step) => preparation[step]).map((step) => words[step]);

function sentence(preparation: Preparation): string {
  const { preparations, asItIs, preparedLike, withRaw } = said();
  const steps = stepsOf(preparation, preparations);
  if (steps.length === 0) return asItIs;
  return `${preparedLike}\n${steps.map((step) => `  ${step}\n`).join("")}${withRaw}`;
}

/** The same in a word or three. */
const briefly = (preparation: Preparation): string =>
  stepsOf(preparation, said().preparationWords).join(comma[language()]) || "–";

/**
 * A line an image or row: its file, or its number in the file, its class and how probable that is.
 * @param files Those of pictures.
 */
async function* lines(
  noun: string, files: readonly string[], predictions: Predictions, { classOf, outputOf }: Names,
): AsyncGenerator<string> {
  const names = files.map(printable);
  const width = names.reduce((most, name) => Math.max(most, stringWidth(name)), 5);
  const [classHead, probabilityHead] = [heading("class"), heading("probability")];
  const probabilityColumns = Math.max(11, stringWidth(probabilityHead));
  let classColumns = stringWidth(classHead);
  let number = 0;
  for await (const { image, class: found = 0, probabilities, outputs = [], prepared } of predictions) {
    if (number === 0) {
      classColumns = (probabilities ?? []).reduce((most, _, k) => Math.max(most, stringWidth(classOf(k))), classColumns);
      const heads = probabilities
        ? `${padStart(classHead, classColumns)}  ${padStart(probabilityHead, probabilityColumns)}`
        : outputs.map((_, k) => padStart(outputOf(k), 12)).join("  ");
      yield `${padEnd(heading(noun), width)}  ${heads}${prepared ? `  ${heading("prepared")}` : ""}\n`;
    }
    const name = image === undefined ? String(number) : printable(image);
    const cells = [
      image === undefined ? padStart(name, width) : padEnd(name, width),
      ...(probabilities
        ? [padStart(classOf(found), classColumns), probabilities[found]!.toFixed(4).padStart(probabilityColumns)]
        : outputs.map((value, k) => outputText(value).padStart(Math.max(12, stringWidth(outputOf(k)))))),
      ...(prepared ? [briefly(prepared)] : []),
    ];
    yield `${cells.join("  ")}\n`;
    number++;
  }
}
