// Data of one's own, on the page's side: files that were dropped stay in this browser, and a worker reads them.

import { Dataset } from "../../bindings/dataset.ts";
import type { Data } from "../../experiment/evaluation.ts";
import type { ResolvedDataset } from "../../experiment/resolve.ts";
import { ownUrl } from "../site.ts";
import { about, filesOf } from "./held.ts";
import type { Asked, Reply } from "./own-worker.ts";

/** What an experiment calls its data, as Data. @throws Error that says what is wrong with a file, or which is not here. */
export async function readOwn(dataset: ResolvedDataset): Promise<Data> {
  const files = "path" in dataset ? filesOf(dataset.path) : [];
  if (!files) throw new Error(`“${(dataset as { path: string }).path}” is not here: drop it on the page; it stays in this browser`);
  const { train, test, validation, targetScales, ...rest } = await ask("set", { dataset, files });
  const data: Data = {
    train: Dataset.fromParts(train), test: Dataset.fromParts(test), ...(validation && { validation: Dataset.fromParts(validation) }),
    ...(targetScales && { targetScales }),
  };
  about.set(data, rest);
  return data;
}

/** Asks a worker of its own. @throws Error that says what is wrong with a file. */
export async function ask<What extends keyof Asked>(what: What, of: Asked[What][0]): Promise<Asked[What][1]> {
  const worker = new Worker(ownUrl, { type: "module" });
  const reply = await new Promise<Reply>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<Reply>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve({ failure: event.message || "the worker that reads data cannot be loaded" });
    };
    worker.postMessage({ what, of });
  }).finally(() => worker.terminate());
  if ("failure" in reply) throw new Error(reply.failure);
  return reply.found;
}
