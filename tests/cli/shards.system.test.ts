/** A study in parts that are merged, on a small data set: run `npm run build` first. */
import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cli, folderWith, script } from "./built.ts";
import { until } from "./helpers.ts";
import { essence, expectSame } from "./same.ts";

const shardsIn = (folder: string) => join(folder, "shards");

/** The commands that a merge lists. */
const commandsIn = (out: string) => [...out.matchAll(/ {2}node cli\.js (.*)$/gm)].map(([, words]) => words!.split(" "));

const three = { arms: ["adam", "sgd", "momentum"].map((name) => ({ name, optimizer: name })) };

describe("a study in parts", () => {
  test("is merged to the same bytes as on one machine, whichever part comes last, with one that diverges", async () => {
    const arms = [...three.arms, { name: "diverges", optimizer: { name: "sgd", learningRate: 1e6 } }];
    const { file, folder, out } = folderWith({ arms, name: "parts" });
    const one = join(folder, "one");
    expect((await cli(["run", file, "--out", one, "-q"])).code).toBe(1);
    const part = (which: string, ...more: string[]) => cli(["run", file, "--out", out, "--shard", which, ...more]);
    const first = await part("3/3");
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(first.out).toMatch(/^parts, part 3 of 3: 4 arms × 2 seeds, /);
    expect(first.out).toContain(`Part 3 of 3 is done, in ${out}/shards/3-of-3.`);
    expect(first.out).toContain("Once all parts are, put them together with: node cli.js merge ");
    expect(existsSync(join(shardsIn(out), "3-of-3", "results.json"))).toBe(false);

    const early = await cli(["merge", out]);
    expect([early.code, early.err]).toEqual([1, ""]);
    expect(early.out).toContain("2 of 8 runs are there. Next are 2 parts of 3:");
    expect(existsSync(join(out, "results.json"))).toBe(false);
    expect(commandsIn(early.out)).toEqual(["1/3", "2/3"].map((which) => ["resume", out, "--shard", which]));

    // One by the command that was listed, one by that of the beginning.
    expect((await cli(commandsIn(early.out)[1]!)).code).toBe(0);
    expect((await part("1/3", "--threads", "1")).code).toBe(0);
    const merged = await cli(["merge", out]);
    expect([merged.code, merged.err]).toEqual([1, ""]); // as of `run`: one has diverged
    expectSame(out, one);
    expect((await cli(["merge", out])).err).toContain("everything is there already: look at it with: node cli.js inspect ");
    expect((await part("1/3")).err).toContain("holds the results of this study");
    const over = await cli(["resume", out, "--shard", "1/3"]);
    expect([over.code, over.err]).toEqual([1, ""]); // as of the whole run
    expect(over.out).toContain("the run is failed; there is nothing left to do.");
    expect(existsSync(shardsIn(out))).toBe(false);
    expect((await cli(["resume", out, "--shard", "1/3", "--iterations", "80"])).err).toContain("--shard and --iterations: parts are of one study");
  });

  test("whose settings are searched goes by stages, each after a merge", async () => {
    const search = {
      dataset: { name: "idx", path: "data", validation: 20 }, seeds: [5], search: "default",
      tuning: { trials: 6, rerun: 3, halving: { factor: 2 } }, name: "stages",
    };
    const { file, folder, out } = folderWith(search);
    const one = join(folder, "one");
    expect((await cli(["run", file, "--out", one, "-q"])).code).toBe(0);
    for (const which of ["2/2", "1/2"]) expect((await cli(["run", file, "--out", out, "--shard", which, "-q"])).code).toBe(0);
    let stages = 0;
    for (let merged = await cli(["merge", out]); merged.code !== 0; merged = await cli(["merge", out])) {
      expect(merged.err).toBe("");
      expect(merged.out).toMatch(/^12 of 12 trials and \d of 6 runs are there\. Next (is one part|are 2 parts) of 2:$/m);
      const commands = commandsIn(merged.out);
      expect(commands.length).toBeGreaterThan(0);
      for (const words of commands) expect((await cli([...words, "-q"])).code).toBe(0);
      expect(++stages).toBeLessThan(10);
    }
    expect(stages).toBeGreaterThan(0);
    expectSame(out, one);
  });

  test("goes on where a part was killed, and trains nothing twice", async () => {
    const { file, folder, out } = folderWith({ ...three, training: { iterations: 3000, batchSize: 7, evaluateEvery: 1000 } });
    const one = join(folder, "one");
    expect((await cli(["run", file, "--out", one, "-q"])).code).toBe(0);
    const argv = ["run", file, "--out", out, "--shard", "1/2", "--checkpoint-every", "50", "--threads", "1"];
    const child = spawn(process.execPath, [script, ...argv, "-q"], { stdio: "ignore" });
    const exited = new Promise((resolve) => child.on("exit", resolve));
    await until(() => existsSync(join(shardsIn(out), "1-of-2", "models", "1-adam-seed0.safetensors")));
    child.kill("SIGKILL");
    await exited;
    // The run that is over is restored: were it trained again, this would be noticed.
    const model = join(shardsIn(out), "1-of-2", "checkpoints", "1-adam-seed0");
    const before = readdirSync(model);
    const again = await cli(argv);
    expect([again.code, again.err]).toEqual([0, ""]);
    expect(readdirSync(model)).toEqual(before);
    expect((await cli(["run", file, "--out", out, "--shard", "2/2", "--checkpoint-every", "50", "-q"])).code).toBe(0);
    expect((await cli(["merge", out, "-q"])).code).toBe(0);
    expect(essence(out)).toBe(essence(one));
  });
});

describe("what cannot be merged is refused, and stays as it was", () => {
  test("parts that have trained one run to different bits: both are named", async () => {
    const { file, out } = folderWith(three);
    // 1/1 is the same once more, in another division.
    for (const which of ["1/2", "2/2", "1/1"]) expect((await cli(["run", file, "--out", out, "--shard", which, "-q"])).code).toBe(0);
    const place = join(shardsIn(out), "1-of-1", "checkpoints");
    const [of1, of2] = ["1-adam-seed0", "1-adam-seed1"].map((name) => join(place, name, "0000000040.safetensors"));
    cpSync(of2!, of1!); // intact, and of another run
    const { code, err } = await cli(["merge", out]);
    expect(code).toBe(2);
    expect(err).toContain(`${shardsIn(out)}/1-of-1 and ${shardsIn(out)}/1-of-2 have trained 1-adam-seed0, to different bits`);
    expect(readdirSync(shardsIn(out))).toEqual(["1-of-1", "1-of-2", "2-of-2"]);
    // A damaged one gives way to the other.
    writeFileSync(of1!, "damaged");
    expect((await cli(["merge", out, "-q"])).code).toBe(0);
    expect(existsSync(shardsIn(out))).toBe(false);
  });

  test("parts of other experiments, data or versions, and folders without any", async () => {
    const { file, folder, out } = folderWith();
    for (const which of ["1/2", "2/2"]) expect((await cli(["run", file, "--out", out, "--shard", which, "-q"])).code).toBe(0);
    expect((await cli(["merge", join(folder, "none")])).err).toContain("there are no parts of a study");
    expect((await cli(["run", file, "--out", out])).err).toContain("holds parts of a study: put them together with: node cli.js merge ");
    const longer = ["--set", "training.iterations=60"];
    expect((await cli(["run", file, "--out", out, "--shard", "1/2", ...longer])).err).toContain("is of another experiment");
    expect((await cli(["run", file, "--out", out, "--shard", "1/2", ...longer, "--force", "-q"])).code).toBe(0);
    expect((await cli(["merge", out])).err).toContain("1-of-2 and ");
    expect((await cli(["merge", out])).err).toContain("are of different experiments");
    expect((await cli(["run", file, "--out", out, "--shard", "1/2", "--force", "-q"])).code).toBe(0);
    const place = join(shardsIn(out), "2-of-2", "run.json");
    const own = readFileSync(place, "utf8");
    writeFileSync(place, own.replace(/"usagi": "[^"]+"/, '"usagi": "0.0.1"'));
    expect((await cli(["merge", out])).err).toContain("2-of-2 was trained by version 0.0.1 of usagi-nn, and this is ");
    expect((await cli(["run", file, "--out", out, "--shard", "2/2"])).err).toContain("was begun by version 0.0.1");
    writeFileSync(place, own.replace(/"dataHash": "./, '"dataHash": "x'));
    expect((await cli(["merge", out])).err).toContain("are of different data");
    writeFileSync(place, own);
    // Where a part came from another machine, its folder may have any place.
    renameSync(out, `${out}-moved`);
    expect((await cli(["merge", `${out}-moved`, "-q"])).code).toBe(0);
  });

  test("a part that is none", async () => {
    const { file } = folderWith();
    const { code, err } = await cli(["run", file, "--shard", "3/2"]);
    expect([code, err]).toEqual([2, expect.stringContaining("3/2: the part must be a whole number from 1 to 2.") as string]);
  });
});
