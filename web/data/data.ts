// MNIST, as it arrives: in pieces of some thousand images, of which an experiment loads those that it needs.

import { computed, signal } from "@preact/signals";
import { Dataset } from "../../bindings/dataset.ts";
import type { Data } from "../../experiment/evaluation.ts";
import { withLabelNoise } from "../../experiment/label-noise.ts";
import type { ResolvedDataset } from "../../experiment/resolve.ts";
import { fileUrl } from "../site.ts";
import { classes, inputs } from "./mnist.ts";
import { type Bounds, join, missingOf, type Range, rangesOf } from "./pieces.ts";

export type Kind = "train" | "test";
export type Counts = Readonly<Record<Kind, number>>;
export type { Data };

export { classes, imageSide, inputs } from "./mnist.ts";

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

/** Those on their way, by address. */
const coming = new Set<string>();

/** Loads what is missing for a data set, in the background; again after a failure. */
export function request(dataset: ResolvedDataset): void {
  dataFailure.value = undefined;
  for (const kind of kinds) {
    for (const index of missingOf(rangesOf(dataset, totals)[kind], bounds[kind], held[kind])) void load(kind, index);
  }
}

let made: { of: string; data: Data } | undefined;
const asWritten = new WeakMap<Data, Uint8Array>();

/** The images as an experiment uses them, once they have arrived: the same object for the same data set. */
export function take(dataset: ResolvedDataset): Data | undefined {
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

async function load(kind: Kind, index: number): Promise<void> {
  const { url, count, bytes } = BUILD.pieces[kind][index]!;
  if (coming.has(url)) return;
  coming.add(url);
  asked.value += bytes;
  let here = 0;
  const counted = (more: number) => {
    here += more;
    received.value += more;
  };
  try {
    const content = await fetchPiece(url, counted);
    if (content.length !== count * (inputs + 1)) throw new Error(`${url}: ${content.length} bytes`);
    await unpack(kind, index, content);
    counted(bytes - here); // whatever a server made of them
  } catch (error) {
    asked.value -= bytes;
    counted(-here);
    dataFailure.value = (error as Error).message;
  } finally {
    coming.delete(url);
  }
}

async function fetchPiece(url: string, count: (bytes: number) => void): Promise<Uint8Array> {
  const address = fileUrl(url);
  const response = await fetch(address);
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  const kept = keep(address, response.clone());
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      count(chunk.length);
      controller.enqueue(chunk);
    },
  });
  const stream = response.body.pipeThrough(counting).pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  await kept;
  return bytes;
}

/** The service worker answers from this cache; the first visit is made without it. */
async function keep(address: URL, response: Response): Promise<void> {
  if (!("caches" in globalThis)) return;
  try {
    const cache = await caches.open("usagi-data");
    if (!(await cache.match(address))) await cache.put(address, response);
  } catch {
    // No room or no permission: the page works, but not offline.
  }
}

const sliceImages = 500;

/** Labels, then pixels; compressed in slices that let the page breathe. */
async function unpack(kind: Kind, index: number, content: Uint8Array): Promise<void> {
  const { start, end } = bounds[kind][index]!;
  const count = end - start;
  const labels = content.subarray(0, count);
  const images = content.subarray(count);
  if (kind === "test") {
    testImages.set(images, start * inputs);
    testLabels.set(labels, start);
  }
  const slices: Dataset[] = [];
  for (let first = 0; first < count; first += sliceImages) {
    const last = Math.min(count, first + sliceImages);
    const pixels = images.subarray(first * inputs, last * inputs);
    slices.push(Dataset.fromImages({ images: pixels, labels: labels.subarray(first, last), inputs, classes }));
    await new Promise((resolve) => setTimeout(resolve));
  }
  const slicesBounds = slices.map((_, i) => ({ start: i * sliceImages, end: Math.min(count, (i + 1) * sliceImages) }));
  held[kind].set(index, join({ start: 0, end: count }, slicesBounds, new Map(slices.entries())));
  const inRow = (of: Kind) => (bounds[of].find((_, i) => !held[of].has(i))?.start ?? totals[of]);
  arrived.value = { train: inRow("train"), test: inRow("test") };
}
