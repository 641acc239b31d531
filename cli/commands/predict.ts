/** `predict`: what a trained network says about images: pictures, folders of them, or an IDX file. */
import { basename, dirname } from "node:path";
import type { Command } from "commander";
import stringWidth from "string-width";
import { compile } from "../../bindings/compile.ts";
import { UsagiError } from "../../bindings/errors.ts";
import { type Model, networkOf } from "../../bindings/model.ts";
import type { Network } from "../../bindings/network.ts";
import {
  digitSide, type Image, imageOf, type Picture, type Preparation, prepareDigit, reduce, type Size,
} from "../../experiment/image.ts";
import { printable, printableJson } from "../../experiment/printable.ts";
import { compactJson } from "../../report/json.ts";
import { InputError } from "../errors.ts";
import { readImages } from "../files/idx.ts";
import { type ImageFiles, imageFiles } from "../files/images.ts";
import { findModel, inFile, readModel, type Selection } from "../files/models.ts";
import { readPicture } from "../files/pictures.ts";
import { type Host, printAll } from "../host.ts";
import { plainTable } from "../report/plain-table.ts";
import { readRunFile } from "../run/run-file.ts";
import { pathText, pathTexts, seedNumber } from "./command.ts";

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
    .argument("<images...>", "PNG and JPEG images or folders of them, or an IDX file", pathTexts)
    .option("--arm <name>", "the network of this arm")
    .option("--seed <number>", "the network of this seed", seedNumber)
    .option("--invert", "dark ink on light, whatever the images seem to be")
    .option("--raw", "take images as they are: do not prepare them as MNIST's were")
    .option("--json", "print one JSON document, with every probability")
    .action(async (path: string, images: string[], options: PredictOptions) => {
      await printAll(host.stdout, predict(path, images, options));
    });
}

interface Prediction {
  /** The file of a picture. */
  image?: string;
  class: number;
  /** One a class. */
  probabilities: number[];
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
 * @param paths PNG and JPEG images and folders of them, or one IDX file.
 * @throws InputError, before the first part, where nothing can be said; after the last, where some pictures cannot be
 * used.
 */
export async function* predict(path: string, paths: string[], options: PredictOptions): AsyncGenerator<string> {
  const { file } = await findModel(path, options);
  const model = await readModel(file);
  const size = inFile(file, () => imageSize(model));
  const module = await compile();
  const description = { ...model.description, batchSize: 2 };
  const network = inFile(file, () => networkOf(module, { ...model, description }));
  const prepares = !options.raw && (await isOfDigits(file, size));
  const subject = { file, network, size, prepares, invert: options.invert ?? false };
  const images = await imageFiles(paths);
  const print = options.json
    ? (predictions: Predictions) => document(file, paths, predictions)
    : (predictions: Predictions) => lines(images, predictions);

  if ("idx" in images) {
    const all = await ofIdx(subject, images.idx);
    // Nothing is printed of a file that fails at its end.
    for (const ahead = all(); !ahead.next().done;);
    yield* print(all());
    return;
  }
  const problems: string[] = [];
  const all = ofPictures(subject, images.pictures, problems);
  if (images.pictures.length > 1 || options.json) yield* print(all);
  else for await (const prediction of all) yield about(prediction);
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

interface Subject {
  /** The network's. */
  file: string;
  network: Network;
  size: Size;
  prepares: boolean;
  invert: boolean;
}

type Predictions = Iterable<Prediction> | AsyncIterable<Prediction>;

/** Those of an IDX file are taken as they are where they have the network's size. */
async function ofIdx(subject: Subject, file: string): Promise<() => Generator<Prediction>> {
  const { pixels, count, rows, columns } = await readImages(file);
  const { size, invert } = subject;
  const prepares = subject.prepares && !(rows === size.rows && columns === size.columns);
  const imageAt = (i: number) => {
    const grey = Float32Array.from(pixels.subarray(i * rows * columns, (i + 1) * rows * columns), (pixel) => pixel / 255);
    return seen(`${file}: image ${i}`, { rows, columns, grey }, { ...subject, prepares, invert });
  };
  return function* () {
    for (let first = 0; first < count; first += sliceImages) {
      const slice = Array.from({ length: Math.min(sliceImages, count - first) }, (_, i) => imageAt(first + i));
      yield* ask(subject, slice, first);
    }
  };
}

/** Those that cannot be used are named in `problems`, unless there is only one. */
async function* ofPictures(subject: Subject, files: string[], problems: string[]): AsyncGenerator<Prediction> {
  for (const file of files) {
    try {
      const image = seen(file, await readPicture(file), subject);
      for (const prediction of ask(subject, [image])) yield { image: file, ...prediction };
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
function seen(name: string, picture: Picture, { size, prepares, invert }: Subject): Seen {
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

/** @param first Number of the first image, for messages. */
function* ask({ file, network }: Subject, images: Seen[], first = 0): Generator<Prediction> {
  const { inputs, output } = network.description;
  const x = new Float32Array(images.length * inputs);
  images.forEach(({ image }, i) => x.set(image.values, i * inputs));
  const all = network.predict(x);
  for (const [i, { done }] of images.entries()) {
    const probabilities = Array.from(all.subarray(i * output.units, (i + 1) * output.units));
    if (probabilities.some(Number.isNaN)) {
      throw new InputError(
        `${file}: gives no probabilities of image ${first + i}: with its weights the sums overflow to NaN`,
      );
    }
    const best = probabilities.indexOf(Math.max(...probabilities));
    yield { class: best, probabilities, ...(done && { prepared: done }) };
  }
}

/** One JSON document; its head comes with the first prediction, so that there is none where that fails. */
async function* document(model: string, paths: string[], predictions: Predictions): AsyncGenerator<string> {
  const name = printableJson(JSON.stringify(model));
  const images = printableJson(JSON.stringify(paths.length === 1 ? paths[0] : paths));
  let before = `{\n  "model": ${name},\n  "images": ${images},\n  "predictions": [`;
  for await (const prediction of predictions) {
    yield `${before}\n    ${printableJson(compactJson(prediction, "    "))}`;
    before = ",";
  }
  if (before === ",") yield "\n  ]\n}\n";
}

/** All about one picture. */
function about({ probabilities, prepared }: Prediction): string {
  const ranked = probabilities
    .map((probability, k) => ({ k, probability }))
    .sort((a, b) => b.probability - a.probability);
  const rows = ranked.slice(0, shownClasses).map(({ k, probability }) => [
    String(k), probability.toFixed(4), "█".repeat(Math.round(barColumns * probability)),
  ]);
  const rest = ranked.slice(shownClasses);
  if (rest.length > 0) {
    const sum = rest.reduce((total, { probability }) => total + probability, 0);
    rows.push([`${rest.length} more`, sum.toFixed(4), ""]);
  }
  const table = plainTable(["class", "probability", ""], ["right", "right", "left"], rows);
  return prepared ? `${table}\n\n${sentence(prepared)}\n` : `${table}\n`;
}

function sentence({ inverted, stretched, centred }: Preparation): string {
  const steps = [
    ...(inverted ? ["dark on light, so inverted"] : []),
    ...(stretched ? ["contrast raised to the full range"] : []),
    ...(centred ? ["fitted into 20 × 20 of 28 × 28 pixels, centred by mass"] : []),
  ];
  if (steps.length === 0) return "Taken as it is: it looks as MNIST's images do.";
  return `Prepared as MNIST's images were:\n${steps.map((step) => `  ${step}\n`).join("")}With --raw it is taken as it is.`;
}

/** The same in a word or three. */
function briefly({ inverted, stretched, centred }: Preparation): string {
  const words = [...(inverted ? ["inverted"] : []), ...(stretched ? ["contrast"] : []), ...(centred ? ["centred"] : [])];
  return words.join(", ") || "–";
}

/** A line an image: its file or its number in the IDX file, its class and how probable that is. */
async function* lines(images: ImageFiles, predictions: Predictions): AsyncGenerator<string> {
  const names = "idx" in images ? [] : images.pictures.map(printable);
  const width = names.reduce((most, name) => Math.max(most, stringWidth(name)), 5);
  const pad = (name: string) => " ".repeat(Math.max(0, width - stringWidth(name)));
  let number = 0;
  for await (const { image, class: found, probabilities, prepared } of predictions) {
    if (number === 0) yield `${"image".padEnd(width)}  class  probability${prepared ? "  prepared" : ""}\n`;
    const name = image === undefined ? String(number) : printable(image);
    const cells = [
      image === undefined ? pad(name) + name : name + pad(name),
      String(found).padStart(5), probabilities[found]!.toFixed(4).padStart(11), ...(prepared ? [briefly(prepared)] : []),
    ];
    yield `${cells.join("  ")}\n`;
    number++;
  }
}
