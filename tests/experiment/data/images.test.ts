/** Folders of pictures as images of one size. */
import { expect, test } from "vitest";
import { imageTables, type PictureFile, prepareImage, readImages } from "../../../experiment/data/images.ts";
import { png } from "../../cli/png.ts";

/** A grey PNG of these rows of bytes. */
const picture = (...lines: number[][]): Uint8Array => png({ width: lines[0]!.length, height: lines.length, lines });
const file = (path: string, bytes: Uint8Array): PictureFile => ({ path, read: () => bytes });

const white = picture([255, 255], [255, 255]);
const wide = picture([255, 0, 255, 0]);

test("classes are the folders, in the order of their names; pictures in that of their paths", async () => {
  const files = [file("b/2.png", wide), file("a/z.png", white), file("b/1.png", white), file("a/a.png", wide)];
  const table = await readImages(files, { size: 2 });
  expect(table).toMatchObject({ size: 4, inputs: 4, image: { rows: 2, columns: 2 }, classes: 2, classNames: ["a", "b"] });
  expect([...table.labels!]).toEqual([0, 0, 1, 1]);
  expect([...table.pixels!.subarray(4, 8)]).toEqual([255, 255, 255, 255]);
  expect(await readImages(files.toReversed(), { size: 2 })).toEqual(table);
});

test("a picture is fitted with its proportions, in the middle of a black image", async () => {
  const { pixels } = await readImages([file("a/x.png", wide), file("b/x.png", white)], { size: [3, 2] });
  // 4 × 1 pixels become 2 × 1/2: half of the middle line.
  expect([...pixels!.subarray(0, 6)]).toEqual([0, 0, 64, 64, 0, 0]);
  expect([...pixels!.subarray(6)]).toEqual([128, 128, 255, 255, 128, 128]);
  const inverted = await readImages([file("a/x.png", wide), file("b/x.png", white)], { size: [3, 2], invert: true });
  expect([...inverted.pixels!]).toEqual([0, 0, 64, 64, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test("what is predicted is prepared to the same values", async () => {
  const odd = picture([10, 200, 30], [90, 80, 250], [0, 255, 3]);
  const { pixels } = await readImages([file("a/x.png", odd), file("b/x.png", white)], { size: 2 });
  const { readPng } = await import("../../../experiment/data/png.ts");
  const { values } = prepareImage("x", readPng("x", odd), { size: 2 });
  expect(Array.from(values, (value) => Math.round(value * 255))).toEqual([...pixels!.subarray(0, 4)]);
  expect(values[0]).toBe(Math.fround(pixels![0]! / 255));
});

test("a share of them tests, or a folder of its own, whose classes are known", async () => {
  const files = Array.from({ length: 20 }, (_, i) => file(`${i < 10 ? "cat" : "dog"}/${i}.png`, i < 10 ? wide : white));
  const { train, test: held, coding } = await imageTables(files, 0.25, { size: 2 });
  expect([train.size, held.size]).toEqual([15, 5]);
  // Shuffled: the last ones, which a validation takes, are not all of the last class.
  expect(new Set(train.labels!.subarray(10)).size).toBe(2);
  expect(coding).toEqual({ kind: "images", prepare: "fit", size: [2, 2], classNames: ["cat", "dog"] });
  const apart = await imageTables(files, [file("t/dog/1.png", white)], { size: 2 });
  expect([apart.train.size, [...apart.test.labels!]]).toEqual([20, [1]]);
  await expect(imageTables(files, [file("t/cow/1.png", white)], { size: 2 })).rejects.toThrow(
    "t/cow/1.png: its folder cow is no class of the training images; there are cat, dog",
  );
});

test("MNIST's preparation makes digits of drawings", async () => {
  const lines = Array.from({ length: 60 }, (_, y) => Array.from({ length: 40 }, (_, x) => (x > 15 && x < 22 && y > 10 && y < 50 ? 20 : 240)));
  const { pixels, image } = await readImages([file("1/x.png", picture(...lines))], { prepare: "mnist" });
  expect(image).toEqual({ rows: 28, columns: 28 });
  const ink = Array.from({ length: 28 }, (_, row) => pixels!.subarray(28 * row, 28 * row + 28).some((value) => value > 128));
  expect(ink.filter(Boolean)).toHaveLength(20);
  await expect(readImages([file("1/x.png", white)], { prepare: "mnist" })).rejects.toThrow("1/x.png: is empty");
});

test.each<[string, PictureFile[], object, string]>([
  ["none", [], {}, "images: there is no PNG or JPEG picture"],
  ["a broken one", [file("a/x.png", white.subarray(0, 40))], {}, "a/x.png: is no intact PNG image"],
  ["one of another kind", [file("a/x.png", new TextEncoder().encode("GIF89a"))], {}, "a/x.png: is a GIF image; images are PNG or JPEG"],
  ["too many pixels", [file("a/x.png", white)], { size: 256 }, "size 256 × 256: 65536 pixels; at most 65535 are allowed"],
  ["MNIST's in another size", [file("a/x.png", white)], { size: 20, prepare: "mnist" }, '"prepare": "mnist" makes images of 28 × 28'],
  ["more than memory has", Array.from({ length: 40_000 }, () => file("a/x.png", white)), { size: 250 }, "images: 40000 pictures of 62500 pixels make 2500000000 bytes"],
])("%s", async (_, files, options, message) => {
  await expect(readImages(files, options)).rejects.toThrow(message);
});
