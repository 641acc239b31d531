// MNIST, as it arrives: a first piece of 1,000 images of each kind, then as much as the experiment needs.

import { signal } from "@preact/signals";
import { Dataset } from "../../bindings/dataset.ts";
import { fileUrl } from "../site.ts";

export type Kind = "train" | "test";
export type Counts = Readonly<Record<Kind, number>>;
export type { Data } from "../../experiment/evaluation.ts";

export const imageSide = 28;
export const inputs = imageSide * imageSide;
export const classes = 10;

const countOf = (kind: Kind) => BUILD.pieces[kind].reduce((sum, { count }) => sum + count, 0);
/** How many images there are. */
export const totals: Counts = { train: countOf("train"), test: countOf("test") };
/** How many images the first pieces have. */
export const firstCounts: Counts = { train: BUILD.pieces.train[0]!.count, test: BUILD.pieces.test[0]!.count };

/** How many images have arrived. */
export const arrived = signal<Counts>({ train: 0, test: 0 });
/** Why the last piece did not arrive. */
export const dataFailure = signal<string | undefined>(undefined);

const first: Partial<Record<Kind, Dataset>> = {};
const held: Partial<Record<Kind, Dataset>> = {};
const piecesHeld = { train: 0, test: 0 };
/** Pixels of all test images so far, a byte each, to be looked at. */
const testImages = new Uint8Array(totals.test * inputs);

let wanted: Counts = firstCounts;
let loading = false;

/** Loads what is missing of the first `counts` images, in the background; again after a failure. */
export function request(counts: Counts): void {
  wanted = counts;
  if (!loading) void load();
}

/** The first images of each kind, once they have arrived. */
export function take(counts: Counts): Readonly<Record<Kind, Dataset>> | undefined {
  const train = part("train", counts.train);
  const test = part("test", counts.test);
  return train && test && { train, test };
}

/** Pixels (28 × 28 bytes) of a test image that has arrived. */
export function testImage(row: number): Uint8Array {
  return testImages.subarray(row * inputs, (row + 1) * inputs);
}

export function testLabel(row: number): number | undefined {
  return held.test?.labels[row];
}

/** A first piece is handed out by itself, so that a copy of it does not carry the others along. */
function part(kind: Kind, count: number): Dataset | undefined {
  const source = [first[kind], held[kind]].find((dataset) => dataset && dataset.size >= count);
  return source?.take(count);
}

async function load(): Promise<void> {
  loading = true;
  dataFailure.value = undefined;
  try {
    for (let kinds = missing(); kinds.length > 0; kinds = missing()) {
      const pieces = await Promise.all(kinds.map((kind) => fetchPiece(kind)));
      kinds.forEach((kind, i) => append(kind, pieces[i]!));
      arrived.value = { train: held.train?.size ?? 0, test: held.test?.size ?? 0 };
    }
  } catch (error) {
    dataFailure.value = (error as Error).message;
  } finally {
    loading = false;
  }
}

/** What to load next: both first pieces, then the test images, as every experiment is measured on them. */
function missing(): Kind[] {
  const kinds = (["test", "train"] as const).filter((kind) => (held[kind]?.size ?? 0) < wanted[kind]);
  return kinds.some((kind) => !held[kind]) ? kinds.filter((kind) => !held[kind]) : kinds.slice(0, 1);
}

interface Piece {
  images: Uint8Array;
  labels: Uint8Array;
}

async function fetchPiece(kind: Kind): Promise<Piece> {
  const { url, count } = BUILD.pieces[kind][piecesHeld[kind]]!;
  const address = fileUrl(url);
  const response = await fetch(address);
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  await keep(address, response.clone());
  const stream = response.body.pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  if (bytes.length !== count * (inputs + 1)) throw new Error(`${url}: ${bytes.length} bytes`);
  return { labels: bytes.subarray(0, count), images: bytes.subarray(count) };
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

function append(kind: Kind, { images, labels }: Piece): void {
  const before = held[kind];
  if (kind === "test") testImages.set(images, (before?.size ?? 0) * inputs);
  const piece = Dataset.fromImages({ images, labels, inputs, classes });
  first[kind] ??= piece;
  held[kind] = before ? concatenate(before, piece) : piece;
  piecesHeld[kind]++;
}

function concatenate(a: Dataset, b: Dataset): Dataset {
  const labels = new Uint8Array(a.size + b.size);
  labels.set(a.labels);
  labels.set(b.labels, a.size);
  const records = new Uint32Array(a.records.length + b.records.length);
  records.set(a.records);
  records.set(b.records, a.records.length);
  const offsets = new Uint32Array(a.size + b.size + 1);
  offsets.set(a.offsets);
  b.offsets.forEach((offset, row) => (offsets[a.size + row] = a.records.length + offset));
  return Dataset.fromParts({ inputs, classes, labels, records, offsets });
}
