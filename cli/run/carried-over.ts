import { eachSeries } from "../../experiment/layers.ts";
import { eachMetric } from "../../experiment/metrics.ts";
import type { ResolvedTraining } from "../../experiment/resolve.ts";
import type { TrainingState } from "../../experiment/training.ts";

/** The state that a training with fewer iterations has reached, as one with these iterations would have it there. */
export function carriedOver(state: TrainingState, { iterations, evaluateEvery }: ResolvedTraining): TrainingState {
  if (state.iteration >= iterations) return state;
  // The last step is always evaluated; of a longer training it is one of many.
  const { metrics } = state;
  const isDue = (_: number, i: number) => metrics.iterations[i]! % evaluateEvery === 0;
  const last = metrics.iterations.length - 1;
  return {
    ...state,
    metrics: {
      loss: metrics.loss,
      iterations: metrics.iterations.filter(isDue),
      ...eachMetric((name) => metrics[name]?.filter(isDue)),
    },
    ...(state.layers && { layers: eachSeries(state.layers, (values) => values.filter(isDue)) }),
    confusion: last >= 0 && isDue(0, last) ? state.confusion : undefined,
    // Weights that overflow are looked for after the last step alone.
    failure: Number.isFinite(metrics.loss.at(-1)) ? undefined : state.failure,
  };
}
