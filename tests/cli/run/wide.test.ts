/** `--wide` on engines that have V8's flag, and on others; what it does to a run is in run.system.test.ts. */
import { beforeEach, expect, test, vi } from "vitest";
import { digestOfTraining, KNOWN_DIGEST, widen } from "../../../cli/run/wide.ts";
import { FakeHost } from "../helpers.ts";

const v8 = vi.hoisted(() => ({ hasFlag: true, flags: [] as string[] }));
vi.mock("node:v8", () => ({
  setFlagsFromString: (flag: string) => v8.flags.push(flag),
  cachedDataVersionTag: () => (v8.hasFlag ? v8.flags.length : 0),
}));

beforeEach(() => {
  v8.hasFlag = true;
  v8.flags = [];
  setEngine("x64", true);
});

/** What is asked before V8 is. */
function setEngine(arch: string, isNew: boolean): void {
  vi.stubGlobal("process", Object.create(process, { arch: { value: arch } }));
  vi.stubGlobal("Atomics", isNew ? { pause: () => {} } : {});
}

test("the training that it checks itself with has the known digest on every engine", async () => {
  expect(await digestOfTraining()).toBe(KNOWN_DIGEST);
});

test("the flag stays on where V8 has it and the bits are the known ones", async () => {
  const host = new FakeHost();
  expect(await widen(host)).toBe(true);
  expect(v8.flags.at(-1)).toBe("--experimental-wasm-revectorize");
  expect(host.stderr.text).toBe("");
});

test("nothing goes on where the bits are others", async () => {
  const other = KNOWN_DIGEST.replace(/^./, "0");
  await expect(widen(new FakeHost(), other)).rejects.toThrow(/^--wide: .* computes other bits .*: run without --wide$/);
});

test.each([
  ["that does not take it", "x64", true, false],
  ["on another processor", "arm64", true, true],
  ["that is older", "x64", false, true],
])("an engine %s computes without, and one sentence says so", async (_, arch, isNew, hasFlag) => {
  v8.hasFlag = hasFlag;
  setEngine(arch, isNew);
  const host = new FakeHost();
  expect(await widen(host)).toBe(false);
  expect(host.stderr.text).toMatch(/^warning: --wide: Node [\d.]+ on \w+ has no 256-bit WebAssembly, .*\n$/);
});

test.each([["arm64", true], ["x64", false]])("V8 is not asked for a flag that it would complain of (%s, new: %s)", async (arch, isNew) => {
  setEngine(arch, isNew);
  await widen(new FakeHost());
  expect(v8.flags).toEqual([]);
});
