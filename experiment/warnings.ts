/** Warnings: settings that are valid but probably a mistake, because one has no effect beside the others. */
import { regularizationOptions } from "./options.ts";
import { type Path, type Problem, valueAt } from "./problems.ts";
import { mnistImages, type ResolvedArm, type ResolvedExperiment, resolveWith } from "./resolve.ts";
import { valueAtShare } from "./tuning/space.ts";

/** Something about an arm, at a path from the arm on. */
interface Doubt {
  path: Path;
  message: string;
}

/** @param file What the experiment was resolved from: only what it says itself is reported. */
export function warningsOf(experiment: ResolvedExperiment, file: unknown): Problem[] {
  const { arms } = experiment;
  const warn = (path: Path, message: string): Problem => ({ path, value: valueAt(file, path), message });
  const said = (path: Path) => valueAt(file, path) !== undefined;
  const common = new Map<string, { doubt: Doubt; count: number }>();
  const own = arms.flatMap((arm, i) =>
    doubts(arm, experiment).flatMap((doubt) => {
      const path = ["arms", i, ...doubt.path];
      if (said(path)) return [warn(path, doubt.message)];
      const key = JSON.stringify(doubt);
      common.set(key, { doubt, count: (common.get(key)?.count ?? 0) + 1 });
      return [];
    }),
  );
  // What the experiment says for all arms is in doubt where none of them has a use for it.
  const shared = [...common.values()].filter(({ doubt, count }) => count === arms.length && said(doubt.path));
  return [
    ...shared.map(({ doubt }) => warn(doubt.path, doubt.message)), ...own, ...unregularized(file), ...unscaled(file), ...twins(experiment, warn),
    ...alone(experiment, warn),
  ];
}

function doubts(arm: ResolvedArm, { dataset }: ResolvedExperiment): Doubt[] {
  const { network: { hidden, output }, l2Penalty, training: { batchSize } } = arm;
  const layers = [...hidden, output];
  const found: Doubt[] = [];
  const doubt = (path: Path, message: string) => found.push({ path, message });

  if (hidden.length === 0) {
    for (const key of ["activation", "batchNorm", "dropout"]) {
      doubt(["network", key], "has no effect, because there are no hidden layers");
    }
  }
  if (layers.every(({ trainable }) => !trainable)) {
    const message = "leaves nothing to train, because no other layer is trainable either";
    doubt(arm.from?.freeze ? ["from", "freeze"] : ["network", "output", "trainable"], message);
  }
  if (l2Penalty === "root" && layers.every(({ l2 }) => l2 === 0)) {
    doubt(["regularization", "l2Penalty"], "has no effect, because l2 is 0");
  }
  const zero = "gives all units of a hidden layer the same weights, and they stay the same; give another value";
  if (hidden.some(({ init }) => init === 0)) doubt(["network", "init"], zero);
  hidden.forEach(({ init }, i) => {
    if (init === 0) doubt(["network", "hidden", i, "init"], zero);
  });
  const rows = dataset.train ?? (dataset.name === "mnist" ? mnistImages.train : Infinity);
  if (batchSize > rows) {
    const message = `is more than the ${rows} training rows in use, so a batch holds some of them several times`;
    doubt(["training", "batchSize"], message);
  }
  return [...found, ...withoutEffect(arm)];
}

/** Where settings stand: the experiment, and each of its arms. */
function scopesOf(file: unknown): Path[] {
  const arms = valueAt(file, ["arms"]);
  return [[], ...(Array.isArray(arms) ? arms.map((_, i) => ["arms", i]) : [])];
}

/** What is searched and changes nothing, such as dropout without hidden layers. */
function withoutEffect({ name, search }: ResolvedArm): Doubt[] {
  if (!search) return [];
  return Object.entries(search.space).flatMap(([path, range]): Doubt[] => {
    const ends = "values" in range ? range.values : [valueAtShare(range, 0), valueAtShare(range, 1)];
    const arms = new Set(ends.map((value) => JSON.stringify(resolveWith(name, search, { [path]: value }))));
    return ends.length > 1 && arms.size === 1
      ? [{ path: ["search", path], message: "has no effect: the arm trains alike with all of these values" }]
      : [];
  });
}

/** Ranges over decades without a scale: nine in ten trials are in the highest. */
function unscaled(file: unknown): Problem[] {
  return scopesOf(file).flatMap((scope) => {
    const search = valueAt(file, [...scope, "search"]);
    if (typeof search !== "object" || search === null) return [];
    return Object.entries(search).flatMap(([path, range]): Problem[] => {
      const { min, max, scale } = (range ?? {}) as { min?: unknown; max?: unknown; scale?: unknown };
      if (typeof min !== "number" || typeof max !== "number" || scale !== undefined) return [];
      if (min <= 0 || max / min < 100) return [];
      const message = `goes from ${min} to ${max} on a linear scale, which hardly tries the lower decades; with "scale": "log" it tries all alike`;
      return [{ path: [...scope, "search", path], value: range, message }];
    });
  });
}

/** Strengths that a layer gives beside saying that it is not trained. */
function unregularized(file: unknown): Problem[] {
  return scopesOf(file).flatMap((scope) => {
    const hidden = valueAt(file, [...scope, "network", "hidden"]);
    const layers: Path[] = Array.isArray(hidden) ? hidden.map((_, i) => ["hidden", i]) : [];
    return [...layers, ["output"]].flatMap((layer) =>
      Object.keys(regularizationOptions.layers).flatMap((key): Problem[] => {
        const at = [...scope, "network", ...layer];
        const value = valueAt(file, [...at, key]);
        if (typeof value !== "number" || value === 0 || valueAt(file, [...at, "trainable"]) !== false) return [];
        return [{ path: [...at, key], value, message: "has no effect, because the layer is not trainable" }];
      }),
    );
  });
}

/** Arms that differ in nothing but their names. */
function twins({ arms }: ResolvedExperiment, warn: (path: Path, message: string) => Problem): Problem[] {
  const settings = arms.map((arm) => JSON.stringify({ ...arm, name: "" }));
  return settings.flatMap((text, i) => {
    const first = settings.indexOf(text);
    if (first === i) return [];
    return [warn(["arms", i, "name"], `has the settings of ${JSON.stringify(arms[first]!.name)}, and comes to the same`)];
  });
}

/** Claims that one seed shall answer. */
function alone({ claims, seeds, tuning }: ResolvedExperiment, warn: (path: Path, message: string) => Problem): Problem[] {
  if (!claims || (tuning?.rerun ?? seeds.length) > 1) return [];
  return [warn(tuning ? ["tuning", "rerun"] : ["seeds"], "gives a single seed, of which no claim can be told; give two or more, better ten")];
}
