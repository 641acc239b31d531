/** Pictures in folders that are named by their classes, as images of one size. */
import { MAX_UNITS } from "../../bindings/parts/dense.ts";
import { digitSide, fitPicture, type Image, imageOf, type Picture, prepareDigit, type Size } from "../image.ts";
import type { Coding } from "./coding.ts";
import { readPicture } from "./pictures.ts";
import { shuffled, splitOrder } from "./split.ts";
import { bad, compareText, maxBytes, orderOfClasses, requireClasses, type Table, takeRows, tellingNames } from "./table.ts";

export interface ImageOptions {
  /** Pixels of a side, or rows and columns. Default 28. */
  readonly size?: number | readonly [rows: number, columns: number] | undefined;
  /**
   * How a picture becomes an image: "fit" scales it, proportions kept, to the size and centres it; "mnist" makes a digit
   * look as MNIST's do: light on black, full contrast, centred by mass, of 28 × 28. Default "fit".
   */
  readonly prepare?: "fit" | "mnist" | undefined;
  /** Whether ink is dark on light: it becomes light on black. With "mnist", default what the border says. */
  readonly invert?: boolean | undefined;
}

/** A picture of a class. */
export interface PictureFile {
  /** Its path, for messages; its class is the name of the folder that it is in, unless said. */
  readonly path: string;
  readonly class?: string | undefined;
  readonly read: () => Uint8Array | Promise<Uint8Array>;
}

/** Rows and columns of the images. @throws UsagiError where a network cannot take them. */
export function imageSize({ size = digitSide, prepare }: ImageOptions): Size {
  const [rows, columns] = typeof size === "number" ? [size, size] : size;
  if (rows * columns > MAX_UNITS) throw bad(`size ${rows} × ${columns}`, `${rows * columns} pixels; at most ${MAX_UNITS} are allowed`);
  if (prepare === "mnist" && (rows !== digitSide || columns !== digitSide)) {
    throw bad(`size ${rows} × ${columns}`, `"prepare": "mnist" makes images of ${digitSide} × ${digitSide}; leave size out`);
  }
  return { rows, columns };
}

/** A picture as a network sees it: from 0 to 1 in steps of 1/255. @throws UsagiError where it is empty. */
export function prepareImage(name: string, picture: Picture, options: ImageOptions): Image {
  const size = imageSize(options);
  const image = options.prepare === "mnist"
    ? prepareDigit(picture, options.invert || undefined)?.image
    : fitPicture(imageOf(picture, options.invert), size);
  if (!image) throw bad(name, "is empty: nothing stands out from its background");
  return { ...image, values: image.values.map((value) => toByte(value) / 255) };
}

const toByte = (value: number) => Math.min(255, Math.max(0, Math.round(255 * value)));

/** The class that a path says: the name of the folder that the file is in. */
export const classOfPath = (path: string) => path.split(/[\\/]/).at(-2) ?? "";

/** Pictures in the order of their paths, by code units: the same on every machine. */
const inOrder = (files: readonly PictureFile[]) => [...files].sort((a, b) => compareText(a.path, b.path));

/**
 * Pictures as a table of bytes.
 * @param classNames The classes that there may be; default those of the files.
 * @throws UsagiError that names the file that is no intact picture, is too large, or of an unknown class.
 */
export async function readImages(files: readonly PictureFile[], options: ImageOptions = {}, classNames?: readonly string[]): Promise<Table> {
  const image = imageSize(options);
  const inputs = image.rows * image.columns;
  if (files.length === 0) throw bad("images", "there is no PNG or JPEG picture");
  if (files.length * inputs > maxBytes) {
    throw bad("images", `${files.length} pictures of ${inputs} pixels make ${files.length * inputs} bytes; at most ${maxBytes}: give a smaller size`);
  }
  const classOf = (file: PictureFile) => file.class ?? classOfPath(file.path);
  const names = classNames ?? orderOfClasses(new Set(files.map(classOf)));
  requireClasses("images", names.length);
  const ordered = inOrder(files);
  const pixels = new Uint8Array(files.length * inputs);
  const labels = new Uint8Array(files.length);
  for (const [row, file] of ordered.entries()) {
    const label = names.indexOf(classOf(file));
    if (label < 0) throw bad(file.path, `its folder ${classOf(file)} is no class of the training images; there are ${names.slice(0, 20).join(", ")}${names.length > 20 ? ", …" : ""}`);
    labels[row] = label;
    const { values } = prepareImage(file.path, readPicture(file.path, await file.read()), options);
    for (const [i, value] of values.entries()) pixels[row * inputs + i] = toByte(value);
  }
  return { size: files.length, inputs, pixels, image, labels, classes: names.length, ...tellingNames(names) };
}

/**
 * Pictures as rows to train and to test on.
 * @param test The pictures to test on, or a share of them.
 * @throws UsagiError as `readImages` does.
 */
export async function imageTables(
  files: readonly PictureFile[], test: readonly PictureFile[] | number = 0.2, { seed = 0, ...options }: ImageOptions & { readonly seed?: number | undefined } = {},
): Promise<{ train: Table; test: Table; coding: Coding }> {
  const all = await readImages(files, options);
  const names = all.classNames ?? Array.from({ length: all.classes! }, (_, label) => String(label));
  const { rows, columns } = all.image!;
  const coding: Coding = {
    kind: "images", prepare: options.prepare ?? "fit", ...(options.invert && { invert: true }), size: [rows, columns], classNames: names,
  };
  // Folders are sorted by class: the first rows, and the last ones, which are set aside, would be of one alone.
  if (typeof test !== "number") {
    return { train: takeRows(all, shuffled(all.size, seed)), test: await readImages(test, options, names), coding };
  }
  if (all.size < 2) throw bad("images", "there is a single picture, of which none is left to test on");
  const order = splitOrder(all.size, test, seed);
  return { train: takeRows(all, order.train), test: takeRows(all, order.test), coding };
}
