import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile, decodeModel, encodeModel, loadNetwork, saveNetwork } from "../../bindings/index.ts";
import { UsagiError } from "../../bindings/errors.ts";
import { imageOf, reduce } from "../../experiment/image.ts";
import { readJpeg } from "../../experiment/data/pictures.ts";
import { readPng } from "../../experiment/data/png.ts";
import { main } from "../../cli/main.ts";
import { cli, FakeHost, idx, images, smallNetwork, temporaryFolder, writeModels } from "./helpers.ts";
import { chunk, header, png, signature } from "./png.ts";

const grey = (bytes: Uint8Array, invert = false) => Array.from(imageOf(readPng("a.png", bytes), invert).values);
const close = (found: number[], expected: number[]) => {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
};

describe("PNG images of every kind become grey", () => {
  test.each([1, 2, 4, 8, 16])("grey of %i bits, of any width", (depth) => {
    const most = 2 ** depth - 1;
    for (let width = 1; width <= 9; width++) {
      const lines = [0, 1].map((y) => Array.from({ length: width }, (_, x) => (x * 7 + y * 3 + 1) % (most + 1)));
      close(grey(png({ width, height: 2, depth, lines })), lines.flat().map((value) => value / most));
    }
  });

  test.each([8, 16])("colours and transparency of %i bits", (depth) => {
    const most = 2 ** depth - 1;
    const common = { width: 2, height: 1, depth };
    const red = [most, 0, 0];
    close(grey(png({ ...common, type: 2, lines: [[...red, most, most, most]] })), [0.299, 1]);
    close(grey(png({ ...common, type: 4, lines: [[most, 0, most, most]] })), [0, 1]);
    const half = Math.floor(most / 2) / most;
    close(grey(png({ ...common, type: 6, lines: [[...red, most, 0, most, 0, half * most]] })), [0.299, 0.587 * half]);
  });

  test.each([1, 2, 4, 8])("a palette of %i bits, with transparency", (depth) => {
    const file = { width: 3, height: 1, depth, type: 3, palette: [255, 255, 255, 0, 0, 255] };
    close(grey(png({ ...file, lines: [[0, 1, 0]] })), [1, 0.114, 1]);
    close(grey(png({ ...file, lines: [[0, 1, 0]], transparency: [51] })), [0.2, 0.114, 0.2]);
  });

  test("one colour is transparent", () => {
    close(grey(png({ width: 3, height: 1, lines: [[9, 51, 255]], transparency: [0, 51] })), [9 / 255, 0, 1]);
    const lines = [[255, 255, 255, 255, 255, 0, 0, 0, 0]];
    close(grey(png({ width: 3, height: 1, type: 2, lines, transparency: [0, 255, 0, 255, 0, 255] })), [0, 0.886, 0]);
  });

  test("interlaced", () => {
    // 3 × 2: passes 1, 4, 6, 7 hold (0,0) · (2,0) · (1,0) · row 1.
    const lines = [[10], [30], [20], [40, 50, 60]];
    close(grey(png({ width: 3, height: 2, interlace: 1, lines })), [10, 20, 30, 40, 50, 60].map((v) => v / 255));
  });

  test("inverted, what is transparent stays background", () => {
    close(grey(png({ width: 3, height: 1, type: 4, lines: [[255, 255, 0, 255, 0, 0]] }), true), [0, 1, 0]);
  });
});

describe("a PNG that is not right is refused", () => {
  const plain = { width: 2, height: 2, lines: [[1, 2], [3, 4]] };
  const good = png(plain);
  const flipped = (at: number) => {
    const bytes = Buffer.from(good);
    bytes[at]! ^= 1;
    return bytes;
  };
  const bomb = deflateSync(Buffer.alloc(1e7));
  const end = chunk("IEND", Buffer.alloc(0));
  test.each<[string, Uint8Array, string]>([
    ["huge", png({ ...plain, width: 2 ** 31, height: 2 ** 31 }), "is 2147483648 × 2147483648 pixels; 1 to 4096"],
    ["too wide", png({ ...plain, width: 4097 }), "4097 × 2"],
    ["empty", png({ ...plain, width: 0 }), "0 × 2"],
    ["larger than its data", png({ ...plain, height: 3 }), "has 6 bytes of pixels; its size needs 9"],
    ["smaller than its data", png({ ...plain, height: 1 }), "more than its 2 × 1 pixels need"],
    ["a bomb", png({ ...plain, data: bomb }), "more than its 2 × 2 pixels need"],
    ["no zlib data", png({ ...plain, data: randomBytes(20) }), "its data are damaged"],
    ["16 bits of a palette", png({ ...plain, depth: 16, type: 3 }), "colour type 3 does not go with 16 bits"],
    ["an unknown colour type", png({ ...plain, type: 1 }), "colour type 1"],
    ["without its palette", png({ ...plain, type: 3 }), "it has no palette"],
    ["beyond its palette", png({ ...plain, type: 3, palette: [0, 0, 0, 9, 9, 9] }), "pixel 1, 0 has a colour"],
    ["a wrong filter", png({ ...plain, data: deflateSync(Buffer.from([9, 1, 2, 0, 3, 4])) }), "filter"],
    ["interlaced bits", png({ ...plain, depth: 1, interlace: 1 }), "save it without interlacing"],
    ["an unknown interlacing", png({ ...plain, interlace: 2 }), "interlace method is 2"],
    ["a wrong checksum", flipped(good.length - 13), "CRC"],
    ["two headers", png({ ...plain, more: [header({ width: 4096, height: 4096 })] }), "one header"],
    ["no header", Buffer.concat([signature, end]), "one header"],
    ["a short header", Buffer.concat([signature, chunk("IHDR", Buffer.alloc(9)), end]), "header has 9 bytes"],
    ["a chunk that says it is long", Buffer.concat([good.subarray(0, 33), Buffer.alloc(12, 255)]), "ends too early"],
  ])("%s", (_, bytes, reason) => {
    expect(() => readPng("a.png", bytes)).toThrow(UsagiError);
    expect(() => readPng("a.png", bytes)).toThrow(reason);
    expect(() => readPng("a.png", bytes)).toThrow(/^a\.png: /);
  });

  test("chunks that pixels do not need are not looked into", () => {
    const profile = chunk("iCCP", Buffer.concat([Buffer.from("a\0\0"), randomBytes(20)]));
    expect(grey(png({ ...plain, more: [profile] }))).toHaveLength(4);
  });

  test("cut anywhere, or with any byte changed", () => {
    for (let length = 0; length < good.length; length++) {
      expect(() => readPng("a.png", good.subarray(0, length))).toThrow(UsagiError);
    }
    fc.assert(
      fc.property(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
        const bytes = Buffer.from(good);
        bytes[at] = value;
        try {
          readPng("a.png", bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(UsagiError);
        }
      }),
    );
  });
});

describe("JPEG images become grey", () => {
  // 16 × 8 pixels made by ImageMagick: the upper left 4 × 4 white, the rest black; then one of rgb(200, 30, 40).
  const tables =
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/";
  const files = {
    baseline: `${tables}wAALCAAIABABAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACP/EACIQAAECAwkAAAAAAAAAAAAAABQSFgAIEQMTGCEmQUVhY//aAAgBAQAAPwAqT0z04z2TohnNo7ljiSB/GyQm47qramZVj//Z`,
    progressive: `${tables}wgALCAAIABABAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//aAAgBAQAAAAEpKv/EABYQAQEBAAAAAAAAAAAAAAAAAAYQFv/aAAgBAQABBQJ062c//8QAHBAAAQMFAAAAAAAAAAAAAAAAEgEEFBAkQ1Fh/9oACAEBAAY/AmVlDjHlMiHiap//xAAYEAACAwAAAAAAAAAAAAAAAAAQEWGx8P/aAAgBAQABPyHHOIlcf//aAAgBAQAAABD/AP/EABkQAAEFAAAAAAAAAAAAAAAAABEAIVHh8P/aAAgBAQABPxDdxLaYB1//2Q==`,
    color: `${tables}2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wgARCAAIABADAREAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAWAQEBAQAAAAAAAAAAAAAAAAAABgf/2gAMAwEAAhADEAAAAYGf3Af/xAAUEAEAAAAAAAAAAAAAAAAAAAAQ/9oACAEBAAEFAj//xAAUEQEAAAAAAAAAAAAAAAAAAAAQ/9oACAEDAQE/AT//xAAUEQEAAAAAAAAAAAAAAAAAAAAQ/9oACAECAQE/AT//xAAUEAEAAAAAAAAAAAAAAAAAAAAQ/9oACAEBAAY/Aj//xAAUEAEAAAAAAAAAAAAAAAAAAAAQ/9oACAEBAAE/IT//2gAMAwEAAgADAAAAEJP/xAAUEQEAAAAAAAAAAAAAAAAAAAAQ/9oACAEDAQE/ED//xAAUEQEAAAAAAAAAAAAAAAAAAAAQ/9oACAECAQE/ED//xAAUEAEAAAAAAAAAAAAAAAAAAAAQ/9oACAEBAAE/ED//2Q==`,
  };
  const bytesOf = (kind: keyof typeof files) => Buffer.from(files[kind], "base64");
  /** Places of the white block's middle and of the three other corners. */
  const corners = ({ rows, columns, grey }: ReturnType<typeof readJpeg>) =>
    [[1, 1], [1, columns - 2], [rows - 2, 1], [rows - 2, columns - 2]].map(([y, x]) => Math.round(grey[y! * columns + x!]!));

  test.each(["baseline", "progressive"] as const)("%s", (kind) => {
    const picture = readJpeg("a.jpg", bytesOf(kind));
    expect([picture.rows, picture.columns, picture.alpha]).toEqual([8, 16, undefined]);
    expect(corners(picture)).toEqual([1, 0, 0, 0]);
  });

  test("colours", () => {
    const { grey } = readJpeg("a.jpg", bytesOf("color"));
    for (const value of grey) expect(value).toBeCloseTo((0.299 * 200 + 0.587 * 30 + 0.114 * 40) / 255, 1);
  });

  /** 8 × 8 pixels alike, of these levels; `adobe`: what its marker says of the colours. */
  function flat(levels: number[], adobe?: number): Buffer {
    const bits = levels.map((level) => {
      const value = level - 128;
      const length = value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1;
      const code = value < 0 ? value + 2 ** length - 1 : value;
      return `${length.toString(2).padStart(4, "0")}${length ? code.toString(2).padStart(length, "0") : ""}0`;
    }).join("");
    const data = `${bits}1111111`.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)).flatMap((byte) => (byte === 255 ? [255, 0] : [byte]));
    const segment = (marker: number, content: number[]) => [255, marker, 0, content.length + 2, ...content];
    const zeros = (count: number) => new Array<number>(count).fill(0);
    return Buffer.from([
      255, 0xd8, ...(adobe === undefined ? [] : segment(0xee, [...Buffer.from("Adobe"), 0, 100, 0, 0, 0, 0, adobe])),
      ...segment(0xdb, [0, ...new Array<number>(64).fill(8)]),
      ...segment(0xc0, [8, 0, 8, 0, 8, levels.length, ...levels.flatMap((_, i) => [i + 1, 0x11, 0])]),
      ...segment(0xc4, [0, 0, 0, 0, 9, ...zeros(12), 0, 1, 2, 3, 4, 5, 6, 7, 8]), ...segment(0xc4, [0x10, 1, ...zeros(15), 0]),
      ...segment(0xda, [levels.length, ...levels.flatMap((_, i) => [i + 1, 0]), 0, 63, 0]), ...data, 255, 0xd9,
    ]);
  }

  test.each<[string, number[], number | undefined, number]>([
    ["white in CMYK, which Adobe stores inverted", [255, 255, 255, 255], 0, 1], ["its cyan", [0, 255, 255, 255], 0, 0.701],
    ["its black", [255, 255, 255, 100], 0, 100 / 255], ["cyan in YCCK", [76, 85, 255, 255], 2, 0.702], ["grey", [200], undefined, 200 / 255],
  ])("%s", (_, levels, adobe, expected) => {
    for (const value of readJpeg("a.jpg", flat(levels, adobe)).grey) expect(value).toBeCloseTo(expected, 3);
  });

  test("four colours without Adobe's marker are none that are known", () => {
    expect(() => readJpeg("a.jpg", flat([255, 255, 255, 255]))).toThrow("a.jpg: has other colours than grey, RGB or Adobe's CMYK: save it as RGB");
  });

  test.each([
    [1, [8, 16], [1, 0, 0, 0]], [2, [8, 16], [0, 1, 0, 0]], [3, [8, 16], [0, 0, 0, 1]], [4, [8, 16], [0, 0, 1, 0]],
    [5, [16, 8], [1, 0, 0, 0]], [6, [16, 8], [0, 1, 0, 0]], [7, [16, 8], [0, 0, 0, 1]], [8, [16, 8], [0, 0, 1, 0]],
    [9, [8, 16], [1, 0, 0, 0]],
  ])("with the orientation %i of Exif", (orientation, size, expected) => {
    for (const little of [true, false]) {
      const exif = Buffer.alloc(36);
      const write = (value: number, at: number) => (little ? exif.writeUInt16LE(value, at) : exif.writeUInt16BE(value, at));
      exif.write("\xff\xe1\0\x22Exif\0\0", "latin1");
      exif.write(little ? "II*\0\x08\0\0\0" : "MM\0*\0\0\0\x08", 10, "latin1");
      [1, 0x0112, 3].forEach((value, i) => write(value, 18 + 2 * i));
      exif.writeUInt32LE(little ? 1 : 2 ** 24, 24);
      write(orientation, 28);
      const bytes = bytesOf("baseline");
      const picture = readJpeg("a.jpg", Buffer.concat([bytes.subarray(0, 2), exif, bytes.subarray(2)]));
      expect([picture.rows, picture.columns]).toEqual(size);
      expect(corners(picture)).toEqual(expected);
    }
  });

  test("one that is damaged or too large is refused before it takes memory", () => {
    const bytes = bytesOf("baseline");
    for (let length = 3; length < bytes.length - 2; length++) {
      expect(() => readJpeg("a.jpg", bytes.subarray(0, length))).toThrow(/^a\.jpg: is no intact JPEG image/);
    }
    const huge = Buffer.from(bytes);
    const frame = huge.indexOf(Buffer.from([0xff, 0xc0]));
    huge.writeUInt32BE(0xfffffff0, frame + 5);
    expect(() => readJpeg("a.jpg", huge)).toThrow("a.jpg: has more pixels than 4096 × 4096: make it smaller");
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        try {
          readJpeg("a.jpg", changed);
        } catch (error) {
          expect(error).toBeInstanceOf(UsagiError);
        }
      }),
    );
  });
});

test("a larger image is averaged by area, one of other proportions or a smaller one is not", () => {
  const values = Float32Array.of(0, 1, 0.5, 0.5, 1, 0, 0.5, 0.5);
  expect(reduce({ rows: 2, columns: 4, values }, { rows: 1, columns: 2 })!.values).toEqual(Float32Array.of(0.5, 0.5));
  const three = Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0);
  const half = reduce({ rows: 3, columns: 3, values: three }, { rows: 2, columns: 2 })!.values;
  close(Array.from(half), [1 / 2.25, 0, 0, 0]);
  expect(reduce({ rows: 2, columns: 4, values }, { rows: 2, columns: 2 })).toBe(undefined);
  expect(reduce({ rows: 2, columns: 4, values }, { rows: 4, columns: 8 })).toBe(undefined);
});

describe("predict", () => {
  interface Answer {
    predictions: { class: number; probabilities: number[] }[];
  }
  const { pixels, labels } = images(12, 3, 5, 3);
  const linesOf = (at: number) =>
    [0, 1, 2].map((row) => Array.from(pixels.subarray(15 * at + 5 * row, 15 * at + 5 * (row + 1))));

  async function model(folder: string) {
    const [file] = await writeModels(folder, ["plain"], [0]);
    return { file: file!, network: loadNetwork(await compile(), readFileSync(file!)) };
  }

  test("an image, as a table and as JSON, from a file or its run", async () => {
    const folder = temporaryFolder();
    const { file, network } = await model(folder);
    const image = join(folder, "a.png");
    writeFileSync(image, png({ width: 5, height: 3, lines: linesOf(0) }));
    const expected = Array.from(network.predict(Float32Array.from(pixels.subarray(0, 15), (pixel) => pixel / 255)));
    const best = expected.indexOf(Math.max(...expected));
    expect(best).toBe(labels[0]);
    const text = await cli("predict", file, image);
    expect(text).toMatchObject({ code: 0, err: "" });
    const [head, first] = text.out.split("\n");
    expect(head).toBe("class  probability");
    expect(first).toMatch(new RegExp(`^    ${best}       ${expected[best]!.toFixed(4)}  █+$`));
    const json = await cli("predict", folder, image, "--json");
    expect(JSON.parse(json.out)).toEqual({
      model: file, images: image, predictions: [{ image, class: best, probabilities: expected }],
    });
  });

  test("a larger, dark image on white is the same with --invert", async () => {
    const folder = temporaryFolder();
    const { file } = await model(folder);
    const small = join(folder, "small.png");
    const large = join(folder, "large.png");
    writeFileSync(small, png({ width: 5, height: 3, lines: linesOf(4) }));
    const twice = linesOf(4).flatMap((line) => {
      const wide = line.flatMap((value) => [255 - value, 255 - value]);
      return [wide, wide];
    });
    writeFileSync(large, png({ width: 10, height: 6, lines: twice }));
    const [a] = (JSON.parse((await cli("predict", file, small, "--json")).out) as Answer).predictions;
    const [b] = (JSON.parse((await cli("predict", file, large, "--json", "--invert")).out) as Answer).predictions;
    close(b!.probabilities, a!.probabilities);
  });

  test("an IDX file, a line an image", async () => {
    const folder = temporaryFolder();
    const { file, network } = await model(folder);
    const many = images(2500, 3, 5, 3).pixels;
    const name = join(folder, "images");
    writeFileSync(name, idx([2500, 3, 5], many));
    const expected = network.predict(Float32Array.from(many, (pixel) => pixel / 255));
    const { code, out, err } = await cli("predict", file, name);
    expect([code, err]).toEqual([0, ""]);
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toBe("image  class  probability");
    expect(lines).toHaveLength(2501);
    for (const i of [0, 999, 1000, 2499]) {
      const own = Array.from(expected.subarray(3 * i, 3 * i + 3));
      const best = Math.max(...own);
      expect(lines[1 + i]!.trim().split(/ +/)).toEqual([String(i), String(own.indexOf(best)), best.toFixed(4)]);
    }
    const inverted = join(folder, "inverted");
    writeFileSync(inverted, idx([2500, 3, 5], many.map((pixel) => 255 - pixel)));
    expect((await cli("predict", file, inverted, "--invert")).out).toBe(out);
  });

  test("many images are printed in pieces, and not at all where one of the last fails", async () => {
    const folder = temporaryFolder();
    const [file, broken, many] = ["a.safetensors", "b.safetensors", "many"].map((name) => join(folder, name));
    const network = await smallNetwork();
    writeFileSync(file!, saveNetwork(network, { image: "3x5" }));
    const count = 3000;
    const { pixels } = images(count, 3, 5, 3);
    pixels.fill(0, 0, (count - 1) * 15);
    pixels.fill(255, (count - 1) * 15);
    writeFileSync(many!, idx([count, 3, 5], pixels));
    const host = new FakeHost();
    const pieces: number[] = [];
    const write = host.stdout._write.bind(host.stdout);
    host.stdout._write = (chunk, ...rest) => {
      pieces.push((chunk).length);
      write(chunk, ...rest);
    };
    expect(await main(["predict", file!, many!, "--json"], host)).toBe(0);
    expect(Math.max(...pieces)).toBeLessThan(2 ** 17);
    const { predictions } = JSON.parse(host.stdout.text) as { predictions: { class: number; probabilities: number[] }[] };
    expect(predictions).toHaveLength(count);
    expect(predictions.at(-1)!.probabilities).toEqual(Array.from(network.predict(new Float32Array(15).fill(1))));

    // 0 in, 0 out; but ∞ - ∞ of the last image.
    const { description, tensors } = decodeModel(readFileSync(file!));
    const weight = Float32Array.from(tensors["dense1/weight"]!, (_, i) => (i % 2 ? 3e38 : -3e38));
    const last = Float32Array.from(tensors["dense2/weight"]!, () => 3e38);
    writeFileSync(broken!, encodeModel({
      description: { ...description, hidden: [{ ...description.hidden[0]!, batchNorm: false, activation: "identity" }] },
      tensors: {
        "dense1/weight": weight, "dense1/bias": tensors["dense1/bias"]!,
        "dense2/weight": last, "dense2/bias": tensors["dense2/bias"]!,
      },
      metadata: { image: "3x5" },
    }));
    expect(await cli("predict", broken!, many!)).toEqual({
      code: 2, out: "", err: `error: ${broken}: gives no probabilities of image ${count - 1}: with its weights the sums overflow to NaN\n`,
    });
  });

  test("several images and folders of them, a line each; what cannot be used is named at the end", async () => {
    const folder = temporaryFolder();
    const { file, network } = await model(folder);
    const pictures = join(folder, "pictures");
    mkdirSync(join(pictures, "deeper"), { recursive: true });
    const names = [0, 1, 2].map((i) => join(pictures, `${i + 8}.png`));
    names.forEach((name, i) => writeFileSync(name, png({ width: 5, height: 3, lines: linesOf(i) })));
    for (const name of [".hidden.png", "notes.txt"]) writeFileSync(join(pictures, name), "not an image");
    const answer = (i: number) => {
      const own = Array.from(network.predict(Float32Array.from(pixels.subarray(15 * i, 15 * i + 15), (pixel) => pixel / 255)));
      return { image: names[i]!, class: own.indexOf(Math.max(...own)), probabilities: own };
    };
    const line = ({ image, class: found, probabilities }: ReturnType<typeof answer>) =>
      `${image.padEnd(names[2]!.length)}  ${String(found).padStart(5)}  ${probabilities[found]!.toFixed(4).padStart(11)}`;
    const { code, out, err } = await cli("predict", file, pictures);
    expect([code, err]).toEqual([0, ""]);
    expect(out.trimEnd().split("\n").slice(1)).toEqual([0, 1, 2].map((i) => line(answer(i))));
    const json = JSON.parse((await cli("predict", file, names[2]!, names[0]!, "--json")).out) as unknown;
    expect(json).toEqual({ model: file, images: [names[2], names[0]], predictions: [answer(2), answer(0)] });

    const broken = join(pictures, "a.png");
    writeFileSync(broken, png({ width: 2, height: 2, lines: [[1, 2], [3, 4]] }));
    const partly = await cli("predict", file, pictures);
    expect([partly.code, partly.out.trimEnd().split("\n").length]).toEqual([2, 4]);
    expect(partly.err).toContain(`error: ${broken}: has 2 × 2 pixels`);
    const none = await cli("predict", file, join(pictures, "deeper"));
    expect(none.err).toContain("deeper: holds no PNG or JPEG image");
    writeFileSync(join(folder, "idx"), idx([12, 3, 5], pixels));
    const mixed = await cli("predict", file, names[0]!, join(folder, "idx"));
    expect(mixed.err).toContain("idx: is an IDX file of bytes, 12 × 3 × 5; name an IDX file alone");
  });

  describe("a network that learned from images of 28 × 28", () => {
    async function digits(folder: string) {
      const network = await smallNetwork({ inputs: 784 }, 0);
      const file = join(folder, "digits.safetensors");
      writeFileSync(file, saveNetwork(network));
      return { file, network };
    }
    /** A bar of 4 × 20, lying in the middle of 28 × 28, light on black. */
    const bar = (x: number, y: number) => (y >= 12 && y < 16 && x >= 4 && x < 24 ? 255 : 0);
    const picture = (width: number, height: number, value: (x: number, y: number) => number) => {
      const lines = Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => value(x, y)));
      return png({ width, height, lines });
    };
    const values = Float32Array.from({ length: 784 }, (_, i) => bar(i % 28, Math.floor(i / 28)) / 255);
    const predictions = async (...argv: string[]) => (JSON.parse((await cli("predict", ...argv, "--json")).out) as Answer).predictions;

    test("prepares pictures as MNIST's were, and says so; --raw does not", async () => {
      const folder = temporaryFolder();
      const { file, network } = await digits(folder);
      const [dark, corner, empty] = ["dark.png", "corner.png", "empty.png"].map((name) => join(folder, name));
      writeFileSync(dark!, picture(28, 28, (x, y) => 255 - bar(x, y)));
      writeFileSync(corner!, picture(60, 40, (x, y) => bar(x - 30, y - 20)));
      const [centre] = await predictions(file, corner!);
      expect(centre).toMatchObject({ prepared: { inverted: false, stretched: false, centred: true } });
      close(centre!.probabilities, Array.from(network.predict(values)));
      const text = await cli("predict", file, dark!);
      expect(text.out).toContain(
        "Prepared as MNIST's images were:\n  dark on light, so inverted\nWith --raw it is taken as it is.",
      );
      close((await predictions(file, dark!))[0]!.probabilities, Array.from(network.predict(values)));
      const [raw] = await predictions(file, dark!, "--raw");
      expect(raw).not.toHaveProperty("prepared");
      close(raw!.probabilities, Array.from(network.predict(values.map((value) => 1 - value))));
      close((await predictions(file, dark!, "--raw", "--invert"))[0]!.probabilities, Array.from(network.predict(values)));

      writeFileSync(empty!, picture(40, 40, () => 200));
      expect(await cli("predict", file, empty!)).toEqual({
        code: 2, out: "", err: `error: ${empty}: is empty: nothing stands out from its background\n`,
      });
      const several = await cli("predict", file, dark!, corner!);
      expect(several.out.split("\n")[0]).toMatch(/^image +class {2}probability {2}prepared$/);
      expect(several.out).toMatch(/dark\.png .* {2}inverted\n.*corner\.png .* {2}centred\n$/);
    });

    test("takes an IDX file of that size as it is, and prepares another", async () => {
      const folder = temporaryFolder();
      const { file, network } = await digits(folder);
      const dark = Uint8Array.from({ length: 784 }, (_, i) => 255 - bar(i % 28, Math.floor(i / 28)));
      writeFileSync(join(folder, "same"), idx([1, 28, 28], dark));
      const [same] = await predictions(file, join(folder, "same"));
      close(same!.probabilities, Array.from(network.predict(Float32Array.from(dark, (value) => value / 255))));
      const wide = Uint8Array.from({ length: 60 * 40 }, (_, i) => 255 - bar((i % 60) - 30, Math.floor(i / 60) - 20));
      writeFileSync(join(folder, "wide"), idx([1, 40, 60], wide));
      close((await predictions(file, join(folder, "wide")))[0]!.probabilities, Array.from(network.predict(values)));
    });
  });

  test("what cannot be used says so", async () => {
    const folder = temporaryFolder();
    const { file } = await model(folder);
    const text = join(folder, "text");
    writeFileSync(text, "text");
    const square = join(folder, "square.png");
    writeFileSync(square, png({ width: 2, height: 2, lines: [[1, 2], [3, 4]] }));
    expect(await cli("predict", file, text)).toEqual({
      code: 2, out: "", err: `error: ${text}: is a text file; images are PNG, JPEG, or an IDX file, raw or gzipped\n`,
    });
    expect((await cli("predict", file, square)).err).toContain(
      "has 2 × 2 pixels (width × height); the network takes 5 × 3, or more of the same proportions",
    );
    expect((await cli("predict", file, join(folder, "none.png"))).err).toContain("there is no such file or folder");

    const several = temporaryFolder();
    await writeModels(several, ["plain", "with more"], [0, 1]);
    const { code, err } = await cli("predict", several, square, "--arm", "with more");
    expect(code).toBe(2);
    expect(err).toContain('holds 2 networks; choose one with --arm and --seed:\n  --arm "with more" --seed 0');
  });

  test("a network that does not say what its inputs are, says so wrongly, or diverged", async () => {
    const folder = temporaryFolder();
    const network = await smallNetwork();
    const [file, image] = [join(folder, "a.safetensors"), join(folder, "a.png")];
    writeFileSync(image, png({ width: 5, height: 3, lines: linesOf(0) }));
    writeFileSync(file, saveNetwork(network));
    expect((await cli("predict", file, image)).err).toContain(`${file}: its 15 inputs are no square image`);
    for (const wrong of ["4x4", "15x1x1", "x", "0x0"]) {
      writeFileSync(file, saveNetwork(network, { image: wrong }));
      expect((await cli("predict", file, image)).err).toContain(`${file}: its metadata give image "${wrong}"; it has 15`);
    }
    const { description, tensors } = decodeModel(readFileSync(file));
    tensors["dense2/bias"]![1] = NaN;
    writeFileSync(file, encodeModel({ description, tensors, metadata: { image: "3x5" } }));
    expect((await cli("predict", file, image)).err).toContain(`${file}: values for dense2/bias[1] is NaN`);

    for (const values of Object.values(tensors)) values.fill(3e38);
    writeFileSync(file, encodeModel({ description, tensors, metadata: { image: "3x5" } }));
    for (const options of [[], ["--json"]]) {
      const { code, out, err } = await cli("predict", file, image, ...options);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toContain(`${file}: gives no probabilities of image 0: with its weights the sums overflow to NaN`);
    }
  });
});
