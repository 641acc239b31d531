/** A disk that is full while a network is exported: run `npm run build` first. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { script } from "./built.ts";
import { temporaryFolder, writeModels } from "./helpers.ts";

test("where the file cannot be written whole, there is a clear sentence, the old file, and no other", async () => {
  const folder = temporaryFolder();
  const [file] = await writeModels(folder, ["plain"], [0]);
  const target = join(folder, "out.onnx");
  writeFileSync(target, "old");
  const before = readdirSync(folder);
  // A limit of 512 bytes a file: like on a full disk, the first write writes a part and the next one fails.
  const run = spawnSync("sh", ["-c", 'ulimit -f 1; exec "$@"', "sh", process.execPath, script, "export", file!,
    "-o", target, "--force"], { encoding: "utf8" });
  expect([run.status, run.stdout]).toEqual([2, ""]);
  expect(run.stderr).toBe(`error: ${target} cannot be written: the file would be larger than is allowed\n`);
  expect(readFileSync(target, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(before);
});
