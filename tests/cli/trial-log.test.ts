/** What is left of the trials' log, whatever became of the file. */
import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseTrials, sortTrials, TrialLog, trialLine } from "../../cli/run/trial-log.ts";
import type { TrialRun } from "../../experiment/results.ts";
import { temporaryFolder } from "./helpers.ts";

const hash = "12ab";
const run = (trial: number): TrialRun =>
  ({ trial, seed: 0, status: "complete", steps: 9, accuracy: 0.1 + trial / 7, loss: 1e-7 / 3, digest: "ef" });
const line = (trial: number, experimentHash = hash) => trialLine({ experimentHash, arm: "a,\n\"b", until: 9, run: run(trial) });

/** Opens the log in a folder; what it warns of. */
async function opened(folder: string) {
  const warnings: string[] = [];
  const log = await TrialLog.open(folder, hash, (text) => warnings.push(text));
  return { log, warnings };
}
const found = (log: TrialLog) => [0, 1, 2, 3].filter((trial) => log.find("a,\n\"b", 9, { trial, seed: 0 }));

test("what was added is found again, every bit of its numbers", async () => {
  const folder = temporaryFolder();
  const { log } = await opened(folder);
  await Promise.all([0, 1, 2].map((trial) => log.add("a,\n\"b", 9, run(trial))));
  await log.close();
  expect(readFileSync(join(folder, "trials.jsonl"), "utf8")).toBe(line(0) + line(1) + line(2));
  const again = await opened(folder);
  expect(again.warnings).toEqual([]);
  expect(again.log.find("a,\n\"b", 9, { trial: 2, seed: 0 })).toEqual(run(2));
  expect(found(again.log)).toEqual([0, 1, 2]);
  for (const [arm, until, seed] of [["a", 9, 0], ["a,\n\"b", 3, 0], ["a,\n\"b", 9, 1]] as const) {
    expect(again.log.find(arm, until, { trial: 2, seed })).toBe(undefined);
  }
});

test("keys stay in the order that they had", async () => {
  const folder = temporaryFolder();
  const { log } = await opened(folder);
  const turned = Object.fromEntries(Object.entries(run(0)).reverse()) as TrialRun;
  await log.add("a", 9, turned);
  await log.close();
  const again = (await opened(folder)).log.find("a", 9, { trial: 0, seed: 0 });
  expect(JSON.stringify(again)).toBe(JSON.stringify(turned));
});

test("a last line that was cut short is dropped, wherever it was, and the next is whole", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "trials.jsonl");
  for (let cut = 1; cut < line(1).length; cut += 7) {
    writeFileSync(file, line(0) + line(1));
    truncateSync(file, (line(0) + line(1)).length - cut);
    const { log, warnings } = await opened(folder);
    expect([found(log), warnings]).toEqual([[0], []]);
    await log.add("a,\n\"b", 9, run(2));
    await log.close();
    expect(readFileSync(file, "utf8")).toBe(line(0) + line(2));
  }
});

test("lines that were damaged, or are of another experiment, are told, kept aside and trained again", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "trials.jsonl");
  const content = line(0) + line(1).replace("0.2428", "0.9428") + line(2, "other") + "\n" + line(3);
  writeFileSync(file, content);
  const { log, warnings } = await opened(folder);
  expect(found(log)).toEqual([0, 3]);
  expect(warnings).toEqual([
    `${file}: line 2 is damaged, and 2 more: these trials are trained again; the file is kept as ${file}.damaged`,
  ]);
  expect(readFileSync(`${file}.damaged`, "utf8")).toBe(content);
  expect(readFileSync(file, "utf8")).toBe(line(0) + line(3));
  expect((await opened(folder)).warnings).toEqual([]);
});

test("at the end they lie by arm, stage, trial and seed, in whichever order they were over", async () => {
  const folder = temporaryFolder();
  const sorted = ["z", "a"].flatMap((arm) => [9, 90].flatMap((until) => [2, 10].flatMap((trial) => [1, 3].map((seed) =>
    trialLine({ experimentHash: hash, arm, until, run: { ...run(trial), seed } })))));
  const file = join(folder, "trials.jsonl");
  writeFileSync(file, [...sorted].sort().join(""));
  await sortTrials(folder, hash, ["z", "a"]);
  expect(readFileSync(file, "utf8")).toBe(sorted.join(""));
});

test("no flipped bit goes unnoticed", () => {
  const bytes = Buffer.from(line(0));
  for (let i = 0; i < bytes.length - 1; i++) {
    const changed = Buffer.from(bytes);
    changed[i]! ^= 1 << (i % 8);
    const { entries } = parseTrials(changed, hash);
    expect(entries.length, `byte ${i}`).toBe(0);
  }
  expect(parseTrials(bytes, hash)).toMatchObject({ entries: [{ run: run(0) }], faults: [], torn: false });
});

test("a file that cannot be written says so for every line, and keeps what it had", async () => {
  const folder = temporaryFolder();
  const { log } = await opened(join(folder, "not there"));
  await expect(log.add("a", 9, run(0))).rejects.toThrow("ENOENT");
  await expect(log.add("a", 9, run(1))).rejects.toThrow("ENOENT");
  await log.close();
  expect(existsSync(join(folder, "not there"))).toBe(false);
  appendFileSync(join(folder, "trials.jsonl"), line(0));
  expect(found((await opened(folder)).log)).toEqual([0]);
});
