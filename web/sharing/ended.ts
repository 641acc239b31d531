import { scoreOf } from "../../experiment/metrics.ts";
import { finalIndex } from "../../report/statistics/arms.ts";
import type { Run } from "../race/run.ts";
import type { Ended } from "./claim.ts";

/** What a run has come to; with its best network, where it ended with that. */
export function ended({ arm, at, best, metrics, snapshot }: Run): Ended {
  const { task, test } = scoreOf(arm);
  const { iterations, [test]: values = [] } = metrics;
  return { iteration: at, task, score: values[finalIndex({ iterations, best })], digest: snapshot.value?.digest ?? "" };
}
