/** A race of several runs, with threads that train nothing. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { checkExperiment } from "../../../experiment/check.ts";
import type { Data } from "../../../web/data/data.ts";
import type { Fork } from "../../../web/race/race.ts";
import { FakeClock } from "./clock.ts";
import { FakeWorker } from "./worker.ts";

vi.mock("../../../experiment/worker/training-worker.ts", async () => ({ TrainingWorker: (await import("./worker.ts")).FakeWorker }));
vi.mock("../../../web/data/data.ts", () => ({ classes: 10 }));
vi.mock("../../../web/site.ts", () => ({ threadUrl: "thread.js" }));
const { Race } = await import("../../../web/race/race.ts");
const { Kept } = await import("../../../web/race/kept.ts");

const [sgd, adam] = [{ name: "sgd arm", optimizer: "sgd" }, { name: "adam arm", optimizer: "adam" }];

function experimentOf(file: object) {
  const checked = checkExperiment({ name: "t", training: { iterations: 40, evaluateEvery: 10 }, arms: [sgd, adam], ...file });
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  return checked.experiment;
}

let clock: FakeClock;
let kept: InstanceType<typeof Kept>;
let rested: string[];
beforeEach(() => {
  clock = new FakeClock();
  kept = new Kept(2 ** 20);
  rested = [];
  FakeWorker.alive = [];
  FakeWorker.started = 0;
});

function raceOf(file: object = {}, before?: InstanceType<typeof Race>, forks: Fork[] = []) {
  const experiment = experimentOf(file);
  const options = {
    experiment, forks, data: {} as Data, module: {}, kept, clock, speed: "full" as const, rested: (why: string) => rested.push(why),
  };
  return new Race(options, before);
}

const states = (race: InstanceType<typeof Race>) => race.runs.map(({ state, at }) => `${state.value} ${at}`);

async function finish(race: InstanceType<typeof Race>): Promise<void> {
  race.go("end");
  await clock.pass(10_000);
}

describe("a race", () => {
  test("takes the runs of a seed to their end before those of the next", async () => {
    const race = raceOf({ seeds: [4, 5] });
    expect(race.runs.map(({ seed, index }) => [seed, index])).toEqual([[4, 0], [4, 1], [5, 0], [5, 1]]);
    expect(states(race)).toEqual(["waiting 0", "waiting 0", "waiting 0", "waiting 0"]);
    race.go(10);
    await clock.pass(1000);
    expect(states(race)).toEqual(["paused 10", "paused 10", "waiting 0", "waiting 0"]);
    expect(race.standing.value).toMatchObject({ seed: 4, iteration: 10, end: 40, heats: 1 });
    await finish(race);
    expect(new Set(states(race))).toEqual(new Set(["complete 40"]));
    expect(rested).toEqual(["goal", "over"]);
    expect(FakeWorker.alive).toEqual([]);
  });

  test("has no more than twelve threads at once", async () => {
    const race = raceOf({ arms: Array.from({ length: 15 }, (_, i) => ({ name: `arm ${i}` })) });
    race.go(1);
    await clock.pass(100);
    expect(FakeWorker.alive).toHaveLength(12);
    expect(race.standing.value).toMatchObject({ heat: 0, heats: 2 });
    await finish(race);
    expect(FakeWorker.started).toBe(15);
    expect(race.over).toBe(true);
  });

  test("keeps looks at the networks from iteration 0 to the end", async () => {
    const race = raceOf();
    await finish(race);
    const iterations = race.runs[0]!.moments.map(({ iteration }) => iteration);
    expect(iterations[0]).toBe(0);
    expect(iterations.at(-1)).toBe(40);
    expect(race.runs[0]!.snapshot.value).toBe(race.runs[0]!.moments.at(-1));
  });

  test("ends its threads when another takes its place", async () => {
    const race = raceOf();
    race.go(1);
    await clock.pass(100);
    race.go("end");
    race.dispose(kept);
    expect(FakeWorker.alive).toEqual([]);
    await clock.pass(1000);
    expect(rested).toEqual(["goal"]);
  });
});

describe("only what changed trains again", () => {
  test("when all was over", async () => {
    const first = raceOf();
    await finish(first);
    const [same, other] = first.runs;
    const second = raceOf({ arms: [{ ...sgd, name: "another name" }, { ...adam, training: { batchSize: 7 } }] }, first);
    expect(second.runs[0]).toBe(same);
    expect(second.runs[0]!.arm.name).toBe("another name");
    expect(second.runs[1]).not.toBe(other);
    expect(states(second)).toEqual(["complete 40", "waiting 0"]);
    await finish(second);
    expect(FakeWorker.started).toBe(3);
    // And what it was before is there again, in the other order too.
    const third = raceOf({ arms: [adam, sgd] }, second);
    expect(third.runs).toEqual([other, same]);
    expect(third.runs.map(({ index }) => index)).toEqual([0, 1]);
    expect(third.over).toBe(true);
    expect(FakeWorker.started).toBe(3);
  });

  test("while it runs: the others wait until what is new has come to them", async () => {
    const first = raceOf();
    first.go(20);
    await clock.pass(1000);
    const second = raceOf({ arms: [sgd, { ...adam, training: { batchSize: 7 } }] }, first);
    expect(states(second)).toEqual(["paused 20", "waiting 0"]);
    expect(FakeWorker.alive.map(({ iteration }) => iteration)).toEqual([20]);
    second.go(1);
    await clock.pass(1000);
    expect(states(second)).toEqual(["paused 21", "paused 21"]);
  });

  test("but what crashed does", async () => {
    const first = raceOf();
    first.go(20);
    await clock.pass(1000);
    FakeWorker.alive[0]!.die("failed");
    await finish(first);
    expect(states(first)).toEqual(["failed 20", "complete 40"]);
    const second = raceOf({}, first);
    expect(states(second)).toEqual(["waiting 0", "complete 40"]);
  });

  test("of two arms that are alike each is a run", () => {
    const first = raceOf({ arms: [sgd, { ...sgd, name: "twin" }] });
    expect(first.runs[0]).not.toBe(first.runs[1]);
    expect(first.runs[0]!.key).toBe(first.runs[1]!.key);
  });

  test("and there is a limit to what is kept", async () => {
    const first = raceOf();
    await finish(first);
    const room = new Kept(first.runs[0]!.bytes);
    for (const run of first.runs) room.put(run);
    expect(room.take(first.runs[0]!.key)).toBeUndefined();
    expect(room.take(first.runs[1]!.key)).toBe(first.runs[1]);
    expect(room.take(first.runs[1]!.key)).toBeUndefined();
  });
});

describe("a fork", () => {
  const changed = { ...sgd, name: "sgd arm @10", optimizer: { name: "sgd", learningRate: 0.5 } };
  const forked = { arms: [sgd, adam, changed] };
  const fork = { index: 2, of: 0, at: 10 };

  test("starts as the arm it leaves, and has its own key", async () => {
    const first = raceOf();
    first.go(10);
    await clock.pass(1000);
    const second = raceOf(forked, first, [fork]);
    expect(second.runs.slice(0, 2)).toEqual(first.runs);
    const twin = second.runs[2]!;
    expect(twin.branch).toEqual({ of: second.runs[0], at: 10 });
    expect(twin.key).not.toBe(second.runs[0]!.key);
    second.go(1);
    await clock.pass(1000);
    expect(states(second)).toEqual(["paused 11", "paused 11", "paused 11"]);
    const { options } = FakeWorker.alive.at(-1)!;
    expect(options.arm.optimizer.learningRate).toBe(0.01);
    expect(options.changes).toMatchObject([{ at: 10, arm: { optimizer: { learningRate: 0.5 } } }]);
  });

  test("of a fork changes twice", () => {
    const again = { ...changed, name: "again", training: { batchSize: 5 } };
    const race = raceOf({ arms: [sgd, adam, changed, again] }, undefined, [fork, { index: 3, of: 2, at: 20 }]);
    expect(race.runs[3]!.branch!.of).toBe(race.runs[2]);
    expect(race.runs[3]!.course.arm.optimizer.learningRate).toBe(0.01);
    expect(race.runs[3]!.arm.training.batchSize).toBe(5);
  });
});

describe("a thread that dies", () => {
  test.each(["failed", "stopped"] as const)("ends its run, and the others go on: %s", async (how) => {
    const race = raceOf();
    race.go(10);
    await clock.pass(100);
    FakeWorker.alive[0]!.die(how);
    await finish(race);
    expect(states(race)).toEqual(["failed 10", "complete 40"]);
    expect(race.runs[0]!.crashed).toBe(true);
    expect(rested).toEqual(["goal", "over"]);
  });

  test("in the middle of a round does not hold up the race", async () => {
    const race = raceOf();
    race.go(10);
    await clock.pass(100);
    const [victim] = FakeWorker.alive;
    victim!.step = () => victim!.die("failed");
    await finish(race);
    expect(states(race)).toEqual(["failed 10", "complete 40"]);
  });
});
