import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as ort from "onnxruntime-web";
import { beforeAll, describe, expect, test } from "vitest";
import { compile, decodeModel, encodeModel, loadNetwork } from "../../bindings/index.ts";
import { cli, temporaryFolder, writeModels } from "./helpers.ts";

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
});

async function predictions(onnx: string, x: Float32Array): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(readFileSync(onnx));
  const { probabilities } = await session.run({ x: new ort.Tensor("float32", x, [x.length / 15, 15]) });
  return probabilities!.data as Float32Array;
}

const x = Float32Array.from({ length: 30 }, (_, i) => ((i * 7) % 11) / 11);

test("every network of a run lies beside its file, as ONNX", async () => {
  const folder = temporaryFolder();
  const files = await writeModels(folder, ["plain", "with more"], [0, 7]);
  const { code, out, err } = await cli("export", folder, "--format", "onnx");
  const exported = files.map((file) => file.replace("safetensors", "onnx"));
  expect({ code, out, err }).toEqual({ code: 0, out: exported.map((file) => `Wrote ${file}\n`).join(""), err: "" });
  for (const [i, file] of files.entries()) {
    const expected = loadNetwork(await compile(), readFileSync(file)).predict(x);
    const found = await predictions(exported[i]!, x);
    found.forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 5));
  }
});

test("--arm and --seed select, --out names the file and its folder", async () => {
  const folder = temporaryFolder();
  await writeModels(folder, ["plain", "with more"], [0, 7]);
  const out = join(folder, "new", "net.onnx");
  const several = await cli("export", folder, "--arm", "plain", "-o", out);
  expect(several).toMatchObject({ code: 2, out: "" });
  expect(several.err).toContain("holds 2 networks; --out takes one");
  expect(await cli("export", folder, "--arm", "plain", "--seed", "7", "-o", out)).toMatchObject({
    code: 0, out: `Wrote ${out}\n`,
  });
  expect(existsSync(out)).toBe(true);
  const { err } = await cli("export", folder, "--arm", "plainer");
  expect(err).toContain('holds no network of arm plainer; it holds\n  --arm "plain" --seed 0');
});

test("--format c writes a header beside each file, with the digest of the file's arrays", async () => {
  const folder = temporaryFolder();
  const [file] = await writeModels(folder, ["plain"], [0]);
  const header = file!.replace("safetensors", "h");
  expect(await cli("export", folder, "--format", "c")).toEqual({ code: 0, out: `Wrote ${header}\n`, err: "" });
  const text = readFileSync(header, "utf8");
  expect(text).toContain(decodeModel(readFileSync(file!)).metadata.digest);
  expect(text).toContain("static inline int plain_seed0_predict(const float *x, float *y) {");
});

test("nothing is overwritten without --force", async () => {
  const folder = temporaryFolder();
  const [file] = await writeModels(folder, ["plain"], [0]);
  const target = file!.replace("safetensors", "onnx");
  writeFileSync(target, "mine");
  const { code, err } = await cli("export", file!);
  expect(code).toBe(2);
  expect(err).toContain(`${target} exists already: name another file with --out, or overwrite it with --force`);
  expect(readFileSync(target, "utf8")).toBe("mine");
  expect(await cli("export", file!, "--force")).toMatchObject({ code: 0 });
  expect(await predictions(target, x)).toHaveLength(6);
});

test("a network that diverged does not keep the others from being exported", async () => {
  const folder = temporaryFolder();
  const [first, second] = await writeModels(folder, ["diverged", "plain"], [0]);
  const { description, tensors } = decodeModel(readFileSync(first!));
  tensors["dense1/weight"]![3] = NaN;
  writeFileSync(first!, encodeModel({ description, tensors, metadata: { arm: "diverged", seed: 0 } }));
  const { code, err } = await cli("export", folder);
  expect(code).toBe(2);
  expect(err).toContain(`${first!}: dense1 has weights that are not finite`);
  expect(existsSync(first!.replace("safetensors", "onnx"))).toBe(false);
  expect(existsSync(second!.replace("safetensors", "onnx"))).toBe(true);
});

describe("what holds no network says so", () => {
  test.each<[string, (folder: string) => string, string]>([
    ["nothing", (folder) => join(folder, "none"), "there is no such file or folder"],
    ["an empty folder", (folder) => folder, "is no folder of a run with trained networks"],
    ["a text", (folder) => {
      const file = join(folder, "a.safetensors");
      writeFileSync(file, "text, longer than a header's length");
      return file;
    }, "is a text file, not a trained network (.safetensors)"],
  ])("%s", async (_, make, reason) => {
    const path = make(temporaryFolder());
    const { code, out, err } = await cli("export", path);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`error: ${path}: `);
    expect(err).toContain(reason);
  });

  test("a file that was changed", async () => {
    const [file] = await writeModels(temporaryFolder(), ["plain"], [0]);
    const bytes = readFileSync(file!);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file!, bytes);
    expect((await cli("export", file!)).err).toContain("it was damaged or changed");
  });

  test("a digest longer than any, in a short message", async () => {
    const [file] = await writeModels(temporaryFolder(), ["plain"], [0]);
    const model = decodeModel(readFileSync(file!));
    writeFileSync(file!, encodeModel({ ...model, metadata: { digest: "x".repeat(100_000) } }));
    const { err } = await cli("export", file!);
    expect(err).toContain(`digest "${"x".repeat(61)}…" that it gives`);
    expect(err.length).toBeLessThan(1000);
  });
});
