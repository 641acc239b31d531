/** PNG and JPEG images as grey values. */
import type { RawImageData } from "jpeg-js";
// The decoder alone: the package's entry has its encoder too.
import decode from "jpeg-js/lib/decoder.js";
import type { Picture } from "../image.ts";
import { luma, maxSide, readPng } from "./png.ts";
import { sniff } from "./sniff.ts";
import { bad } from "./table.ts";

/** Of a file: twice what the largest image has uncompressed. */
export const maxPictureBytes = 2 * maxSide ** 2 * 8;

/** @throws UsagiError that names the file where it is neither a PNG nor a JPEG image, too large, or damaged. */
export function readPicture(file: string, bytes: Uint8Array): Picture {
  if (bytes.length > maxPictureBytes) throw bad(file, `has ${bytes.length} bytes; a picture has at most ${maxPictureBytes}`);
  const { kind, name } = sniff(bytes);
  if (kind === "png") return readPng(file, bytes);
  if (kind === "jpeg") return readJpeg(file, bytes);
  throw bad(file, `is ${name}; images are PNG or JPEG`);
}

/**
 * The grey values of a JPEG image, the way up that its Exif data say.
 * @throws UsagiError that names the file and what is wrong with it.
 */
export function readJpeg(file: string, bytes: Uint8Array): Picture {
  let decoded: RawImageData<Uint8Array> & { exifBuffer?: Uint8Array };
  try {
    // The limits hold before memory is taken. A damaged image would be filled up with grey if it were tolerated.
    decoded = decode(bytes, {
      useTArray: true, tolerantDecoding: false, maxResolutionInMP: maxSide ** 2 / 1e6, maxMemoryUsageInMB: 512,
    });
  } catch (error) {
    const { message } = error as Error;
    if (/limit exceeded/.test(message)) {
      throw bad(file, `has more pixels than ${maxSide} × ${maxSide}: make it smaller`);
    }
    if (/color mode/.test(message)) throw bad(file, "has other colours than grey, RGB or Adobe's CMYK: save it as RGB");
    throw bad(file, `is no intact JPEG image: ${message}`);
  }
  const { width, height, data, exifBuffer } = decoded;
  const grey = Float32Array.from({ length: width * height }, (_, i) => {
    return luma(data[4 * i]!, data[4 * i + 1]!, data[4 * i + 2]!) / 255;
  });
  return turned({ rows: height, columns: width, grey }, exifBuffer ? orientationOf(exifBuffer) : 1);
}

const ORIENTATION = 0x0112;

/** 1 to 8, as Exif counts: 1 is upright. @param exif From the zero before the TIFF header on. */
function orientationOf(exif: Uint8Array): number {
  const tiff = new DataView(exif.buffer, exif.byteOffset + 1, exif.length - 1);
  const within = (at: number, length: number) => at + length <= tiff.byteLength;
  if (!within(0, 8)) return 1;
  const little = tiff.getUint16(0) === 0x4949;
  const first = tiff.getUint32(4, little);
  if (!within(first, 2)) return 1;
  const entries = tiff.getUint16(first, little);
  for (let i = 0; i < entries; i++) {
    const at = first + 2 + 12 * i;
    if (!within(at, 12)) return 1;
    if (tiff.getUint16(at, little) === ORIENTATION) return tiff.getUint16(at + 8, little);
  }
  return 1;
}

/** The picture mirrored and turned upright. */
function turned(picture: Picture, orientation: number): Picture {
  if (!(orientation > 1 && orientation <= 8)) return picture;
  const { rows, columns, grey } = picture;
  const transposed = orientation >= 5;
  const [flipRows, flipColumns] = [[3, 4, 6, 7], [2, 3, 7, 8]].map((those) => those.includes(orientation));
  const [height, width] = transposed ? [columns, rows] : [rows, columns];
  const upright = new Float32Array(grey.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [row, column] = transposed ? [x, y] : [y, x];
      upright[y * width + x] = grey[(flipRows ? rows - 1 - row : row) * columns + (flipColumns ? columns - 1 - column : column)]!;
    }
  }
  return { rows: height, columns: width, grey: upright };
}
