/** What a change in the table of settings makes of an experiment. */
import { readdir, readFile } from "node:fs/promises";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Path, valueAt } from "../../experiment/problems.ts";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import { nearestStep, threefold } from "../../web/settings/ladder.ts";
import {
  addArm, addTwin, change, type Edit, learningRate, removeArm, type Row, rowsOf, type Scope, write,
} from "../../web/settings/table.ts";
import { type Draft, edited, readDraft } from "../../web/state/draft.ts";

const others = (await readdir("experiments")).filter((name) => name.endsWith(".json")).map((name) => `experiments/${name}`);
const texts = await Promise.all(["experiment.json", ...others].map(async (file) => [file, await readFile(file, "utf8")] as const));

const draftOf = (file: unknown) => readDraft("t.json", JSON.stringify(file, null, 2));
const apply = (draft: Draft, edits: readonly Edit[]) => edits.reduce((now, [path, value]) => edited(now, path, value), draft);
const rowAt = (file: unknown, path: string): Row => {
  const row = rowsOf(file).find((one) => one.path.join(".") === path);
  if (!row) throw new Error(`no row ${path}`);
  return row;
};
const set = (draft: Draft, path: string, scope: Scope, value: unknown) =>
  apply(draft, change(draft.value, rowAt(draft.value, path), scope, value));

/** What an arm trains with. */
function resolved(arm: ResolvedArm, path: Path): unknown {
  const [first, second] = path;
  const [layer] = arm.network.hidden;
  if (first === "network" && second === "hidden") return arm.network.hidden.map(({ units }) => units);
  if (first === "network" && second === "init") return layer?.init;
  if (first === "network" && second === "dropout") return layer!.dropout && layer!.dropout.ratio;
  if (first === "network" && second === "activation") return layer!.activation;
  if (first === "regularization") return layer?.[second as "l1"] ?? valueAt(arm, path.slice(1)) ?? 0;
  if (first === "optimizer" && second === undefined) return arm.optimizer.name;
  return valueAt(arm, path);
}

describe.each(texts)("of %s", (file, text) => {
  const draft = readDraft(file, text);

  test.each([
    ["optimizer.learningRate", 0.5], ["optimizer", "adam"], ["optimizer", "sgd"], ["training.batchSize", 32],
    ["network.hidden", [7, 8]], ["network.activation", "tanh"], ["network.init", 0.02], ["network.dropout", 0.3],
    ["network.dropout", false], ["regularization.l1", 0.004], ["regularization.l2", 0.2], ["training.iterations", 900],
  ])("what is written into all of %s, every arm has: %j", (path, value) => {
    const { experiment, problems, value: after } = set(draft, path, "all", value);
    expect(problems).toEqual([]);
    for (const arm of experiment!.arms) expect(resolved(arm, path.split(".")), arm.name).toEqual(value);
    const row = rowAt(after, path);
    expect(row.differs).toBe(false);
    expect(row.all).toMatchObject({ own: value, mixed: false });
  });

  test("what is written into one arm, that arm alone has", () => {
    const { experiment } = set(draft, "training.batchSize", 1, 37);
    const before = draft.experiment!.arms;
    expect(experiment!.arms[1]!.training.batchSize).toBe(37);
    for (const [i, arm] of experiment!.arms.entries()) if (i !== 1) expect(arm).toEqual(before[i]);
    expect(rowAt(set(draft, "training.batchSize", 1, 37).value, "training.batchSize").differs).toBe(true);
  });

  test("what stands in every arm's cells is what it trains with", () => {
    for (const row of rowsOf(draft.value)) {
      if (row.kind.kind !== "option" || row.whole || ["schedule", "network"].includes(row.group)) continue;
      for (const [arm, cell] of row.arms.entries()) {
        const value = cell && (cell.own ?? cell.inherited);
        if (value === undefined) continue;
        const trained = resolved(draft.experiment!.arms[arm]!, row.path);
        if (trained !== undefined) expect(trained, `${row.path.join(".")} of arm ${arm}`).toEqual(value);
      }
    }
  });
});

const five = readDraft(...texts[0]!);

test("a learning rate for all goes into each arm's own optimizer, and the file says no more than that", () => {
  const { value } = set(five, "optimizer.learningRate", "all", 0.5);
  expect(valueAt(value, ["optimizer"])).toBeUndefined();
  expect(valueAt(value, ["arms", 4, "optimizer"])).toMatchObject({ name: "adam", learningRate: 0.5, beta1: 0.9 });
});

test("an option is written into the arms that have it", () => {
  const { value, problems } = set(five, "optimizer.momentum", "all", 0.5);
  expect(problems).toEqual([]);
  expect([0, 1, 2].map((arm) => valueAt(value, ["arms", arm, "optimizer", "momentum"]))).toEqual([undefined, 0.5, undefined]);
  // RMSProp may have a momentum too.
  const row = rowAt(value, "optimizer.momentum");
  expect(row.arms.map((cell) => cell !== undefined)).toEqual([false, true, false, true, false]);
  expect(row).toMatchObject({ differs: false, all: { own: 0.5 } });
});

test("rows are those that an arm has, those that matter first", () => {
  const paths = rowsOf(five.value).map(({ path }) => path.join("."));
  expect(paths[0]).toBe("optimizer.learningRate");
  expect(paths[1]).toBe("optimizer");
  expect(paths).toContain("optimizer.skipFirst");
  const first = rowsOf(five.value).filter((row) => row.first).map(({ path }) => path.join("."));
  expect(first).toEqual([
    "optimizer.learningRate", "optimizer", "optimizer.momentum", "optimizer.decay", "optimizer.beta1", "optimizer.beta2",
    "training.batchSize", "network.hidden", "network.activation", "network.init", "network.dropout", "regularization.l1",
    "regularization.l2", "training.iterations", "seeds", "dataset.train", "dataset.test", "dataset.labelNoise",
  ]);
  expect(paths).not.toContain("optimizer.threshold");
  expect(paths).not.toContain("network.activation.slope");
  expect(paths).not.toContain("network.dropout.scaling");
  const leaky = set(five, "network.activation", 2, "leakyRelu").value;
  expect(rowAt(leaky, "network.activation.slope").arms.map((cell) => cell?.inherited)).toEqual([undefined, undefined, 0.01, undefined, undefined]);
  expect(rowAt(set(five, "network.dropout", 0, 0.2).value, "network.dropout.scaling").arms[1]).toBeUndefined();
});

test("a loss is chosen among those that fit the data, where there is more than one", () => {
  const offered = (dataset: unknown, classes?: number, loss?: unknown) => {
    const row = rowsOf({ name: "t", dataset, ...(loss !== undefined && { loss }) }, classes).find(({ path }) => path.join() === "loss");
    return row?.kind.kind === "part" ? Object.keys(row.kind.rows) : undefined;
  };
  const [ofLabels, ofTargets] = [["softmaxCrossEntropy", "binaryCrossEntropy"], ["meanSquaredError", "huber"]];
  expect([offered("mnist", 10), offered("moons", 2), offered({ name: "blobs" }, 3), offered("sine")]).toEqual([undefined, ofLabels, undefined, ofTargets]);
  const csv = { name: "csv", path: "rows.csv" };
  expect([offered({ ...csv, label: "kind" }), offered({ ...csv, target: "price" })]).toEqual([ofLabels, ofTargets]);
  // Of IDX files the name does not say what they have.
  expect([offered({ name: "idx", path: "." }), offered({ name: "idx", path: "." }, undefined, "huber")]).toEqual([ofLabels, ofTargets]);
  expect(offered("mnist", 10, "huber")).toEqual(["softmaxCrossEntropy"]);
});

test("a loss is set for all and for one, with its option, and taken back", () => {
  const sine = draftOf({ name: "t", dataset: "sine", loss: "meanSquaredError", arms: [{ name: "a" }, { name: "b" }] });
  const paths = (file: unknown) => rowsOf(file).map(({ path }) => path.join(".")).filter((path) => path.startsWith("loss"));
  expect(paths(sine.value)).toEqual(["loss"]);
  const one = set(sine, "loss", 1, "huber");
  expect([one.problems, one.experiment!.arms.map(({ loss }) => loss)]).toEqual([[], [{ name: "meanSquaredError" }, { name: "huber", delta: 1 }]]);
  const wide = set(one, "loss.delta", 1, 3);
  expect(wide.experiment!.arms[1]!.loss).toEqual({ name: "huber", delta: 3 });
  expect(rowAt(wide.value, "loss.delta").arms[0]).toBeUndefined();
  expect(set(set(wide, "loss.delta", 1, undefined), "loss", 1, undefined).value).toEqual(sine.value);
  const all = set(wide, "loss", "all", "huber");
  expect([all.problems, all.experiment!.arms.map(({ loss }) => loss)]).toEqual([[], [{ name: "huber", delta: 1 }, { name: "huber", delta: 3 }]]);
});

test("what an arm takes back holds as the experiment has it, and leaves no empty object", () => {
  const there = set(five, "regularization.l2", 3, 0.1);
  expect(valueAt(there.value, ["arms", 3, "regularization"])).toEqual({ l2: 0.1 });
  const back = set(there, "regularization.l2", 3, undefined);
  expect(back.value).toEqual(five.value);
  const on = set(five, "network.batchNorm", 0, true);
  const narrowed = set(set(on, "network.batchNorm.momentum", 0, 0.5), "network.batchNorm.momentum", 0, undefined);
  expect(valueAt(narrowed.value, ["arms", 0, "network", "batchNorm"])).toEqual({});
});

test("iterations and epochs take each other's place", () => {
  const epochs = set(draftOf({ name: "t", training: { iterations: 5 }, arms: [{ name: "a" }, { name: "b", training: { epochs: 1 } }] }), "training.epochs", "all", 2);
  expect(epochs.problems).toEqual([]);
  expect(epochs.experiment!.arms.map(({ training }) => training.iterations)).toEqual([1200, 1200]);
  const again = set(epochs, "training.iterations", "all", 30);
  expect(again.problems).toEqual([]);
  expect(again.experiment!.arms.map(({ training }) => training.iterations)).toEqual([30, 30]);
});

test("another optimizer for all drops the options that it does not have", () => {
  const draft = draftOf({ name: "t", optimizer: "momentum", arms: [{ name: "a", optimizer: { momentum: 0.5, learningRate: 0.2 } }, { name: "b", optimizer: { momentum: 0.7 } }] });
  const { value, problems } = set(draft, "optimizer", "all", "adam");
  expect(problems).toEqual([]);
  expect(value).toMatchObject({ optimizer: "adam", arms: [{ optimizer: { learningRate: 0.2 } }, { name: "b" }] });
  expect(valueAt(value, ["arms", 1, "optimizer"])).toBeUndefined();
});

test("an experiment without arms has one column", () => {
  const draft = draftOf({ name: "t", dataset: "mnist" });
  expect(rowsOf(draft.value).every(({ arms }) => arms.length === 0)).toBe(true);
  const changed = set(set(draft, "dataset.train", "all", 500), "optimizer.learningRate", "all", 0.3);
  expect(changed.value).toMatchObject({ dataset: { name: "mnist", train: 500 }, optimizer: { name: "sgd", learningRate: 0.3 } });
  expect(changed.problems).toEqual([]);
});

test("arms are added, copied and removed", () => {
  const alone = draftOf({ name: "t", optimizer: "adam" });
  const two = apply(alone, addArm(alone.value, "all"));
  expect(valueAt(two.value, ["arms"])).toEqual([{ name: "t" }, { name: "arm 2" }]);
  const copied = apply(five, addArm(five.value, 4));
  expect(valueAt(copied.value, ["arms", 5])).toEqual({ ...(valueAt(five.value, ["arms", 4]) as object), name: "Adam 2" });
  expect(apply(copied, removeArm(copied.value, 5)).value).toEqual(five.value);
  const one = apply(two, removeArm(two.value, 1));
  expect(valueAt(apply(one, removeArm(one.value, 0)).value, ["arms"])).toBeUndefined();
});

test("a twin differs in its learning rate, and its name tells it", () => {
  const { value, problems } = apply(five, addTwin(five.value, 1, learningRate, 1, "η"));
  expect(problems).toEqual([]);
  expect(valueAt(value, ["arms", 5])).toEqual({ name: "Momentum, η 1", optimizer: { name: "momentum", learningRate: 1, momentum: 0.9 } });
  const again = apply(readDraft("t.json", JSON.stringify(value)), addTwin(value, 5, learningRate, 3, "η"));
  expect(valueAt(again.value, ["arms", 6, "name"])).toBe("Momentum, η 3");
  const same = apply(again, addTwin(again.value, 5, learningRate, 3, "η"));
  expect(valueAt(same.value, ["arms", 7, "name"])).toBe("Momentum, η 3 2");
  const alone = draftOf({ name: "t", optimizer: "adam" });
  const twins = apply(alone, addTwin(alone.value, "all", learningRate, 0.003, "η"));
  expect(twins.problems).toEqual([]);
  expect(valueAt(twins.value, ["arms"])).toEqual([{ name: "t" }, { optimizer: { learningRate: 0.003 }, name: "t, η 0.003" }]);
  expect(twins.experiment!.arms[1]!.optimizer).toMatchObject({ name: "adam", learningRate: 0.003 });
  const long = draftOf({ name: "t", arms: [{ name: "x".repeat(64) }] });
  expect(apply(long, addTwin(long.value, 0, learningRate, 0.03, "η")).problems).toEqual([]);
});

test("sliders stand at the nearest step, and three times is a step of the ladder", () => {
  const ladder = [0, 0.01, 0.1, 1];
  expect([0, 0.01, 0.02, 0.05, 5, -1].map((value) => nearestStep(ladder, value))).toEqual([0, 1, 1, 2, 3, 0]);
  expect([0.01, 0.03, 0.05, 0.3, 10].map((value) => threefold(value, 1))).toEqual([0.03, 0.1, 0.15, 1, 30]);
  expect([0.01, 0.05].map((value) => threefold(value, -1))).toEqual([0.003, 0.017]);
});

// What people write, right and wrong: a change neither throws nor touches what it is not about.
const part = fc.constantFrom<unknown>(undefined, "adam", "sgd", { name: "momentum", momentum: 0.5 }, { learningRate: 0.2 }, { name: "adam" }, 5, null, []);
const settings = fc.record({
  optimizer: part,
  network: fc.constantFrom<unknown>(undefined, {}, { hidden: [5], dropout: 0.2 }, { dropout: { scaling: "train" } }, { dropout: false }, { activation: "elu" }, "x"),
  training: fc.constantFrom<unknown>(undefined, { iterations: 10 }, { epochs: 1 }, { stop: 3, clipping: { limit: 2 } }, 7),
  regularization: fc.constantFrom<unknown>(undefined, { l1: 0.1 }, {}, { augment: true, inputNoise: 0.1 }, { augment: { rotate: 5 } }),
});
const experiments = fc.record({ common: settings, arms: fc.option(fc.array(settings, { minLength: 1, maxLength: 3 })) })
  .map(({ common, arms }) => ({ name: "t", ...common, ...(arms && { arms: arms.map((arm, i) => ({ name: `a${i}`, ...arm })) }) }));

test("any change in any cell of any file does what it says", () => {
  fc.assert(fc.property(experiments, fc.nat(), fc.nat(), fc.constantFrom("value", "nothing"), (file, which, column, what) => {
    const draft = draftOf(file);
    const rows = rowsOf(draft.value).filter(({ kind }) => kind.kind !== "text");
    const row = rows[which % rows.length]!;
    const present = row.arms.flatMap((cell, arm) => (cell ? [arm] : []));
    const scope: Scope = present.length === 0 ? "all" : (["all", ...present] as Scope[])[column % (present.length + 1)]!;
    const value = what === "nothing" ? undefined : valueFor(row);
    const after = apply(draft, change(draft.value, row, scope, value));
    const path = row.path.join(".");
    const then = rowsOf(after.value).find((one) => one.path.join(".") === path);
    if (value === undefined || !then) return;
    const cells = scope === "all" ? (then.arms.length > 0 ? then.arms : [then.all]) : [then.arms[scope]];
    for (const cell of cells) if (cell) expect(cell.own ?? cell.inherited, JSON.stringify({ file, path, scope, after: after.value })).toEqual(value);
  }), { numRuns: 400 });
});

function valueFor({ kind }: Row): unknown {
  if (kind.kind === "part") return Object.keys(kind.rows)[2];
  if (kind.kind === "layers") return [3, 4];
  if (kind.kind === "text") return "n";
  const rule = kind.rule;
  if (!rule || rule.kind === "boolean") return true;
  if (rule.kind === "choice") return rule.choices[0];
  return rule.kind === "integers" ? [1, 2] : Math.min(2, rule.max * 0.5);
}

test("a cell of an arm is written alone", () => {
  expect(write(five.value, 1, learningRate, 0.1)).toEqual([[["arms", 1, "optimizer", "learningRate"], 0.1]]);
});
