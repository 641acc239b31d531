import { completeOptions } from "../bindings/parts/options.ts";
import { type Rate, rateOf, schedules } from "../bindings/parts/schedules.ts";
import type { EachMetric } from "./metrics.ts";
import { eachMetric } from "./metrics.ts";
import { Patience } from "./patience.ts";
import type { ResolvedArm } from "./resolve.ts";
import type { Metrics } from "./training.ts";

/** The learning rate of an arm: a function of the step and, on a plateau, of the evaluations so far. */
export class LearningRate {
  readonly #rate: Rate;
  readonly #plateau: Patience | undefined;
  #reductions = 0;

  constructor({ optimizer, schedule }: Pick<ResolvedArm, "optimizer" | "schedule">) {
    this.#rate = rateOf(optimizer.learningRate, schedule);
    if (schedule?.name === "plateau") this.#plateau = new Patience(completeOptions(schedules.plateau.options, schedule));
  }

  /** Of a step, which counts from 0, after the evaluations that it has seen. */
  of(step: number): number {
    return this.#rate(step, this.#reductions);
  }

  /** Takes the values of an evaluation. */
  see(measured: EachMetric<number>): void {
    this.#plateau?.see(measured);
    if (!this.#plateau?.exhausted) return;
    this.#reductions++;
    this.#plateau.renew();
  }
}

/** The values of the evaluation with this index. */
export const measuredAt = (metrics: Metrics, index: number) => eachMetric((name) => metrics[name]?.[index]);

/** The learning rate of every step that was made; undefined where it is constant. */
export function learningRates(arm: Pick<ResolvedArm, "optimizer" | "schedule">, metrics: Metrics): number[] | undefined {
  if (!arm.schedule) return undefined;
  const rate = new LearningRate(arm);
  let seen = 0;
  return metrics.loss.map((_, step) => {
    for (; metrics.iterations[seen]! <= step; seen++) rate.see(measuredAt(metrics, seen));
    return rate.of(step);
  });
}
