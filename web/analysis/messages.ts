// What the page and its analysis worker say to each other.

import type { DatasetParts } from "../../bindings/dataset.ts";
import type { TaskName } from "./tasks/index.ts";
import type { Weights } from "./tools.ts";

export type Request =
  /** Once a race, before its first task. */
  | { type: "images"; module: WebAssembly.Module; train: DatasetParts; test: DatasetParts; validation?: DatasetParts }
  | {
      type: "task";
      id: number;
      name: TaskName;
      /** All but the networks. */
      input: object;
      networks: readonly number[];
      /** Those of them that the worker has not got. */
      news: readonly (readonly [number, Weights])[];
      /** Networks that it may give up afterwards. */
      forget: readonly number[];
    };

export type Reply = { id: number; output: unknown } | { id: number; failure: string };
