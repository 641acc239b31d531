import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Results } from "../../../experiment/results.ts";
import { brief } from "../../../report/findings/brief.ts";
import type { Finding, Kind } from "../../../report/findings/finding.ts";
import { findings } from "../../../report/findings/findings.ts";
import { languages } from "../../../experiment/language.ts";
import { sentence } from "../../../report/findings/sentence.ts";
import { armResults } from "../../../report/statistics/arms.ts";
import { pairedDifferences } from "../../../report/statistics/paired.ts";
import { pairedTables } from "../../../report/tables/paired.ts";
import { study, type StudyArm } from "./study.ts";

const kinds = (results: Results) => findings(results).map(({ kind }) => kind);
function of<Name extends Kind>(results: Results, kind: Name) {
  return findings(results).filter((finding): finding is Extract<Finding, { kind: Name }> => finding.kind === kind);
}
const closeTo = (value: number) => expect.closeTo(value, 9) as number;

const around = (mean: number, deviations: readonly number[]) => deviations.map((one) => Math.round(1e4 * (mean + one)) / 1e4);
const ten = [0.001, -0.002, 0.0015, 0, -0.001, 0.0025, -0.0005, 0.002, -0.0015, 0.0005];

test("who is ahead, by how much, in how many seeds", () => {
  const results = study({ Momentum: { final: around(0.938, ten) }, Adam: { final: around(0.95, [...ten].reverse()) } });
  expect(kinds(results)).toEqual(["ahead", "reached", "method"]);
  const differences = results.runs.slice(10).map((run, i) => run.testAccuracy!.at(-1)! - results.runs[i]!.testAccuracy!.at(-1)!);
  expect(of(results, "ahead")[0]).toMatchObject({
    leaders: [{ arm: "Adam" }], other: { arm: "Momentum" }, also: [], only: false, best: true,
    difference: { mean: closeTo(differences.reduce((sum, one) => sum + one) / 10), ahead: 10, seeds: 10 },
  });
});

test("groups that cannot be told apart, and whom all or some of them are ahead of", () => {
  const results = study({
    Adam: { final: around(0.95, ten) }, RMSProp: { final: around(0.9497, [...ten].reverse()) },
    AdaGrad: { final: around(0.93, ten) }, Momentum: { final: around(0.9302, [...ten].reverse()) },
  });
  expect(of(results, "together").map(({ levels, best }) => [levels.map(({ arm }) => arm), best])).toEqual([
    [["Adam", "RMSProp"], true], [["Momentum", "AdaGrad"], false],
  ]);
  expect(of(results, "ahead")).toMatchObject([
    { leaders: [{ arm: "Adam" }, { arm: "RMSProp" }], only: false, other: { arm: "Momentum" }, also: ["AdaGrad"] },
  ]);
});

test("an arm that misses the seeds that are hard is not ahead for that", () => {
  const hard = [0.931, 0.93, 0.932, 0.929, 0.93];
  const results = study({
    A: { final: [0.97, 0.969, 0.971, 0.97, 0.972, ...hard] },
    B: { final: [null, null, null, null, null, ...hard.map((value, i) => value + 0.01 + 0.0002 * i)] },
  });
  expect(of(results, "together")).toEqual([]);
  expect(of(results, "ahead")).toMatchObject([{ leaders: [{ arm: "B" }], other: { arm: "A" }, difference: { ahead: 5, seeds: 5 } }]);
});

test("an arm that depends on the seed is not ranked", () => {
  const results = study({
    A: { final: [0.95, 0.951, 0.949, 0.952] }, B: { final: [0.94, 0.95, 0.2, 0.93] }, C: { final: [0.9, 0.899, 0.901, 0.9] },
  });
  expect(of(results, "together")).toEqual([]);
  expect(of(results, "ahead")).toMatchObject([{ leaders: [{ arm: "A" }], other: { arm: "C" } }]);
  expect(of(results, "scattered")).toEqual([{ kind: "scattered", arms: [{ arm: "B", lowest: 0.2, highest: 0.95 }], seeds: 4 }]);
});

test("an arm against itself: no difference at all, and nothing is said of one", () => {
  const final = around(0.95, ten);
  const results = study({ Adam: { final }, twin: { final, copyOf: "Adam" } });
  expect(kinds(results)).toEqual(["identical", "alone", "reached", "method"]);
  expect(of(results, "identical")).toEqual([{ kind: "identical", arms: ["Adam", "twin"], seeds: 10 }]);
});

test("arms of which a run is missing are not said to be the same", () => {
  const final = [0.95, 0.94, null];
  expect(kinds(study({ Adam: { final }, twin: { final, copyOf: "Adam" } }))).not.toContain("identical");
});

test("arms that differ in a bit alone are compared", () => {
  const final = around(0.95, ten);
  expect(kinds(study({ Adam: { final }, twin: { final } }))).toEqual(["together", "reached", "method"]);
});

test("one seed: an order, no claim, and how to get more", () => {
  const results = study({ A: { final: [0.95] }, B: { final: [0.9] }, C: { final: [0.94] }, D: { final: [0.8] } });
  expect(kinds(results)).toEqual(["order", "reached", "fewSeeds"]);
  expect(of(results, "order")[0]).toMatchObject({ levels: [{ arm: "A" }, { arm: "C" }, { arm: "B" }], of: 4, seed: 0 });
  expect(of(results, "fewSeeds")[0]?.set).toBe('--set "seeds=[0,1,2,3]"');
});

test("a few equal differences are no proof", () => {
  const by = (difference: number, seeds: number) => study({
    A: { final: around(0.95, ten.slice(0, seeds)) }, B: { final: around(0.95 - difference, ten.slice(0, seeds)) },
  });
  expect(of(by(0.01, 3), "together")[0]).toMatchObject({ within: closeTo(0.01), leads: 3 });
  expect(of(by(0.01, 10), "ahead")[0]?.difference).toEqual({ mean: closeTo(0.01), within: 0, ahead: 10, seeds: 10 });
});

test("an arm at chance level did not learn; one that learned with some seeds did", () => {
  const results = study({
    SGD: { final: [0.1135, 0.1135, 0.1135] }, A: { final: [0.95, 0.1135, 0.94] }, B: { final: [0.9, 0.91, 0.905] },
  });
  expect(of(results, "unlearned")).toEqual([{
    kind: "unlearned", chance: 0.1135, tuned: false,
    arms: [
      { level: { arm: "SGD", value: closeTo(0.1135), within: closeTo(0) }, seeds: 3, of: 3, steps: 1000 },
      { level: { arm: "A", value: 0.1135, within: NaN }, seeds: 1, of: 3, steps: 1000 },
    ],
  }]);
  expect(kinds(study({ SGD: { final: [0.1135, 0.1135] }, A: { final: [0.95, 0.94] } })).slice(0, 2)).toEqual(["alone", "unlearned"]);
});

test("when the target was reached: medians, and the share of seeds", () => {
  const results = study({
    A: { final: [0.95, 0.951, 0.952], at: [300, 500, 400] }, B: { final: [0.95, 0.8, 0.93], at: [200, 200, 200] },
    C: { final: [0.7, 0.71, 0.72] },
  });
  expect(of(results, "reached")).toEqual([{
    kind: "reached", target: 0.9, seeds: 3, not: ["C"],
    times: [{ steps: 200, arms: ["B"], seeds: 2, of: 3 }, { steps: 400, arms: ["A"], seeds: 3, of: 3 }],
  }]);
  expect(of(study({ A: { final: [0.76] }, B: { final: [0.4] } }), "reached")[0]).toMatchObject({ target: 0.7, not: ["B"] });
  expect(of(study({ A: { final: [0.4] }, B: { final: [0.3] } }), "reached")).toEqual([]);
});

test("who gets there first is compared, and whether that one ends highest", () => {
  const at = [300, 300, 400, 300, 300, 300, 300, 300, 400, 300];
  const slow = at.map((steps, i) => steps + (i % 2 ? 300 : 400));
  const high = { final: around(0.95, ten) };
  const low = { final: around(0.92, ten.map((one) => -one)) };
  const same = study({ A: { ...high, at }, B: { ...low, at: slow } });
  expect(of(same, "ahead").map(({ measure, leaders }) => [measure.name, leaders[0]!.arm])).toEqual([["accuracy", "A"], ["steps", "A"]]);
  expect(of(same, "ahead")[1]!.difference).toMatchObject({ mean: 350, ahead: 10, seeds: 10 });
  expect(of(same, "both")).toEqual([{ kind: "both", target: 0.9, highest: ["A"], both: ["A"] }]);
  const other = study({ A: { ...high, at: slow }, B: { ...low, at } });
  expect(of(other, "both")).toEqual([{ kind: "both", target: 0.9, highest: ["A"], both: [] }]);
});

test("overfitting where arms differ in regularization or the gap is wide, and what narrowing it brings", () => {
  const none = { final: [0.75, 0.76, 0.77], gap: 0.23 };
  const worse = { final: [0.72, 0.73, 0.74], gap: 0.18, l2: 0.1 };
  const better = { final: [0.78, 0.77, 0.79], gap: 0.1, l2: 0.01 };
  const results = study({ none, worse, better });
  expect(of(results, "gap")).toMatchObject([{ gap: { arm: "none", value: closeTo(0.23) }, train: closeTo(0.99), test: closeTo(0.76) }]);
  expect(of(results, "remedies")).toMatchObject([
    { base: "none", narrower: 2, of: 2, narrowest: { arm: "better" }, higher: ["better"], seeds: 3 },
  ]);
  expect(of(study({ A: { final: [0.95, 0.94], gap: 0.04 } }), "gap")).toEqual([]);
  // The training accuracy of the last batch alone is said to be that.
  expect(of(results, "gap")[0]!.onBatch).toBe(true);
  const onAll = structuredClone(results);
  for (const { training } of onAll.experiment.arms as { training: { trainAccuracy: string } }[]) training.trainAccuracy = "all";
  expect(of(onAll, "gap")[0]!.onBatch).toBeUndefined();
  // Of two without regularization neither is what the others are a remedy for.
  expect(of(study({ none, other: none, better }), "remedies")).toEqual([]);
});

test("an arm that loses again what it had reached", () => {
  expect(of(study({ A: { final: [0.6, 0.62], best: 0.9 }, B: { final: [0.9, 0.91], best: 0.94 } }), "fellBack"))
    .toEqual([{ kind: "fellBack", arms: [{ arm: "A", best: closeTo(0.9), final: closeTo(0.61) }] }]);
});

test("what is missing is said, and counts for nothing", () => {
  const results = study({ A: { final: [0.95, 0.94, 0.96] }, B: { final: [null, 0.9, 0.91] }, C: { final: [0.8, 0.81, 0.82] } });
  const [, , , , fifth, , seventh, , last] = results.runs;
  fifth!.status = "interrupted";
  seventh!.status = "not started";
  // The machine ended it: it has no network.
  Object.assign(last!, { status: "failed", digest: "" });
  expect(of(results, "missing")).toEqual([
    { kind: "missing", runs: 9, complete: 5, interrupted: 1, notStarted: 1, ended: 1 },
  ]);
  expect(of(results, "diverged")).toEqual([{ kind: "diverged", arms: [{ arm: "B", seeds: 1, of: 3 }] }]);
  // B and C have one seed each.
  expect(kinds(results)).not.toContain("ahead");
  for (const run of results.runs) run.status = "interrupted";
  expect(kinds(results)).toEqual(["missing"]);
});

test("several optimizers that nobody tuned compare settings, too", () => {
  const final = [0.95, 0.94];
  expect(kinds(study({ A: { final }, B: { final, optimizer: "adam" } }))).toContain("untuned");
  expect(kinds(study({ A: { final }, B: { final } }))).not.toContain("untuned");
});

const rate = "optimizer.learningRate";
const space = { [rate]: { min: 0.001, max: 10, scale: "log", of: "x" } as const };
/** Trials with these rates and validation accuracies; null where one diverged. */
const trials = (values: readonly (readonly [x: number, value: number | null])[]) => values.map(([x, value], trial) => {
  const status = value === null ? ("failed" as const) : ("complete" as const);
  return { settings: { [rate]: x }, value, runs: [{ trial, seed: 9, status, steps: 100, accuracy: value, loss: null, digest: "" }] };
});
const search = { trials: 3, method: "halton" as const, choose: "final" as const, seeds: [9] };

test("how wide the range of good learning rates is", () => {
  const results = study({ SGD: { final: [0.95, 0.94] }, Adam: { final: [0.96, 0.93] } });
  const arm = (arm: string, values: [number, number | null][]) => ({ arm, space, trials: trials(values), chosen: 0, edges: [] });
  results.tuning = {
    ...search,
    arms: [
      arm("SGD", [[0.1, 0.95], [0.001, 0.5], [1, 0.945], [10, null]]),
      arm("Adam", [[0.01, 0.95], [0.001, 0.941], [1, 0.94], [10, 0.5]]),
    ],
  };
  expect(of(results, "sensitivity")).toEqual([{
    kind: "sensitivity", within: 0.01,
    arms: [{ arm: "Adam", decades: closeTo(3), open: true }, { arm: "SGD", decades: closeTo(1), open: false }],
  }]);
});

test("what the search chose, at which ends of its ranges, and which trials were lost", () => {
  const results = study({ SGD: { final: [0.95, 0.94, 0.96] }, Adam: { final: [0.96, 0.93, 0.97] }, Lion: { final: [null, null, null] } });
  results.tuning = {
    ...search,
    arms: [
      {
        arm: "SGD", space, trials: trials([[0.1, 0.5], [9.6, 0.9], [10, null]]), chosen: 1,
        edges: [{ path: rate, value: 9.6, end: "max" }],
      },
      {
        arm: "Lion", space, trials: trials([[0.1, null], [1, null], [10, null]]), chosen: null, edges: [],
      },
    ],
  };
  for (const run of results.runs) if (run.arm === "Lion") run.digest = "";
  const found = findings(results).filter(({ kind }) => !["together", "reached", "method"].includes(kind));
  expect(found).toEqual([
    { kind: "tuned", trials: 3, fewest: 3, arms: 2, seeds: 3, untuned: ["Adam"], diverged: 4, halved: 0 },
    { kind: "chosen", arms: [{ arm: "SGD", settings: [{ path: rate, value: 9.6 }] }] },
    { kind: "unchosen", arms: ["Lion"] },
    {
      kind: "edge",
      edges: [{ arm: "SGD", path: rate, value: 9.6, end: "max", fromOne: false, wider: { min: 0.001, max: 100, scale: "log" } }],
    },
    { kind: "fewSeeds", seeds: 3, set: "--set tuning.rerun=10" },
  ]);
});

test("where those diverged that halving had left, no machine is to blame", () => {
  const results = study({ SGD: { final: [0.95, 0.94] }, Lion: { final: [null, null] } });
  const [lost, ended] = trials([[10, null], [0.1, null]]);
  ended!.runs = ended!.runs.map((run) => ({ ...run, status: "halved" as const }) as never);
  results.tuning = { ...search, arms: [{ arm: "Lion", space, trials: [lost!, ended!], chosen: null, edges: [] }] };
  for (const run of results.runs) if (run.arm === "Lion") run.digest = "";
  expect(of(results, "missing")).toEqual([]);
  expect(of(results, "unchosen")).toEqual([{ kind: "unchosen", arms: ["Lion"] }]);
});

const accuracies = fc.integer({ min: 1000, max: 9900 }).map((images) => images / 1e4);
const armOf = (seeds: number): fc.Arbitrary<StudyArm> => fc.record({
  final: fc.oneof(
    fc.array(accuracies, { minLength: seeds, maxLength: seeds }),
    // Close to each other, as those of one arm are.
    fc.tuple(accuracies, fc.array(fc.integer({ min: -99, max: 99 }), { minLength: seeds, maxLength: seeds }))
      .map(([mean, all]) => all.map((one) => Math.max(0, Math.round(1e4 * mean + one) / 1e4))),
    fc.array(fc.option(accuracies), { minLength: seeds, maxLength: seeds }),
    fc.constant(new Array<null>(seeds).fill(null)),
  ),
  gap: fc.constantFrom(0, 0.01, 0.2),
  l2: fc.constantFrom(0, 0.1),
  optimizer: fc.constantFrom("sgd", "adam"),
  at: fc.array(fc.integer({ min: 1, max: 10 }).map((i) => 100 * i), { minLength: seeds, maxLength: seeds }),
});
const studies = fc.integer({ min: 1, max: 10 }).chain((seeds) =>
  fc.array(armOf(seeds), { minLength: 1, maxLength: 8 }).map((arms) => Object.fromEntries(arms.map((arm, i) => [`Arm ${i}`, arm]))),
);

test("nothing is ahead whose p is not below 0.05 after Holm's correction", () => {
  fc.assert(fc.property(studies, (arms) => {
    const names = Object.keys(arms);
    // Of one that diverged with every seed there is nothing to compare.
    const measured = names.filter((name) => arms[name]!.final.some((value) => value !== null));
    const pairs = pairedDifferences(measured.map((name) => arms[name]!.final.map((value) => value ?? NaN)));
    for (const finding of of(study(arms), "ahead")) {
      expect(finding.difference.mean - finding.difference.within).toBeGreaterThan(0);
      if (finding.measure.name !== "accuracy") continue;
      for (const { arm } of finding.leaders) {
        for (const other of [finding.other.arm, ...finding.also]) {
          const [i, j] = [measured.indexOf(arm), measured.indexOf(other)];
          const pair = pairs.find(({ a, b }) => (a === i && b === j) || (a === j && b === i))!;
          expect(pair.adjusted).toBeLessThan(0.05);
          expect(pair.mean * (pair.a === i ? 1 : -1)).toBeGreaterThan(0);
        }
      }
    }
    for (const { levels, allPairs } of of(study(arms), "together")) {
      const group = levels.map(({ arm }) => measured.indexOf(arm));
      for (const { a, b, adjusted } of pairs) {
        const told = group.includes(a) && group.includes(b) && (allPairs || a === group[0] || b === group[0]);
        if (told) expect(adjusted).toBeGreaterThanOrEqual(0.05);
      }
    }
  }), { numRuns: 100 });
});

test("sentences and the table of differences say the same", () => {
  fc.assert(fc.property(studies, (arms) => {
    const results = study(arms);
    const tables = pairedTables("study", armResults(results), results.experiment.seeds);
    const rows = tables?.all.rows.map((cells) => cells.map(({ text }) => text)) ?? [];
    const verdicts = new Map(rows.map((row) => [`${row[0]}, ${row[1]}`, row.at(-1)]));
    const ofAccuracy = of(results, "ahead").filter(({ measure }) => measure.name === "accuracy");
    for (const { leaders, other, also } of ofAccuracy) {
      for (const { arm } of leaders) {
        for (const behind of [other.arm, ...also]) expect(verdicts.get(`${arm}, ${behind}`)).toBe("ahead");
      }
    }
    for (const { levels, allPairs } of of(results, "together").filter(({ measure }) => measure.name === "accuracy")) {
      const names = levels.map(({ arm }) => arm);
      for (const one of allPairs ? names : names.slice(0, 1)) {
        for (const other of names) expect(verdicts.get(`${one}, ${other}`)).not.toBe("ahead");
      }
    }
  }), { numRuns: 100 });
});

test("sentences have no number that is none, and end as sentences do", () => {
  fc.assert(fc.property(studies, (arms) => {
    const all = findings(study(arms));
    expect(all.length).toBeGreaterThan(0);
    for (const finding of all) {
      for (const language of languages) {
        const text = sentence(finding, language);
        expect(text).not.toMatch(/NaN|undefined|Infinity|null|\[object|(?<![\d.])0?\.0+(?!\d)| {2}|-\d/);
        expect(text).toMatch(finding.kind === "fewSeeds" ? /--set \S+$/ : /[.。]$/);
      }
    }
  }), { numRuns: 100 });
});

test("25 arms come to a few sentences", () => {
  const arms = Object.fromEntries(Array.from({ length: 25 }, (_, i) =>
    [`Arm ${i}`, { final: around(i % 5 === 4 ? 0.113 : 0.95 - 0.002 * i, ten.slice(i % 3, 5 + (i % 3))), optimizer: i % 2 ? "sgd" : "adam" }]));
  const results = study(arms);
  expect(findings(results).length).toBeLessThanOrEqual(16);
  const few = brief(findings(results));
  expect(few.length).toBeLessThanOrEqual(8);
  expect(few.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["ahead", "unlearned", "reached", "method"]));
  for (const finding of few) expect(sentence(finding, "en").length).toBeLessThan(400);
});
