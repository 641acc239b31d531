/** `predict`: what a trained network says about an image, or about those of an IDX file. */
import type { Command } from "commander";
import { hasPngSignature } from "fast-png";
import { compile } from "../../bindings/compile.ts";
import { UsagiError } from "../../bindings/errors.ts";
import { printableJson } from "../../experiment/printable.ts";
import { type Model, networkOf } from "../../bindings/model.ts";
import type { Network } from "../../bindings/network.ts";
import { InputError } from "../errors.ts";
import { readWhole, withFile } from "../files/whole.ts";
import { readImages } from "../files/idx.ts";
import { type Image, reduce, type Size } from "../../experiment/image.ts";
import { findModel, inFile, readModel, type Selection } from "../files/models.ts";
import { maxPngBytes, readPng } from "../files/png.ts";
import { type Host, printAll } from "../host.ts";
import { compactJson } from "../../report/json.ts";
import { plainTable } from "../report/plain-table.ts";
import { pathText, seedNumber } from "./command.ts";

export interface PredictOptions extends Selection {
  /** Dark on white. */
  invert?: boolean;
  /** One JSON document instead of text. */
  json?: boolean;
}

export function define(command: Command, host: Host): void {
  command
    .description("print the classes of images and their probabilities")
    .argument("<path>", "a trained network (.safetensors), or the folder of a run", pathText)
    .argument("<images>", "a PNG image, or an IDX file of images", pathText)
    .option("--arm <name>", "the network of this arm")
    .option("--seed <number>", "the network of this seed", seedNumber)
    .option("--invert", "the images are dark on white, unlike MNIST's")
    .option("--json", "print one JSON document, with every probability")
    .action(async (path: string, images: string, options: PredictOptions) => {
      await printAll(host.stdout, predict(path, images, options));
    });
}

interface Prediction {
  class: number;
  /** One a class. */
  probabilities: number[];
}

/** Most classes that are shown of one image. */
const shownClasses = 10;
const barColumns = 40;
/** Images whose values are in memory at once. */
const sliceImages = 1000;

/**
 * What to print, in parts.
 * @throws InputError, before the first of them, where the network or the images cannot be used.
 */
export async function* predict(path: string, imageFile: string, options: PredictOptions): AsyncGenerator<string> {
  const { file } = await findModel(path, options);
  const model = await readModel(file);
  const size = inFile(file, () => imageSize(model));
  const module = await compile();
  const description = { ...model.description, batchSize: 2 };
  const network = inFile(file, () => networkOf(module, { ...model, description }));
  const { json = false, invert = false } = options;
  const png = await isPng(imageFile);
  const images = await (png ? pngImages : idxImages)(imageFile, invert);
  const predictions = () => ask(network, images, (image) => fitted(imageFile, image, size));

  let number = 0;
  for (const { probabilities } of predictions()) {
    if (probabilities.some(Number.isNaN)) {
      throw new InputError(`${file}: gives no probabilities of image ${number}: with its weights the sums overflow to NaN`);
    }
    number++;
  }
  if (json) yield* document(file, imageFile, predictions());
  else if (!png) yield* lines(images.count, predictions());
  else for (const prediction of predictions()) yield `${table(prediction)}\n`;
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

async function isPng(file: string): Promise<boolean> {
  return await withFile(file, async (opened) => {
    const { buffer, bytesRead } = await opened.read({ buffer: new Uint8Array(8), position: 0 });
    if (hasPngSignature(buffer.subarray(0, bytesRead))) return true;
    if (file.endsWith(".gz") || (buffer[0] === 0 && buffer[1] === 0)) return false;
    throw new InputError(`${file}: is neither a PNG image nor an IDX file of images`);
  });
}

function fitted(file: string, image: Image, size: Size): Float32Array {
  const fit = reduce(image, size);
  if (fit) return fit.values;
  const text = ({ rows, columns }: Size) => `${columns} × ${rows}`;
  throw new InputError(
    `${file}: images of ${text(image)} pixels (width × height); the network takes ${text(size)}, ` +
      "or larger ones of the same proportions",
  );
}

/** As many images as an iteration asks for: not all of a file are in memory as floats. */
interface Images {
  count: number;
  image: (i: number) => Image;
}

async function pngImages(file: string, invert: boolean): Promise<Images> {
  const image = readPng(file, await readWhole(file, maxPngBytes), invert);
  return { count: 1, image: () => image };
}

async function idxImages(file: string, invert: boolean): Promise<Images> {
  const { pixels, count, rows, columns } = await readImages(file);
  const image = (i: number) => ({
    rows,
    columns,
    values: Float32Array.from(pixels.subarray(i * rows * columns, (i + 1) * rows * columns), (pixel) =>
      (invert ? 255 - pixel : pixel) / 255,
    ),
  });
  return { count, image };
}

function* ask(network: Network, { count, image }: Images, fit: (image: Image) => Float32Array): Generator<Prediction> {
  const { inputs, output } = network.description;
  for (let first = 0; first < count; first += sliceImages) {
    const n = Math.min(sliceImages, count - first);
    const x = new Float32Array(n * inputs);
    for (let i = 0; i < n; i++) x.set(fit(image(first + i)), i * inputs);
    const all = network.predict(x);
    for (let i = 0; i < n; i++) {
      const probabilities = Array.from(all.subarray(i * output.units, (i + 1) * output.units));
      yield { class: probabilities.indexOf(Math.max(...probabilities)), probabilities };
    }
  }
}

/** One JSON document. */
function* document(model: string, images: string, predictions: Iterable<Prediction>): Generator<string> {
  const [name, source] = [model, images].map((text) => printableJson(JSON.stringify(text)));
  yield `{\n  "model": ${name},\n  "images": ${source},\n  "predictions": [`;
  let separator = "";
  for (const prediction of predictions) {
    yield `${separator}\n    ${compactJson(prediction, "    ")}`;
    separator = ",";
  }
  yield "\n  ]\n}\n";
}

/** The most probable classes of one image, with bars. */
function table({ probabilities }: Prediction): string {
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
  return plainTable(["class", "probability", ""], ["right", "right", "left"], rows);
}

/** A line an image: its number in the file, its class and how probable that is. */
function* lines(count: number, predictions: Iterable<Prediction>): Generator<string> {
  const width = Math.max(5, String(count - 1).length);
  yield `${"image".padStart(width)}  class  probability\n`;
  let number = 0;
  for (const { class: found, probabilities } of predictions) {
    yield `${String(number++).padStart(width)}  ${String(found).padStart(5)}  ${probabilities[found]!.toFixed(4).padStart(11)}\n`;
  }
}
