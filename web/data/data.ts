// MNIST, as it arrives: in pieces of some thousand images, of which an experiment loads those that it needs.

import { batch, computed, signal } from "@preact/signals";
import { Dataset } from "../../bindings/dataset.ts";
import type { Data } from "../../experiment/evaluation.ts";
import { withLabelNoise } from "../../experiment/label-noise.ts";
import type { ResolvedDataset } from "../../experiment/resolve.ts";
import { fileUrl, imagesUrl } from "../site.ts";
import { identityOf } from "./held.ts";
import { classes, inputs } from "./mnist.ts";
import { type Bounds, join, missingOf, type Range, rangesOf } from "./pieces.ts";
import type { Reply, Request } from "./worker.ts";

export type Kind = "train" | "test";
export type Counts = Readonly<Record<Kind, number>>;
export type { Data };

export { classes, imageSide, imageSize, inputs } from "./mnist.ts";

const kinds = ["test", "train"] as const;
const boundsOf = (kind: Kind): Bounds[] => {
  let end = 0;
  return BUILD.pieces[kind].map(({ count }) => ({ start: end, end: (end += count) }));
};
const bounds = { train: boundsOf("train"), test: boundsOf("test") };
/** How many images there are. */
export const totals: Counts = { train: bounds.train.at(-1)!.end, test: bounds.test.at(-1)!.end };

const held = { train: new Map<number, Dataset>(), test: new Map<number, Dataset>() };
/** Pixels of all test images so far, a byte each, to be looked at. */
const testImages = new Uint8Array(totals.test * inputs);
const testLabels = new Uint8Array(totals.test);

/** How many images have arrived, from the first on without a gap. */
export const arrived = signal<Counts>({ train: 0, test: 0 });
/** Why a piece did not arrive. */
export const dataFailure = signal<string | undefined>(undefined);

/** Bytes that were asked for, and those of them that are here. */
const asked = signal(0);
const received = signal(0);
/** How much of what was asked for is here, from 0 to 1; undefined once it is all here. */
export const loading = computed(() => (received.value < asked.value ? received.value / asked.value : undefined));

interface Piece {
  readonly kind: Kind;
  readonly index: number;
  /** All of its bytes, and how many of them are here. */
  readonly bytes: number;
  received: number;
}

/** Those on their way, by address. */
const coming = new Map<string, Piece>();
/** Fetches and unpacks them; undefined while nothing is on its way. */
let worker: Worker | undefined;

/** Loads what is missing for a data set, in the background; again after a failure. */
export function request(dataset: ResolvedDataset): void {
  dataFailure.value = undefined;
  if (dataset.name !== "mnist") {
    void requestOwn(dataset);
    return;
  }
  for (const kind of kinds) {
    for (const index of missingOf(rangesOf(dataset, totals)[kind], bounds[kind], held[kind])) load(kind, index);
  }
}

let made: { of: string; data: Data } | undefined;
/** The last data that are not MNIST's, and what is being read: by what they are. */
let own: { of: string; data: Data } | undefined;
let reading: string | undefined;

async function requestOwn(dataset: ResolvedDataset): Promise<void> {
  const of = JSON.stringify(identityOf(dataset));
  if (own?.of === of || reading === of) return;
  reading = of;
  try {
    const { readOwn } = await import("./own.ts");
    const data = await readOwn(dataset);
    if (reading !== of) return;
    own = { of, data };
    arrived.value = { ...arrived.value };
  } catch (error) {
    if (reading === of) dataFailure.value = (error as Error).message;
  } finally {
    if (reading === of) reading = undefined;
  }
}

/** Reads data of one's own before an experiment asks for them. @throws Error that says what is wrong with them. */
export async function readAhead(dataset: ResolvedDataset): Promise<void> {
  const of = JSON.stringify(identityOf(dataset));
  const { readOwn } = await import("./own.ts");
  own = { of, data: await readOwn(dataset) };
}

const asWritten = new WeakMap<Data, Uint8Array>();

/** The images as an experiment uses them, once they have arrived: the same object for the same data set. */
export function take(dataset: ResolvedDataset): Data | undefined {
  if (dataset.name !== "mnist") return own?.of === JSON.stringify(identityOf(dataset)) ? own.data : undefined;
  const of = JSON.stringify(dataset);
  if (made?.of === of) return made.data;
  const ranges = rangesOf(dataset, totals);
  if (kinds.some((kind) => missingOf(ranges[kind], bounds[kind], held[kind]).length > 0)) return undefined;
  const images = (kind: Kind, range: Range) => join(range, bounds[kind], held[kind]);
  const [used, aside] = ranges.train;
  const train = images("train", used!);
  const data: Data = {
    train: dataset.labelNoise
      ? Dataset.fromParts({ ...train.parts(), labels: withLabelNoise(train.labels, classes, dataset.labelNoise) })
      : train,
    test: images("test", ranges.test[0]!),
    ...(aside && { validation: images("train", aside) }),
  };
  made = { of, data };
  asWritten.set(data, train.labels);
  return data;
}

/** The labels of the training images before some of them were made wrong. */
export const rightLabels = (data: Data): Uint8Array => asWritten.get(data) ?? data.train.labels;

/** Pixels (28 × 28 bytes) of a test image that has arrived. */
export function testImage(row: number): Uint8Array {
  return testImages.subarray(row * inputs, (row + 1) * inputs);
}

export function testLabel(row: number): number | undefined {
  return row < arrived.peek().test ? testLabels[row] : undefined;
}

function load(kind: Kind, index: number): void {
  const { url, count, bytes } = BUILD.pieces[kind][index]!;
  const address = fileUrl(url).href;
  if (coming.has(address)) return;
  coming.set(address, { kind, index, bytes, received: 0 });
  asked.value += bytes;
  worker ??= begin();
  worker.postMessage({ url: address, count, pixels: kind === "test" } satisfies Request);
}

function begin(): Worker {
  const started = new Worker(imagesUrl, { type: "module" });
  started.onmessage = ({ data }: MessageEvent<Reply>) => receive(data);
  started.onerror = (event) => {
    event.preventDefault();
    for (const url of coming.keys()) receive({ url, failure: event.message || "the worker that loads images cannot be loaded" });
  };
  return started;
}

function receive(reply: Reply): void {
  const piece = coming.get(reply.url)!;
  const counted = (more: number) => {
    piece.received += more;
    received.value += more;
  };
  if ("received" in reply) {
    counted(reply.received);
    return;
  }
  batch(() => {
    if ("failure" in reply) {
      asked.value -= piece.bytes;
      counted(-piece.received);
      dataFailure.value = reply.failure;
    } else {
      counted(piece.bytes - piece.received); // whatever a server made of them
      hold(piece, Dataset.fromParts(reply.parts), reply.pixels);
    }
  });
  coming.delete(reply.url);
  if (coming.size > 0) return;
  worker?.terminate();
  worker = undefined;
}

function hold({ kind, index }: Piece, images: Dataset, pixels: Uint8Array | undefined): void {
  const { start } = bounds[kind][index]!;
  if (pixels) {
    testImages.set(pixels, start * inputs);
    testLabels.set(images.labels, start);
  }
  held[kind].set(index, images);
  const inRow = (of: Kind) => (bounds[of].find((_, i) => !held[of].has(i))?.start ?? totals[of]);
  arrived.value = { train: inRow("train"), test: inRow("test") };
}
