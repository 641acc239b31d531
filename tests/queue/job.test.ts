/** Jobs, and what is and is not one. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { QUEUE_VARIABLE, queueAddress } from "../../cli/queue/address.ts";
import { digestOf, type JobData, jobId, Jobs, queueName, readJob, readResult } from "../../cli/queue/job.ts";
import { sourceOfQueue, sourcesOfQueues } from "../../cli/queue/source.ts";
import { download, readNotes, upload, addCheckpoint, addOther, type Log } from "../../cli/queue/upload.ts";
import { hashExperiment } from "../../cli/run/run-file.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { parseJson } from "../../experiment/jsonc.ts";
import type { ExperimentFile } from "../../experiment/schema.ts";
import { trialSettings, withSettings } from "../../experiment/tuning/trials.ts";

const hash = "0123456789abcdef".repeat(4);

function study(file: unknown) {
  const checked = checkExperiment(file);
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  const { experiment } = checked;
  const experimentHash = hashExperiment(experiment);
  const dataset = "path" in experiment.dataset ? { ...experiment.dataset, path: `sha256-${hash}` } : experiment.dataset;
  return { experiment, experimentHash, jobs: new Jobs(file, experiment, { experimentHash, dataHash: hash }, dataset) };
}

const read = (job: unknown) => readJob(job, job === undefined ? undefined : jobId(job as JobData));

const fileOf = (path: string) => parseJson(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")).value as ExperimentFile;
const small: ExperimentFile = {
  name: "small", description: "of two arms", dataset: { name: "idx", path: "../secret/place", validation: 5 }, seeds: [3],
  training: { iterations: 40, evaluateEvery: 10 }, tuning: { trials: 5, halving: true },
  arms: [{ name: "a", optimizer: "adam", search: "default" }, { name: "b", optimizer: "sgd" }],
};

describe("a job", () => {
  test.each(["experiment.json", "experiments/fair.json", "experiments/schedules.json", "experiments/overfitting.json", "tests/golden/everything.json"])(
    "of each arm of %s trains what the study has, and says no path and nothing of other arms", (path) => {
      const file = fileOf(path);
      const { experiment, experimentHash, jobs } = study(file);
      experiment.arms.forEach((arm, i) => {
        const trial = arm.search ? 2 : undefined;
        const job = JSON.parse(JSON.stringify(jobs.of({ armNumber: i + 1, seed: 7, trial }))) as JobData;
        const settings = arm.search ? trialSettings(arm, experiment.tuning!, experiment.seeds[0]!)[2]! : {};
        expect(read(job)).toMatchObject({ arm: withSettings(arm, settings), seed: 7, experimentHash, dataHash: hash });
        expect(job.experiment).not.toHaveProperty("claims");
      });
    },
  );

  test("has a name that is the same on every machine, and another one for everything else that is trained", () => {
    const { jobs } = study(small);
    const each = [
      jobs.of({ armNumber: 2, seed: 3 }), jobs.of({ armNumber: 2, seed: 4 }), jobs.of({ armNumber: 1, seed: 3, trial: 1 }),
      jobs.of({ armNumber: 1, seed: 3, trial: 1, steps: 10 }), jobs.of({ armNumber: 1, seed: 3, trial: 1, steps: 40 }),
      { ...jobs.of({ armNumber: 2, seed: 3 }), dataHash: "f".repeat(64) }, { ...jobs.of({ armNumber: 2, seed: 3 }), usagi: "0.0.1" },
    ];
    expect(new Set(each.map(jobId)).size).toBe(each.length);
    expect(jobId(study(structuredClone(small)).jobs.of({ armNumber: 2, seed: 3 }))).toBe(jobId(each[0]!));
    // As BullMQ wants it.
    for (const id of each.map(jobId)) expect(id).toMatch(/^r-[0-9a-f]{64}$/);
    expect(JSON.stringify(each)).not.toMatch(/secret|two arms/);
    expect(queueName(`sha256-${hash}`, "1.2.3")).toBe("1.2.3-sha256-0123456789abcdef");
  });

  test("that asks for anything else is refused", () => {
    const { jobs } = study(small);
    const run = jobs.of({ armNumber: 2, seed: 3 });
    const trial = jobs.of({ armNumber: 1, seed: 3, trial: 1, steps: 10 });
    const one = run.experiment as ExperimentFile;
    const refused = (job: unknown) => expect(() => read(job));
    refused(undefined).toThrow("it: ");
    refused({ ...run, command: "rm" }).toThrow("it: ");
    refused({ ...run, seed: -1 }).toThrow("seed: ");
    refused({ ...run, dataHash: "../.." }).toThrow("dataHash: ");
    refused({ ...run, usagi: "0.0.1" }).toThrow("it is of version 0.0.1 of usagi-nn, and this is ");
    refused({ ...run, experiment: { ...one, training: { iterations: 0 } } }).toThrow("training.iterations = 0: must be a whole number");
    refused({ ...run, experiment: { ...one, arms: small.arms!.map(({ name }) => ({ name })) } }).toThrow("it has 2 arms; a job has one");
    refused({ ...run, experiment: { ...one, from: "/etc/passwd" } }).toThrow("begins with a trained network");
    refused({ ...run, experiment: { ...one, description: "x".repeat(4001) } }).toThrow("description");
    refused({ ...run, trial: 1 }).toThrow("its arm is not searched");
    refused({ ...trial, trial: 5 }).toThrow("trial is 5: there is no such one");
    refused({ ...trial, steps: 41 }).toThrow("steps is 41, of 40");
    expect(read(trial).trying).toEqual({ steps: 10, choose: "final" });
  });

  // A worker keeps files in a folder of that name.
  test("whose name is not that of its data is refused", () => {
    const run = study(small).jobs.of({ armNumber: 2, seed: 3 });
    for (const id of ["../victim", "r-1", undefined, jobId({ ...run, seed: 4 })]) {
      expect(() => readJob(run, id)).toThrow("its name is not that of what it holds");
    }
  });

  test("whatever is in it is read, or refused with a reason", () => {
    fc.assert(fc.property(fc.anything(), (data) => {
      expect(() => readJob(data, "r-1")).toThrow();
      expect(readResult(data)).toBeUndefined();
    }));
  });
});

test("a result is a checkpoint's digest and size, or what a trial came to, and nothing else", () => {
  const run = { worker: "lab-1", digest: hash, bytes: 1000, upload: "u" };
  const trial = { worker: "lab-1", trial: { trial: 0, seed: 3, steps: 10, digest: hash, status: "complete", accuracy: 0.5, loss: 1 } };
  for (const result of [run, trial]) expect(digestOf(readResult(result)!)).toBe(hash);
  for (const wrong of [
    null, "x", { ...run, bytes: 2 ** 40 }, { ...run, more: 1 }, { ...run, digest: "" }, { ...trial, trial: { ...trial.trial, more: 1 } },
    { ...trial, trial: { ...trial.trial, failure: "x".repeat(20_000) } }, { ...run, ...trial }, { ...run, worker: "x".repeat(200) },
  ]) expect(readResult(wrong)).toBeUndefined();
});

class FakeLog implements Log {
  readonly lines: Buffer[] = [];
  add(_: string, line: string | Buffer) {
    return Promise.resolve(this.lines.push(Buffer.from(line)));
  }
  line(_: string, number: number) {
    return Promise.resolve(this.lines[number]);
  }
}

test("bytes go through a job's log in parts, beside those of another worker", async () => {
  const log = new FakeLog();
  const bytes = Uint8Array.from({ length: 2_000_001 }, (_, i) => (i * 7) % 256);
  const [one, other] = await Promise.all([upload(log, "x", bytes), upload(log, "x", bytes.subarray(5))]);
  await addOther(log, "x", "lab 3 · a", hash);
  await addCheckpoint(log, "x", other, 5);
  expect(log.lines).toHaveLength(6);
  expect((await download(log, "x", one, bytes.length))?.equals(bytes)).toBe(true);
  expect((await download(log, "x", other, bytes.length - 5))?.equals(bytes.subarray(5))).toBe(true);
  expect(await readNotes(log, "x")).toEqual({ others: [{ worker: "lab 3 · a", digest: hash }], checkpoint: { name: other, size: 5 } });
  // Parts that are missing, cut off or too long, and sizes that are none.
  expect(await download(log, "x", "none", 10)).toBeUndefined();
  expect(await download(log, "x", one, bytes.length + 1)).toBeUndefined();
  expect(await download(log, "x", one, 2 ** 40)).toBeUndefined();
  log.lines[0] = log.lines[0]!.subarray(0, -8);
  expect(await download(log, "x", one, bytes.length)).toBeUndefined();
});

test("an address shows no password, in whatever way it is printed", () => {
  const address = queueAddress("rediss://user:se%20cret@queue.example:6380/2?password=se%20cret", {});
  for (const text of [String(address), JSON.stringify({ address }), address.shown, address.option]) expect(text).not.toMatch(/se.*cret/);
  expect(address.shown).toBe("rediss://queue.example:6380/2");
  expect(address.option).toBe("--queue 'rediss://user:PASSWORD@queue.example:6380/2?OPTIONS'");
  expect(address.open((url) => url)).toContain("se%20cret");
  expect(queueAddress(true, { USAGI_QUEUE: "redis://:secret@host" }).option).toBe("--queue");
  expect(queueAddress("redis://host", {}).option).toBe("--queue redis://host");
  expect(queueAddress("redis://user@host", {}).option).toBe("--queue redis://user@host");
  expect(queueAddress("redis://host/1?password=se%20cret", {}).option).toBe("--queue 'redis://host/1?OPTIONS'");
});

test.each(["redis://h/abc", "redis://h/1/2", "redis://h/1.5", "redis://h/-1", "redis://h?db=a", "redis://h/1e3"])(
  "%s names no database, which its client would not find out", (url) => {
    expect(() => queueAddress(url, {})).toThrow("behind the host stands the number of a database");
  },
);

test("a study with rows to test on elsewhere has a queue that only workers with both are at", () => {
  const [one, other] = ["a", "b"].map((sign) => `sha256-${sign.repeat(64)}`) as [string, string];
  for (const needed of [["mnist"], ["made"], [one], [other], [one, other], [other, one], [one, one]]) {
    const has = (...sources: string[]) => sourcesOfQueues(sources).includes(sourceOfQueue(needed));
    expect(has("made", "mnist", one, other)).toBe(true);
    for (const lacking of needed) expect(has(...["made", "mnist", one, other].filter((source) => source !== lacking))).toBe(false);
  }
  const served = sourcesOfQueues(["made", "mnist", one, other]);
  expect(new Set(served.map((source) => queueName(source))).size).toBe(served.length);
});

test("the unit of deploy/queue starts a worker by the variable that it sets", () => {
  const unit = readFileSync(new URL("../../deploy/queue/usagi-worker.service", import.meta.url), "utf8");
  expect(unit).toMatch(new RegExp(`^# .*: ${QUEUE_VARIABLE}=redis://`, "m"));
  expect(unit).toMatch(/^ExecStart=\S+\/usagi work --queue$/m);
});
