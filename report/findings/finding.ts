/** What is found in results, as data: each kind has its numbers, and a sentence in each language. */

/** A difference that holds after the correction for all comparisons. */
export interface Difference {
  /** In favour of what is ahead, so positive. */
  mean: number;
  /** Half of the 95% interval of the mean; 0 where all seeds differ by the same. */
  within: number;
  /** The seeds in which it is ahead, and those in which both have a value. */
  ahead: number;
  seeds: number;
}

/**
 * What values are of, where it is not the accuracy: the RMSE, of which lower is better, shown with so many decimals at
 * most. A target is then one of R².
 */
export interface RmseScore {
  name: "rmse";
  decimals: number;
}

/** Of findings about scores; left out of accuracies. */
interface Scored {
  score?: RmseScore;
}

/** What is compared: the final test score, or the steps that it takes to reach a target. */
export type Measure = { name: "accuracy" } | RmseScore | { name: "steps"; target: number; of?: "r2" };

export interface Level {
  arm: string;
  /** Mean over the seeds. */
  value: number;
  /** Half of its 95% interval; NaN of one seed. */
  within: number;
}

export interface Setting {
  /** In the arm, such as optimizer.learningRate. */
  path: string;
  value: unknown;
}

export type Finding =
  /** Runs that are missing: nothing is said of them. */
  | { kind: "missing"; runs: number; complete: number; interrupted: number; notStarted: number; ended: number }
  /** Arms that came to the same networks, to the last bit, with every seed. */
  | { kind: "identical"; arms: string[]; seeds: number }
  /** The only arm, or the only one that learned. */
  | ({ kind: "alone"; level: Level; of: number; lowest: number; highest: number; seeds: number } & Scored)
  /** With one seed: the best, at most three. */
  | ({ kind: "order"; levels: Level[]; of: number; seed: number } & Scored)
  /** Arms between which no difference can be shown, the best or fastest first. */
  | {
    kind: "together";
    measure: Measure;
    levels: Level[];
    /** Whether no two of them can be told apart; otherwise none from the first. */
    allPairs: boolean;
    /** What the 95% intervals of all these differences lie within, either way. */
    within: number;
    /** Whether they are the best and there are others. */
    best: boolean;
    /** Seeds in which the first is the best of them. */
    leads: number;
    seeds: number;
  }
  /** Arms that are ahead of another. */
  | {
    kind: "ahead";
    measure: Measure;
    leaders: Level[];
    /** Where some that cannot be told apart from the leaders are not ahead. */
    only: boolean;
    other: Level;
    /** The smallest of the leaders' differences to the other. */
    difference: Difference;
    /** Further arms that all leaders are ahead of, by more. */
    also: string[];
    best: boolean;
  }
  /** Arms that depend so much on the seed that they cannot be placed among the others. */
  | ({ kind: "scattered"; arms: { arm: string; lowest: number; highest: number }[]; seeds: number } & Scored)
  /** Arms that stayed at chance level. */
  | {
    kind: "unlearned";
    /** `worse` than the mean of targets, clearly, at the end. */
    arms: { level: Level; seeds: number; of: number; steps: number; worse?: boolean }[];
    /** The accuracy of naming always the class that most test data have; where rows have targets, the R² of their mean, 0. */
    chance: number;
    tuned: boolean;
    score?: RmseScore;
  }
  | { kind: "diverged"; arms: { arm: string; seeds: number; of: number }[] }
  /** When which arms first reached a test accuracy, or a test R²: medians, the earliest first, and in how many seeds of how many. */
  | {
    kind: "reached";
    target: number;
    times: { steps: number; arms: string[]; seeds: number; of: number }[];
    not: string[];
    seeds: number;
    of?: "r2";
  }
  /** Whether those that are ahead at the end are ahead on the way to the target, too: `both` are, or none is. */
  | { kind: "both"; target: number; highest: string[]; both: string[]; of?: "r2" }
  /**
   * How far the training score ends ahead of the test score, where that is far; with the share of wrong labels, and whether the
   * training score is of the last batch alone.
   */
  | ({ kind: "gap"; gap: Level; train: number; test: number; seeds: number; labelNoise?: number; onBatch?: true } & Scored)
  /** How many arms narrow the gap of the only one without regularization, and which of them end better on test data. */
  | ({
    kind: "remedies"; base: string; narrower: number; of: number; narrowest: Level; higher: string[]; seeds: number;
  } & Scored)
  /** Arms that end well behind what they had reached. */
  | ({ kind: "fellBack"; arms: { arm: string; best: number; final: number }[] } & Scored)
  /** How the settings were chosen. */
  | {
    kind: "tuned";
    /** Those of the arm with most. */
    trials: number;
    /** Those of the arm with fewest. */
    fewest: number;
    arms: number;
    seeds: number;
    untuned: string[];
    diverged: number;
    halved: number;
  }
  | { kind: "chosen"; arms: { arm: string; settings: Setting[] }[] }
  /** Chosen at an end of its range, which may be of 1 − x, as `value` then is; with a wider one where there can be one. */
  | {
    kind: "edge";
    edges: (Setting & { arm: string; end: "min" | "max"; fromOne: boolean; wider: object | undefined })[];
  }
  /**
   * Over how many decades of learning rates trials came near their arm's best validation accuracy, or R², the widest first; or
   * more, if `open`.
   */
  | { kind: "sensitivity"; within: number; arms: { arm: string; decades: number; open: boolean }[]; of?: "r2" }
  /** Arms all of whose trials diverged, but for those that halving had ended before. */
  | { kind: "unchosen"; arms: string[] }
  /** Optimizers compared at settings that nobody tuned. */
  | { kind: "untuned" }
  /** Few seeds, and what to ask for instead. */
  | { kind: "fewSeeds"; seeds: number; set: string }
  /** What ± and "ahead" mean. */
  | ({ kind: "method"; comparisons: number } & Scored);

export type Kind = Finding["kind"];
export type FindingOf<Name extends Kind> = Extract<Finding, { kind: Name }>;
