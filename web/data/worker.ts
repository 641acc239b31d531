// Fetches, unpacks and compresses pieces of the images, so that the page does not stand still meanwhile. Bundled into one
// file that imports nothing.

import { Dataset } from "../../bindings/dataset.ts";
import type { DatasetParts } from "../../bindings/dataset.ts";
import { classes, imageSize, inputs } from "./mnist.ts";

export interface Request {
  url: string;
  /** Images in the piece. */
  count: number;
  /** Whether their pixels are wanted too. */
  pixels: boolean;
}

export type Reply = { url: string } & (
  /** So many bytes more are here. */
  | { received: number }
  | { parts: DatasetParts; pixels?: Uint8Array }
  | { failure: string }
);

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Request>) => void;
  postMessage(reply: Reply, transfer?: Transferable[]): void;
};

scope.onmessage = ({ data: { url, count, pixels: wanted } }) => {
  load(url, count).then(
    ({ labels, images }) => {
      const parts = Dataset.fromImages({ images, labels, inputs, image: imageSize, classes }).parts();
      const pixels = wanted ? images.slice() : undefined;
      const buffers = [parts.labels, parts.records, parts.offsets, ...(pixels ? [pixels] : [])].map(({ buffer }) => buffer as ArrayBuffer);
      scope.postMessage({ url, parts, ...(pixels && { pixels }) }, buffers);
    },
  ).catch((error: unknown) => scope.postMessage({ url, failure: (error as Error).message }));
};

/** A piece has the labels of its images, then their pixels. */
async function load(url: string, count: number): Promise<{ labels: Uint8Array; images: Uint8Array }> {
  const content = await fetchPiece(url);
  if (content.length !== count * (inputs + 1)) throw new Error(`${url}: ${content.length} bytes`);
  return { labels: content.subarray(0, count), images: content.subarray(count) };
}

async function fetchPiece(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  const kept = keep(url, response.clone());
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      scope.postMessage({ url, received: chunk.length });
      controller.enqueue(chunk);
    },
  });
  const stream = response.body.pipeThrough(counting).pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  await kept;
  return bytes;
}

/** The service worker answers from this cache; the first visit is made without it. */
async function keep(url: string, response: Response): Promise<void> {
  if (!("caches" in globalThis)) return;
  try {
    const cache = await caches.open("usagi-data");
    if (!(await cache.match(url))) await cache.put(url, response);
  } catch {
    // No room or no permission: the page works, but not offline.
  }
}
