/** Synthetic results of experiments that were tuned, with as many arms, seeds and classes as a test asks for. */
import type { Results } from "../../experiment/results.ts";
import { type ArmSample, sampleResults } from "./sample.ts";

type Tuning = NonNullable<Results["tuning"]>;
type Space = Tuning["arms"][number]["space"];

/** The i-th of a sequence that fills a line evenly, van der Corput's. */
function fraction(index: number, base: number): number {
  let [value, part] = [0, 1];
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    part /= base;
    value += part * (rest % base);
  }
  return value;
}

const bases = [2, 3, 5, 7];

function valueIn(range: Space[string], at: number): unknown {
  if ("values" in range) return range.values[Math.floor(at * range.values.length)];
  const { min, max, scale, of } = range;
  const x = scale === "log" ? min * (max / min) ** at : min + (max - min) * at;
  return of === "1-x" ? 1 - x : x;
}

const rate = (min: number, max: number): Space => ({ "optimizer.learningRate": { min, max, scale: "log", of: "x" } });
const oneMinus = (path: string, min: number, max: number): Space => ({ [path]: { min, max, scale: "log", of: "1-x" } });

/** Arms with their spaces and where the best rate is. */
const kinds: (ArmSample & { space: Space; best: number })[] = [
  { name: "SGD", final: 0.962, half: 90, best: 2, space: rate(1e-3, 10) },
  {
    name: "momentum", final: 0.964, half: 80, best: 0.2,
    space: { ...rate(1e-4, 1), ...oneMinus("optimizer.momentum", 5e-3, 0.5) },
  },
  { name: "AdaGrad", final: 0.958, half: 85, best: 0.9, space: rate(1e-4, 1) },
  { name: "RMSProp", final: 0.966, half: 60, best: 4e-3, space: { ...rate(1e-5, 0.1), ...oneMinus("optimizer.decay", 1e-3, 0.5) } },
  {
    name: "Adam", final: 0.968, half: 55, best: 6e-3,
    space: { ...rate(1e-5, 0.1), ...oneMinus("optimizer.beta1", 1e-2, 0.5), "network.dropout": { values: [0, 0.2, 0.5] } },
  },
  { name: "Lion", final: 0.965, half: 65, best: 1e-3, space: { ...rate(1e-6, 1e-2), "network.activation": { values: ["relu", "tanh"] } } },
];

/** A histogram of 32 bins. */
const bell = (name: string, start: number) => ({
  name, start, width: 2 ** -5, counts: Array.from({ length: 32 }, (_, bin) => Math.round(1000 * Math.exp(-(((bin - 15.5) / 6) ** 2)))),
});

export interface TunedSample {
  arms: number;
  seeds: number;
  trials?: number;
}

export function tunedResults({ arms, seeds, trials = 25 }: TunedSample): Results {
  const samples = Array.from({ length: arms }, (_, index) => {
    const kind = kinds[index % kinds.length]!;
    const round = Math.floor(index / kinds.length);
    return { ...kind, name: round === 0 ? kind.name : `${kind.name}, variant ${round + 1}`, final: kind.final - 0.004 * round };
  });
  const results = sampleResults("tuned", samples, Array.from({ length: seeds }, (_, seed) => seed + 1), "Tuned, then judged with fresh seeds.");
  results.experiment.dataset.validation = 10_000;
  for (const run of results.runs) {
    run.validationAccuracy = run.testAccuracy!.map((value) => Math.max(0, value - 0.002));
    run.validationLoss = run.testLoss;
    if (run.seed === 1) run.histograms = { weights: ["dense1", "dense2", "dense3"].map((name) => bell(name, -0.5)), activations: ["relu1", "relu2"].map((name) => bell(name, 0)) };
    const faint = run.arm.startsWith("SGD") ? 1e-3 : 0.2;
    run.layers = ["dense1", "dense2", "dense3"].map((name, layer) => {
      const gradient = run.iterations.map((at) => (0.4 * faint ** (1 - layer / 2) * (1 + Math.sin(at / 37 + run.seed) / 4)) / (1 + at / 300));
      return { name, gradient, update: gradient.map((norm) => 0.01 * norm), weight: run.iterations.map((at) => 3 + at / 500) };
    });
  }
  const tuning: Tuning = {
    trials, method: "halton", choose: "final", seeds: [0],
    arms: samples.map(({ name, space, best, final }) => {
      const all = Array.from({ length: trials }, (_, index) => {
        const entries = Object.entries(space).map(([path, range], at) => [path, valueIn(range, fraction(index + 1, bases[at]!))] as const);
        const settings = Object.fromEntries(entries);
        const far = Math.log10(Number(settings["optimizer.learningRate"]) / best);
        const others = entries.slice(1).reduce((sum, [, value]) => sum + (typeof value === "number" ? 0.02 * Math.abs(value - 0.85) : 0.004), 0);
        const diverged = far > 0.9;
        const halved = far < -2.6;
        const accuracy = Math.max(0.1135, final - 0.05 * Math.abs(far) ** (far > 0 ? 2 : 1.7) - others);
        const status = diverged ? ("failed" as const) : halved ? ("halved" as const) : ("complete" as const);
        return {
          settings,
          value: status === "complete" ? accuracy : null,
          runs: [{
            trial: index, seed: 0, status, steps: status === "complete" ? 1000 : 250,
            accuracy: diverged ? null : accuracy, loss: diverged ? null : 2.3 * (1 - accuracy), digest: "0".repeat(64),
            ...(diverged ? { failure: "the loss became NaN at iteration 31" } : {}),
          }],
        };
      });
      const values = all.map(({ value }) => value ?? -1);
      const chosen = values.indexOf(Math.max(...values));
      const edges = Object.entries(space).flatMap(([path, range]) => {
        if ("values" in range || range.of !== "x") return [];
        const value = Number(all[chosen]!.settings[path]);
        return value > range.max / 2 ? [{ path, value, end: "max" as const }] : [];
      });
      return { arm: name, space, trials: all, chosen, edges };
    }),
  };
  return { ...results, tuning };
}
