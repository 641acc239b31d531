import { scoreOf } from "../../experiment/metrics.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import { rungsOf, stepsAt } from "../../experiment/tuning/halving.ts";
import { judgedSeeds, trialSettings, withSettings } from "../../experiment/tuning/trials.ts";
import { asTrial } from "./trial-arm.ts";
import type { TuningPlan } from "./tuning-progress.ts";
import { type ImageCounts, workOfRun, workOfTrial } from "./work.ts";

/** What a search has before it; as which trials go on is not known, those are taken for average ones. */
export function tuningPlan(experiment: ResolvedExperiment, images: ImageCounts): TuningPlan {
  const { tuning } = experiment;
  const runs = judgedSeeds(experiment).length;
  let work = 0;
  const arms = experiment.arms.map((arm) => {
    const trials = tuning ? trialSettings(arm, tuning, experiment.seeds[0]!).map((settings) => withSettings(arm, settings)) : [];
    for (const rung of rungsOf(trials.length, tuning?.halving?.factor, tuning?.halving?.from)) {
      const all = trials.reduce((sum, one) =>
        sum + workOfTrial(asTrial(one, tuning!.choose), stepsAt(rung, one.training.iterations), images), 0);
      if (trials.length > 0) work += tuning!.seeds * all * (rung.trials / trials.length);
    }
    work += runs * workOfRun(arm, images);
    return { name: arm.name, trials: trials.length, runs };
  });
  return { arms, work, task: scoreOf(experiment.arms[0]).task };
}
