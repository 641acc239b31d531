/** .npz files as NumPy writes them (tests/fixtures/make_npz.py). */
import { readFileSync } from "node:fs";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { npzRows, npzTables, type NpzOptions, readNpz } from "../../../experiment/data/npz.ts";

const file = (name: string) => new Uint8Array(readFileSync(new URL(`../../fixtures/npz/${name}.npz`, import.meta.url)));
const tables = (name: string, options?: NpzOptions) => npzTables(`${name}.npz`, file(name), options);

test("Keras' names, deflated bytes of images", () => {
  const { train, test: held } = tables("keras");
  expect(train).toEqual({
    size: 5, inputs: 6, image: { rows: 2, columns: 3 }, pixels: Uint8Array.from({ length: 30 }, (_, i) => i),
    labels: Uint8Array.of(0, 1, 2, 1, 0), classes: 3,
  });
  expect([...held.pixels!]).toEqual([6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5]);
  expect([...held.labels!]).toEqual([1, 2]);
});

test("names with the part in front, a channel of 1, labels in a column", () => {
  const { train, test: held } = tables("medmnist", { features: "images", label: "labels" });
  expect(train).toMatchObject({ size: 2, image: { rows: 2, columns: 2 }, labels: Uint8Array.of(0, 1) });
  expect(held).toMatchObject({ size: 1, labels: Uint8Array.of(1) });
});

test("big-endian floats in Fortran's order, split by a share, with targets", () => {
  const { train, test: held } = tables("rows", { target: "y", test: 0.25 });
  const all = [...train.rows!, ...held.rows!];
  expect([train.size, held.size, train.outputs]).toEqual([3, 1, 2]);
  expect([...all].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i / 2));
  // Each row is whole, beside its targets: row i begins with 1.5 i, and its targets are i + 0.5 and i + 1.
  const targets = [...train.targets!, ...held.targets!];
  for (let row = 0; row < 4; row++) {
    const i = all[3 * row]! / 1.5;
    expect(all.slice(3 * row, 3 * row + 3)).toEqual([1.5 * i, 1.5 * i + 0.5, 1.5 * i + 1]);
    expect(targets.slice(2 * row, 2 * row + 2)).toEqual([i + 0.5, i + 1]);
  }
  const { f3 } = Object.fromEntries(readNpz("rows.npz", file("rows"), (key) => key === "f3"));
  expect(Array.from(f3!.values)).toEqual(Array.from({ length: 24 }, (_, i) => i));
});

test("every type of numbers, of either end first; bytes alone are pixels", () => {
  const least = { u1: [0, 255], i1: [-128, 127], u2: [0, 65535], i2: [-32768, 32767], u4: [0, 2 ** 32 - 1], i4: [-(2 ** 31), 2 ** 31 - 1], u8: [0, 2 ** 64], i8: [-(2 ** 63), 2 ** 63] };
  const expected = {
    ...Object.fromEntries(Object.entries(least).map(([type, limits]) => [type, [...limits, 7]])),
    b1: [0, 1, 1], f2: [-65504, 2 ** -24, 0.333251953125], f4: [-1.5, 1e-45, 1 / 3], f8: [-1.5, 1e-30, 1 / 3],
  };
  for (const [type, values] of Object.entries(expected)) {
    for (const features of [type, `${type}_big`]) {
      const { train, test: held } = tables("types", { features, label: "k" });
      const all = [...(train.pixels ?? train.rows)!, ...(held.pixels ?? held.rows)!];
      expect(all.sort((a, b) => a - b), features).toEqual(values.map(Math.fround).sort((a, b) => a - b));
      expect(train.pixels !== undefined, features).toBe(type === "u1");
    }
  }
});

test("classes that are texts have their names, in the order of their code units, and numerals by value", () => {
  const named = (label: string) => tables("types", { features: "f4", label, test: 0.3 });
  expect(named("names").train).toMatchObject({ classes: 3, classNames: ["naïve 兎", "no", "yes"] });
  expect(named("names_big").train).toMatchObject({ classes: 2, classNames: ["no", "yes"] });
  expect(named("ascii").train.classNames).toEqual(["a", "b"]);
  const { train, test: held } = named("numerals");
  expect(train.classNames).toEqual(["9", "10"]);
  expect([...train.labels!, ...held.labels!].sort()).toEqual([0, 1, 1]);
  expect(() => tables("named")).toThrow('named.npz: y_test: row 1: "maybe" is no class of the training rows; there are "no", "yes"');
  expect(() => tables("named", { features: "colours", label: "colours" })).toThrow("rows × height × width, or that × 1 (of colours: x.mean(axis=-1)");
  expect(() => tables("types", { features: "f4", target: "names" })).toThrow('types.npz: names: its type is "<U7"; allowed are b1, u1');
  // A network's own classes, of which the file has some, in another order.
  expect(npzRows("a.npz", file("types"), { features: "f4", label: "ascii" }, true, ["b", "c", "a"])).toMatchObject({ labels: Uint8Array.of(0, 2, 0), classes: 3 });
});

test.each<[NpzOptions, string]>([
  [{ features: "q" }, "rows.npz: has no array q, nor q_train and q_test; its arrays are x, f3, y, k, z, one, c, text: name them"],
  [{ features: "z", label: "k" }, "rows.npz: z: row 1, column 0: the value is NaN; every value must be a finite number (float32)"],
  [{ label: "y" }, "rows.npz: y: is of 4 × 2; labels are one whole number a row (of one-hot rows: y.argmax(axis=1))"],
  [{ label: "x" }, "rows.npz: x: is of 4 × 3; labels are"],
  [{ features: "c", label: "k" }, 'rows.npz: c: its type is "<c16"; allowed are b1, u1'],
  [{ features: "text", label: "k" }, 'rows.npz: text: its type is "<U1"'],
  [{ features: "k", label: "k" }, "rows.npz: k: is of 4; inputs are rows × inputs"],
])("%j is refused", (options, message) => {
  expect(() => tables("rows", options)).toThrow(message);
});

test("what is no intact file, or claims more than it holds", () => {
  const bytes = file("keras");
  expect(() => npzTables("a.npz", bytes.subarray(0, 100))).toThrow("a.npz: is no intact .npz file (a ZIP file of .npy arrays)");
  const cut = zipSync({ "x.npy": new Uint8Array(30), "y.npy": new Uint8Array(30) });
  expect(() => npzTables("a.npz", cut)).toThrow("a.npz: x: is no NumPy array (.npy)");
  const bomb = zipSync({ "x.npy": new Uint8Array(1000), "y.npy": new Uint8Array(1000) });
  // The directory's size of the first file, after its signature.
  const view = new DataView(bomb.buffer, bomb.byteOffset, bomb.length);
  for (let at = 0; at < bomb.length - 4; at++) if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0x70000000, true);
  expect(() => npzTables("a.npz", bomb)).toThrow(/unpack|cannot hold/);
});
