/** What the page decides: states and events in, states and effects out. */
import { describe, expect, test } from "vitest";
import type { Path } from "../../../experiment/problems.ts";
import { edited, readDraft } from "../../../web/state/draft.ts";
import { forkedArm } from "../../../web/state/fork.ts";
import { type Effect, type Event, initial, isChanged, reduce, type State } from "../../../web/state/reducer.ts";

const file = {
  name: "t",
  training: { iterations: 100, evaluateEvery: 10 },
  arms: [{ name: "a", optimizer: "sgd" }, { name: "b", optimizer: "adam" }],
};
const draftOf = (value: unknown) => readDraft("t.json", JSON.stringify(value));
const draft = draftOf(file);

/** Goes through events, and gives the state and the effects of the last one. */
function after(from: State, ...events: Event[]): { state: State; effects: readonly Effect[] } {
  return events.reduce<{ state: State; effects: readonly Effect[] }>(({ state }, event) => {
    const [next, effects] = reduce(state, event);
    return { state: next, effects };
  }, { state: from, effects: [] });
}

const opened: Event = { type: "open", draft, from: "choice" };
const raced: Event = { type: "raced", started: false, over: false };
const over: Event = { type: "rested", why: "over" };
const edit = (path: Path, value: unknown, from = draft, at = 0): Event => {
  return { type: "edit", draft: edited(from, path, value), label: path.join(), at };
};
const running = after(initial(draft), opened, raced).state;
const finished = after(running, over).state;
const paused = after(running, { type: "pause" }, { type: "rested", why: "paused" }).state;
const kinds = (effects: readonly Effect[]) => effects.map(({ type }) => type);

describe("opening", () => {
  test("makes a race, which starts as soon as it is there", () => {
    const first = after(initial(draft), opened);
    expect(first.effects).toEqual([{ type: "race", afresh: false }, { type: "address", push: false }]);
    expect(first.state).toMatchObject({ phase: "loading", wanted: "end", arm: 1, seed: 0 });
    const second = after(first.state, raced);
    expect(second.effects).toEqual([{ type: "go", goal: "end" }]);
    expect(second.state.phase).toBe("running");
  });

  test("of another one leads back by the browser's button; what the address brings does not touch the address", () => {
    expect(after(running, opened).effects).toContainEqual({ type: "address", push: true });
    expect(kinds(after(running, { type: "open", draft, from: "address" }).effects)).toEqual(["race"]);
  });

  test.each([
    ["many steps", { ...file, training: { iterations: 30_000 } }],
    ["a huge network", { ...file, network: { hidden: [65_535] } }],
  ])("of what takes long waits for its button: %s", (_, value) => {
    const { state, effects } = after(running, { type: "open", draft: draftOf(value), from: "address" }, raced);
    expect(state).toMatchObject({ phase: "ready", unasked: true });
    expect(effects).toEqual([]);
    const asked = after(state, { type: "play" });
    expect(asked.state).toMatchObject({ phase: "running", unasked: false });
    expect(asked.effects).toEqual([{ type: "go", goal: "end" }]);
  });

  test("of what is wrong leaves the race alone", () => {
    const { state, effects } = after(running, { type: "open", draft: draftOf({ name: 1 }), from: "choice" });
    expect(state.racing).toBe(running.racing);
    expect(state.phase).toBe("running");
    expect(kinds(effects)).toEqual(["address"]);
  });
});

describe("an edit", () => {
  const iterations = edit(["training", "iterations"], 50);

  test.each([["while it runs", running], ["after its end", finished]])("%s trains by itself once nothing more comes", (_, from) => {
    const first = after(from, iterations);
    expect(kinds(first.effects)).toEqual(["address", "settle"]);
    expect(isChanged(first.state)).toBe(true);
    const second = after(first.state, { type: "settled" });
    expect(second.effects).toEqual([{ type: "race", afresh: false }]);
    expect(second.state).toMatchObject({ wanted: "end", phase: "loading" });
    expect(isChanged(second.state)).toBe(false);
  });

  test("while it is paused waits for Train, which takes it over", () => {
    const first = after(paused, iterations);
    expect(kinds(first.effects)).toEqual(["address"]);
    const second = after(first.state, { type: "play" });
    expect(second.effects).toEqual([{ type: "race", afresh: false }]);
    expect(second.state.racing!.experiment.arms[0]!.training.iterations).toBe(50);
  });

  test("that is wrong trains nothing, and what it becomes does", () => {
    const wrong = edit(["training", "iterations"], -1);
    const first = after(running, wrong, { type: "settled" });
    expect(first.effects).toEqual([]);
    expect(first.state.racing).toBe(running.racing);
    const right = after(first.state, iterations, { type: "settled" });
    expect(right.effects).toEqual([{ type: "race", afresh: false }]);
  });

  test("that makes it long does not start by itself", () => {
    const { state } = after(running, edit(["network"], { hidden: [65_535] }), { type: "settled" }, raced);
    expect(state).toMatchObject({ phase: "ready", unasked: true });
  });

  test("is taken back and made again; quick ones of one setting are one", () => {
    const typed = after(
      running, edit(["name"], "x", draft, 0), edit(["name"], "xy", draft, 100), edit(["name"], "xyz", draft, 5000),
    ).state;
    const once = after(typed, { type: "undo" }).state;
    expect(once.draft.value).toMatchObject({ name: "xy" });
    const twice = after(once, { type: "undo" }).state;
    expect(twice.draft).toBe(draft);
    const again = after(twice, { type: "redo" }, { type: "redo" });
    expect(again.state.draft.value).toMatchObject({ name: "xyz" });
    expect(after(again.state, { type: "redo" }).state).toBe(again.state);
    expect(kinds(after(twice, { type: "redo" }).effects)).toEqual(["address", "settle"]);
  });

  test("is not taken over by Reset", () => {
    const { state, effects } = after(paused, iterations, { type: "reset" }, raced);
    expect(effects).toEqual([]);
    expect(state.phase).toBe("ready");
    expect(state.racing!.experiment.arms[0]!.training.iterations).toBe(100);
    expect(isChanged(state)).toBe(true);
    expect(after(paused, { type: "reset" }).effects).toEqual([{ type: "race", afresh: true }]);
  });
});

describe("time", () => {
  test("a moment pauses; from there what is known is shown, then it trains on", () => {
    const back = after(running, { type: "moment", iteration: 20 });
    expect(back.effects).toEqual([{ type: "pause" }]);
    expect(back.state).toMatchObject({ phase: "paused", moment: 20 });
    const film = after(back.state, { type: "play" });
    expect(film.effects).toEqual([{ type: "film" }]);
    const shown = after(film.state, { type: "filmed", iteration: 30 });
    expect(shown.state).toMatchObject({ film: true, moment: 30 });
    const head = after(shown.state, { type: "filmed", iteration: undefined });
    expect(head.state).toMatchObject({ film: false, moment: undefined, phase: "running" });
    expect(head.effects).toEqual([{ type: "go", goal: "end" }]);
  });

  test("after the end it is shown from the beginning, and nothing trains", () => {
    const film = after(finished, { type: "play" });
    expect(film.state).toMatchObject({ film: true, moment: 0 });
    const head = after(film.state, { type: "filmed", iteration: undefined });
    expect(head.state).toMatchObject({ phase: "finished", film: false });
    expect(head.effects).toEqual([]);
  });

  test("a film is paused where it is, and late pictures of it change nothing", () => {
    const { state, effects } = after(finished, { type: "moment", iteration: 5 }, { type: "play" }, { type: "pause" });
    expect(state).toMatchObject({ film: false, moment: 5 });
    expect(effects).toEqual([]);
    expect(after(state, { type: "filmed", iteration: 9 }).state.moment).toBe(5);
  });

  test("steps train at the head, and turn on what is known before it", () => {
    expect(after(paused, { type: "step", steps: 10, shown: undefined }).effects).toEqual([{ type: "go", goal: 10 }]);
    const past = after(paused, { type: "moment", iteration: 20 }, { type: "step", steps: 10, shown: 30 });
    expect(past.state.moment).toBe(30);
    expect(past.effects).toEqual([]);
    expect(after(past.state, { type: "step", steps: 10, shown: undefined }).state.moment).toBeUndefined();
  });

  test("a pause before there are images holds", () => {
    const { state, effects } = after(initial(draft), opened, { type: "pause" }, raced);
    expect(state.phase).toBe("ready");
    expect(effects).toEqual([]);
  });
});

describe("a fork", () => {
  const fork: Event = { type: "fork", arm: 0, at: 30, path: ["optimizer", "learningRate"], value: 0.5 };

  test("is an arm more, whose name says what changes; the settings stay", () => {
    const { state, effects } = after(paused, fork);
    expect(effects).toEqual([{ type: "race", afresh: false }]);
    expect(state.wanted).toBe("end");
    expect(state.racing!.experiment.arms.map(({ name }) => name)).toEqual(["a", "b", "a @30: learningRate 0.5"]);
    expect(state.racing!.experiment.arms[2]!.optimizer).toMatchObject({ name: "sgd", learningRate: 0.5 });
    expect(state.arm).toBe(2);
    expect(isChanged(state)).toBe(false);
  });

  test("of a fork changes once more, and goes with it", () => {
    const twice = after(paused, fork, { ...fork, arm: 2, at: 50, path: ["training", "batchSize"], value: 10 });
    const arms = twice.state.racing!.experiment.arms;
    expect(arms[3]).toMatchObject({ optimizer: { learningRate: 0.5 }, training: { batchSize: 10 } });
    const third = after(twice.state, { ...fork, arm: 1, path: ["optimizer"], value: "sgd" });
    expect(third.state.racing!.forks).toHaveLength(3);
    const less = after(third.state, { type: "unfork", arm: 2 }).state;
    expect(less.racing!.forks).toMatchObject([{ index: 2, of: 1 }]);
    expect(less.racing!.experiment.arms).toHaveLength(3);
  });

  const armsOf = ({ racing }: State) => racing!.experiment.arms.map(({ name }) => name);
  const undo: Event = { type: "undo" };
  const redo: Event = { type: "redo" };

  test("is taken back at once and made again, and so is its end", () => {
    const made = after(paused, fork, raced).state;
    const without = after(made, undo);
    expect(without.effects).toEqual([{ type: "race", afresh: false }]);
    expect(without.state).toMatchObject({ racing: paused.racing, draft, wanted: "end" });
    const again = after(without.state, redo);
    expect(again.effects).toEqual([{ type: "race", afresh: false }]);
    expect(armsOf(again.state)).toEqual(armsOf(made));
    const removed = after(made, { type: "unfork", arm: 2 }).state;
    expect(armsOf(removed)).toEqual(["a", "b"]);
    expect(armsOf(after(removed, undo).state)).toEqual(armsOf(made));
    expect(after(removed, undo, undo).state.racing).toBe(paused.racing);
    expect(after(removed, undo, undo).state.past).toEqual([]);
  });

  test("comes back with the settings that it was made of, when an edit after it is taken back", () => {
    const forked = after(running, fork, raced).state;
    const other = after(forked, edit(["seeds"], [1]), { type: "settled" }, raced).state;
    expect(armsOf(other)).toEqual(["a", "b"]);
    const back = after(other, undo, { type: "settled" });
    expect(back.effects).toEqual([{ type: "race", afresh: false }]);
    expect(back.state.racing).toBe(forked.racing);
    // Also where both are taken back before the settings take over.
    const both = after(other, undo, undo, { type: "settled" }).state;
    expect(both).toMatchObject({ racing: running.racing, draft, past: [] });
    expect(isChanged(both)).toBe(false);
  });

  test.each([
    ["shape", { ...fork, path: ["network", "hidden"], value: [7] }],
    ["invalid", { ...fork, value: "much" }],
    ["over", { ...fork, at: 100 }],
    ["evaluation", { ...fork, path: ["training", "evaluateEvery"], value: 3 }],
  ])("that cannot be is refused: %s", (fault, event) => {
    const { state, effects } = after(paused, event);
    expect(state.refused).toBe(fault);
    expect(state.racing).toBe(paused.racing);
    expect(effects).toEqual([]);
  });
});

test("what comes to rest while another race is prepared does not count", () => {
  const loading = after(running, opened).state;
  expect(after(loading, over).state).toBe(loading);
});

test("a fork changes the loss where the output layer stays as it is", () => {
  const forkOf = (dataset: string, loss: string, value: string) => {
    const { value: file, experiment } = draftOf({ name: "t", dataset, loss });
    return forkedArm({ value: file, experiment: experiment!, forks: [] }, { of: 0, at: 5, path: ["loss"], value });
  };
  expect(forkOf("sine", "meanSquaredError", "huber")).toMatchObject({ loss: { name: "huber", delta: 1 } });
  expect(forkOf("moons", "softmaxCrossEntropy", "binaryCrossEntropy")).toBe("shape");
  expect(forkOf("moons", "softmaxCrossEntropy", "huber")).toBe("invalid");
});
