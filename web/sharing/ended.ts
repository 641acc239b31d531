import { finalIndex } from "../../report/statistics/arms.ts";
import type { Run } from "../race/run.ts";
import type { Ended } from "./claim.ts";

/** What a run has come to; with its best network, where it ended with that. */
export function ended({ at, best, metrics: { iterations, testAccuracy }, snapshot }: Run): Ended {
  return { iteration: at, accuracy: testAccuracy[finalIndex({ iterations, best })], digest: snapshot.value?.digest ?? "" };
}
