/** The scripts of package.json where people really start them. */
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../cli/helpers.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

function node(...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
  return { status, out: stdout, err: stderr };
}

test("a script that is started through a link does its work", () => {
  const link = join(temporaryFolder(), "serve");
  symlinkSync(join(root, "scripts", "serve-web.js"), link);
  expect(node(link, "8o80")).toEqual({
    status: 2, out: "", err: "error: the port is 8o80; it must be a whole number from 0 to 65535\n",
  });
});

describe("a checkout without the tools, as `npm ci --omit=dev` leaves it", () => {
  const message =
    "usagi-nn is not built: assemblyscript, esbuild, typescript are not installed. Install them and build: npm ci\n";

  function checkout(): string {
    const folder = join(temporaryFolder(), "my project é", "デスクトップ");
    for (const path of ["cli.js", "package.json", "scripts", "tests/guarded"]) {
      cpSync(join(root, path), join(folder, path), { recursive: true });
    }
    return folder;
  }

  test("is installed without a build, and says so", () => {
    expect(node(join(checkout(), "scripts/build.js"), "--prepare")).toEqual({ status: 0, out: "", err: message });
  });

  test("cannot be built", () => {
    expect(node(join(checkout(), "scripts/build.js"))).toEqual({ status: 1, out: "", err: message });
  });

  test("has no command line yet, which says what to do", () => {
    expect(node(join(checkout(), "cli.js"), "run", "experiment.json")).toEqual({
      status: 2, out: "", err: "error: usagi-nn is not built yet; in its folder, run: npm ci\n",
    });
  });
});

test("threads that train load neither the checks of experiments nor the report", () => {
  const files = new Set<string>();
  const load = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, imported] of readFileSync(join(root, "dist", file), "utf8").matchAll(/\bfrom ?"\.\/([^"]+)"/g)) load(imported!);
  };
  load("run-worker.js");
  const text = Array.from(files, (file) => readFileSync(join(root, "dist", file), "utf8")).join("");
  expect(text).toContain("trainStep");
  for (const name of ["_zod", "commander", "linkedom", "didYouMean"]) expect(text).not.toContain(name);
});
