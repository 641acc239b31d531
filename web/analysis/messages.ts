// What the page and its analysis worker say to each other.

import type { DatasetParts } from "../../bindings/dataset.ts";
import type { Data } from "../../experiment/evaluation.ts";
import type { TaskName } from "./tasks/index.ts";
import type { Weights } from "./tools.ts";

export type Request =
  /** Once a race, before its first task. */
  | { type: "images"; module: WebAssembly.Module; train: DatasetParts; test: DatasetParts; validation?: DatasetParts; targetScales?: Data["targetScales"] }
  /** Before the first task about it; without the arrays whose values came before. */
  | { type: "network"; network: number; weights: Weights }
  /** Values of one array, of that length, from a place on: of a network that is too large to be copied at once. */
  | { type: "values"; network: number; name: string; length: number; at: number; values: Float32Array<ArrayBuffer> }
  | {
      type: "task";
      id: number;
      name: TaskName;
      /** All but the networks. */
      input: object;
      networks: readonly number[];
      /** Networks that it may give up afterwards. */
      forget: readonly number[];
    };

export type Reply = { id: number; output: unknown } | { id: number; failure: string };
