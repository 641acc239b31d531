// What the analysis worker can be asked for. A task is a pure function of the race's data and its input, whose `networks`
// are sent once and kept there.

import type { Tools, Weights } from "../tools.ts";
import { answers } from "./answers.ts";
import { auc } from "./auc.ts";
import { byHeart } from "./by-heart.ts";
import { distances } from "./distances.ts";
import { explain } from "./explain.ts";
import { functions } from "./functions.ts";
import { histogram } from "./histogram.ts";
import { landscape } from "./landscape.ts";
import { mistakes } from "./mistakes.ts";
import { moved } from "./moved.ts";
import { occlusion } from "./occlusion.ts";
import { paths } from "./paths.ts";
import { predicted } from "./predicted.ts";
import { surface } from "./surface.ts";
import { targets } from "./targets.ts";
import { weights } from "./weights.ts";

export const tasks = {
  answers,
  auc,
  byHeart,
  distances,
  explain,
  functions,
  histogram,
  landscape,
  mistakes,
  moved,
  occlusion,
  paths,
  predicted,
  surface,
  targets,
  weights,
} satisfies Record<string, Task>;

/** Its input is plain data, but for what is never: inputs differ. */
type Task = (tools: Tools, input: never) => unknown;

export type TaskName = keyof typeof tasks;
export type Input<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[1] & { readonly networks: readonly Weights[] };
export type Output<Name extends TaskName> = ReturnType<(typeof tasks)[Name]>;
