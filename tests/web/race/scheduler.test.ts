/** The race in lockstep, with racers and a clock of the test. */
import { describe, expect, test } from "vitest";
import { type Racer, round, Scheduler, type Speed } from "../../../web/race/scheduler.ts";
import { FakeClock, FakeRacer } from "./clock.ts";

function start(heats: (clock: FakeClock) => FakeRacer[][], speed: Speed = "full") {
  const clock = new FakeClock();
  const racers = heats(clock);
  const stood: number[][] = [];
  const rested: string[] = [];
  const scheduler = new Scheduler<FakeRacer>({
    heats: racers, clock, speed,
    stood: () => stood.push(racers.flat().map(({ at }) => at)),
    rested: (why) => rested.push(why),
  });
  return { clock, racers: racers as [FakeRacer[], ...FakeRacer[][]], stood, rested, scheduler };
}

const two = (clock: FakeClock) => [[new FakeRacer(clock), new FakeRacer(clock, { pace: 3 })]];

describe("a race", () => {
  test("takes all racers to their end, all at the same iteration whenever they stand", async () => {
    const { clock, stood, rested, scheduler } = start(two);
    scheduler.go("end");
    await clock.pass(1000);
    expect(rested).toEqual(["over"]);
    expect(stood.at(-1)).toEqual([100, 100]);
    for (const [a, b] of stood) expect(a).toBe(b);
  });

  test("stands at every evaluation that its rounds come by, and takes longer rounds where they are short", async () => {
    const { clock, stood, scheduler } = start((own) => [[new FakeRacer(own, { end: 10_000, every: 7, pace: 0.01 })]]);
    scheduler.go("end");
    await clock.pass(10_000);
    const rounds = stood.map(([at], i) => at! - (stood[i - 1]?.[0] ?? 0));
    expect(Math.max(...rounds)).toBeGreaterThan(1000);
    // A round passes evaluations only where it ends at one.
    for (const [i, [at]] of stood.entries()) {
      const from = stood[i - 1]?.[0] ?? 0;
      expect(at! % 7 === 0 || Math.floor(at! / 7) === Math.floor(from / 7) || at === 10_000).toBe(true);
    }
  });

  test("goes on with those that have not ended, each to its own end", async () => {
    const { clock, racers: [[short, long]], scheduler, rested } = start((own) => [[
      new FakeRacer(own, { end: 15 }), new FakeRacer(own, { end: 40 }),
    ]]);
    scheduler.go("end");
    await clock.pass(1000);
    expect([short!.at, long!.at, rested]).toEqual([15, 40, ["over"]]);
  });

  test("runs one heat after the other", async () => {
    const { clock, stood, scheduler } = start((own) => [[new FakeRacer(own)], [new FakeRacer(own)]]);
    scheduler.go("end");
    await clock.pass(1000);
    for (const [first, second] of stood) expect(second === 0 || first === 100).toBe(true);
    expect(stood.at(-1)).toEqual([100, 100]);
  });

  test("waits for who is behind, whatever the speed", async () => {
    const { clock, racers: [[ahead, behind]], scheduler } = start(two, 1);
    ahead!.at = 50;
    scheduler.go("end");
    await clock.pass(400);
    expect([ahead!.at, behind!.at]).toEqual([51, 51]);
    expect(ahead!.asked).toEqual([1]);
  });

  test("waits for steps that a racer was asked for by another race", async () => {
    const { clock, racers: [[first, second]], scheduler } = start(two);
    void second!.advance(5);
    scheduler.go(1);
    await clock.pass(100);
    expect([first!.at, second!.at]).toEqual([6, 6]);
  });
});

describe("goals", () => {
  test.each([[1, 13], [10, 22], ["evaluation", 20]] as const)("%s step(s) from 12 lead to %i", async (goal, end) => {
    const { clock, racers: [pair], scheduler, rested } = start(two);
    for (const racer of pair) racer.at = 12;
    scheduler.go(goal);
    await clock.pass(1000);
    expect(pair.map(({ at }) => at)).toEqual([end, end]);
    expect(rested).toEqual(["goal"]);
  });

  test("a step never leads into the next heat", async () => {
    const { clock, racers, scheduler, rested } = start((own) => [[new FakeRacer(own)], [new FakeRacer(own)]]);
    racers[0][0]!.at = 95;
    scheduler.go(10);
    await clock.pass(1000);
    expect(racers.flat().map(({ at }) => at)).toEqual([100, 0]);
    expect(rested).toEqual(["goal"]);
    scheduler.go(10);
    await clock.pass(1000);
    expect(racers.flat().map(({ at }) => at)).toEqual([100, 10]);
  });
});

describe("the clock", () => {
  test.each([[1, 5000, 6], [10, 2000, 21], [100, 500, 52]] as const)("at %i steps a second %i ms take to %i", async (speed, ms, at) => {
    const { clock, racers: [[racer]], scheduler } = start((own) => [[new FakeRacer(own, { end: 1000 })]], speed);
    scheduler.go("end");
    await clock.pass(ms + 1);
    expect(Math.abs(racer!.at - at)).toBeLessThanOrEqual(3);
    expect(racer!.at).toBeLessThanOrEqual(at + 3);
  });

  test("another speed holds at once, and so does a pause", async () => {
    const { clock, racers: [[racer]], scheduler, rested } = start((own) => [[new FakeRacer(own, { end: 1000 })]], 1);
    scheduler.go("end");
    await clock.pass(100);
    expect(racer!.at).toBe(1);
    scheduler.speed = "full";
    await clock.pass(300);
    expect(racer!.at).toBeGreaterThan(100);
    scheduler.speed = 1;
    await clock.pass(1100);
    const slow = racer!.at;
    scheduler.pause();
    await clock.pass(5000);
    expect(racer!.at).toBe(slow);
    expect(rested).toEqual(["paused"]);
    scheduler.go("end");
    await clock.pass(10);
    expect(racer!.at).toBe(slow + 1);
  });
});

describe("a round", () => {
  const racer = (at: number, ended = false): Racer => {
    return { at, ended, end: 100, every: 10, advance: () => Promise.resolve(), stand: () => Promise.resolve() };
  };
  const order = { target: Infinity, speed: "full" as const, chunk: 25 };

  test("ends at the last evaluation that it reaches, or before the next one", () => {
    expect(round([racer(3), racer(3)], order)).toEqual([17, 17]);
    expect(round([racer(3)], { ...order, chunk: 4 })).toEqual([4]);
    expect(round([racer(3)], { ...order, target: 5 })).toEqual([2]);
  });

  test("asks nobody who has ended, and is none where all stand at the target", () => {
    expect(round([racer(30, true), racer(10)], order)).toEqual([0, 20]);
    expect(round([racer(10)], { ...order, target: 10 })).toBeUndefined();
    expect(round([racer(10, true)], order)).toBeUndefined();
  });
});
