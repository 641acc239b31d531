import { expect, test } from "vitest";
import { centreDigit, type Picture, prepareDigit, reduce } from "../../experiment/image.ts";

/** A 7 of ink `ink` on paper `paper`, its top left corner at (left, top), strokes `size` pixels thick. */
function seven(rows: number, columns: number, left: number, top: number, size: number, paper = 0, ink = 1): Picture {
  const grey = new Float32Array(rows * columns).fill(paper);
  const block = (x: number, y: number) => {
    for (let dy = 0; dy < size; dy++) {
      grey.fill(ink, (top + y * size + dy) * columns + left + x * size, (top + y * size + dy) * columns + left + (x + 1) * size);
    }
  };
  for (let x = 0; x < 6; x++) block(x, 0);
  for (let y = 1; y < 10; y++) block(5 - Math.floor(y / 2), y);
  return { rows, columns, grey };
}

const standard = prepareDigit(seven(28, 28, 8, 4, 2))!.image;
const nothing = { inverted: false, stretched: false, centred: false };

test("a digit as MNIST has it stays as it is", () => {
  expect(prepareDigit({ ...standard, grey: standard.values })).toEqual({ image: standard, done: nothing });
  const { x, y } = centreOf(standard.values);
  for (const place of [x, y]) {
    expect(place).toBeGreaterThanOrEqual(14);
    expect(place).toBeLessThan(15);
  }
});

function centreOf(values: Float32Array) {
  let [mass, x, y] = [0, 0, 0];
  values.forEach((value, i) => {
    mass += value;
    x += value * ((i % 28) + 0.5);
    y += value * (Math.floor(i / 28) + 0.5);
  });
  return { x: x / mass, y: y / mass };
}

test.each<[string, Picture, Partial<typeof nothing>]>([
  ["dark on white", seven(28, 28, 8, 4, 2, 1, 0), { inverted: true, centred: true }],
  ["in a corner", seven(28, 28, 0, 1, 2), { centred: true }],
  ["grey on grey", seven(40, 60, 30, 12, 2, 0.55, 0.4), { inverted: true, stretched: true, centred: true }],
  ["light grey on grey", seven(40, 60, 30, 12, 2, 0.4, 0.55), { stretched: true, centred: true }],
  ["large", seven(300, 200, 20, 40, 16, 1, 0), { inverted: true, centred: true }],
])("%s becomes the same digit", (_, picture, done) => {
  const prepared = prepareDigit(picture)!;
  expect(prepared.done).toEqual({ ...nothing, ...done });
  prepared.image.values.forEach((value, i) => expect(value).toBeCloseTo(standard.values[i]!, 4));
});

test("on paper with grain, and with light from one side", () => {
  const picture = seven(120, 150, 40, 20, 8, 0.8, 0.2);
  let state = 1;
  const grain = () => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
  for (const light of [0, 0.3]) {
    const grey = picture.grey.map((value, i) => value * (1 - (light * (i % 150)) / 150) + 0.03 * grain());
    const { image, done } = prepareDigit({ ...picture, grey })!;
    expect(done).toEqual({ inverted: true, stretched: true, centred: true });
    const off = image.values.reduce((most, value, i) => Math.max(most, Math.abs(value - standard.values[i]!)), 0);
    expect(off).toBeLessThan(0.35); // the far side is as dark as the light there
    expect(image.values.filter((value, i) => value > 0.5 !== standard.values[i]! > 0.5)).toHaveLength(0);
  }
});

test("what is transparent is background, whatever the colour of the ink", () => {
  const { grey: alpha, rows, columns } = seven(28, 28, 8, 4, 2);
  for (const ink of [0, 1]) {
    const { image, done } = prepareDigit({ rows, columns, alpha, grey: new Float32Array(alpha.length).fill(ink) })!;
    expect(done.inverted).toBe(ink === 0);
    image.values.forEach((value, i) => expect(value).toBeCloseTo(standard.values[i]!, 4));
  }
});

test("with invert given, ink is dark whatever the border", () => {
  const frame = seven(28, 28, 8, 4, 2, 0.5, 0.2);
  for (const at of [14 * 28 + 2, 14 * 28 + 3, 15 * 28 + 2, 15 * 28 + 3]) frame.grey[at] = 1;
  expect(prepareDigit(frame)!.done.inverted).toBe(false);
  expect(prepareDigit(frame, true)!.done.inverted).toBe(true);
});

test("nothing on paper is nothing", () => {
  for (const level of [0, 0.5, 1]) {
    expect(prepareDigit({ rows: 9, columns: 7, grey: new Float32Array(63).fill(level) })).toBe(undefined);
  }
  const speck = new Float32Array(400);
  speck[210] = 0.5;
  expect(prepareDigit({ rows: 20, columns: 20, grey: speck })).toBe(undefined);
  expect(prepareDigit({ rows: 1, columns: 1, grey: Float32Array.of(0) })).toBe(undefined);
  expect(centreDigit({ rows: 2, columns: 2, values: new Float32Array(4) })).toBe(undefined);
});

test("an image that is not square is reduced row by row", () => {
  // (4, 6) to (2, 3): means of squares of four.
  const values = Float32Array.from({ length: 24 }, (_, i) => i);
  expect(reduce({ rows: 4, columns: 6, values }, { rows: 2, columns: 3 })).toEqual({
    rows: 2, columns: 3, values: Float32Array.of(3.5, 5.5, 7.5, 15.5, 17.5, 19.5),
  });
  expect(reduce({ rows: 4, columns: 6, values }, { rows: 3, columns: 2 })).toBeUndefined();
});
