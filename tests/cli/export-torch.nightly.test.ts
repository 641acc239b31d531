/** PyTorch rebuilds exported networks and trains them again: run `npm run build` first; skipped where Python has none. */
import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { script } from "./built.ts";
import { temporaryFolder, writeDataset } from "./helpers.ts";
import { torchArms } from "./torch-arms.ts";

const python = ["python3", "/usr/bin/python3"].find((name) => spawnSync(name, ["-c", "import torch"]).status === 0);

describe.skipIf(python === undefined)("PyTorch", () => {
  test("comes to the same networks, batch by batch", () => {
    const folder = temporaryFolder();
    writeDataset(join(folder, "data"), { train: 200, t10k: 30 });
    writeFileSync(join(folder, "experiment.json"), JSON.stringify({
      name: "many", dataset: { name: "idx", path: "data" }, seeds: [3], arms: torchArms,
      network: { hidden: [12, 8], activation: "tanh", init: "xavier" },
      training: { iterations: 60, batchSize: 20, evaluateEvery: 30 },
    }));
    const usagi = (...args: string[]) => {
      const { status, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: "utf8" });
      expect({ args, status, stderr }).toMatchObject({ status: 0 });
    };
    usagi("run", "experiment.json", "--quiet");
    usagi("export", "runs/many", "--format", "torch");
    const models = join(folder, "runs/many/models");
    const scripts = readdirSync(models).filter((name) => name.endsWith(".py"));
    expect(scripts).toHaveLength(torchArms.length);
    for (const name of scripts) {
      const { status, stdout, stderr } = spawnSync(python!, [join(models, name)], { encoding: "utf8" });
      expect({ name, status, stderr }).toEqual({ name, status: 0, stderr: "" });
      const [, weight, prediction] = /of a weight: (\S+), in .*training rows: ([^\s,]+)/s.exec(stdout)!;
      expect([Number(weight) < 1e-3, Number(prediction) < 1e-4], `${name}: ${stdout}`).toEqual([true, true]);
    }
  });
});
