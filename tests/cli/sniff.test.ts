import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { encodeModel } from "../../bindings/index.ts";
import { encodeOnnx } from "../../cli/files/onnx/encode.ts";
import { sniff, sniffWhole } from "../../experiment/data/sniff.ts";
import { decodeModel, saveNetwork } from "../../bindings/model.ts";
import { idx, smallNetwork } from "./helpers.ts";
import { png } from "./png.ts";

const model = decodeModel(saveNetwork(await smallNetwork({}, 0)));
const ascii = (text: string) => Buffer.from(text, "latin1");

test.each<[string, string, Uint8Array]>([
  ["empty", "empty", Buffer.alloc(0)],
  ["gzip", "a gzip file", gzipSync("x")],
  ["idx", "an IDX file of bytes, 2 × 3 × 5", idx([2, 3, 5], new Uint8Array(30))],
  ["idx", "an IDX file of float32, 7", idx([7], new Uint8Array(28), 0xd01)],
  ["png", "a PNG image", png({ width: 1, height: 1, lines: [[0]] })],
  ["jpeg", "a JPEG image", ascii("\xff\xd8\xff\xe0\0\x10JFIF")],
  ["safetensors", "a safetensors file", encodeModel(model)],
  ["onnx", "an ONNX model", encodeOnnx(model)],
  ["other", "a WebP image", ascii("RIFF\x10\0\0\0WEBPVP8 ")],
  ["other", "a GIF image", ascii("GIF89a")],
  ["other", "a BMP image", ascii("BM\x9a\x02\0\0\0\0\0\0\x36\0\0\0")],
  ["text", "a CSV file", ascii("BMI,age,ill\n21.5,40,no\n")],
  ["other", "a TIFF image", ascii("II*\0")],
  ["other", "a HEIC image", ascii("\0\0\0\x18ftypheic")],
  ["other", "a PDF document", ascii("%PDF-1.7")],
  ["other", "a NumPy array (.npy)", ascii("\x93NUMPY\x01\0")],
  ["zip", "a ZIP file (.zip, .npz, .pt)", ascii("PK\x03\x04")],
  ["other", "an HDF5 file (.h5, .keras)", ascii("\x89HDF\r\n\x1a\n")],
  ["text", "UTF-16 text", ascii("\xff\xfe{\0")],
  ["text", "UTF-16 text", ascii("a\0,\0b\0\n\0")],
  ["text", "UTF-16 text", ascii("\0a\0,\0b\0\n")],
  ["text", "a text in another encoding than UTF-8", ascii("L\xe4nge;Breite\r\n1;2\r\n")],
  ["text", "a text in another encoding than UTF-8", ascii("\x90g\x92\xb7,\x91\xcc\x8fd\r\n1,2\r\n")],
  ["other", "a binary file of an unknown kind", ascii("\x01\x02\0\xff")],
  ["json", "a JSON file", ascii("\xef\xbb\xbf // an experiment\n{}").subarray(3)],
  ["json", "a JSON file", ascii(' { "name": "x" }')],
  ["text", "a CSV file", ascii("a,b,c\n1,2,3\n")],
  ["text", "an HTML page", ascii("<!DOCTYPE html><title>Not found")],
  ["text", "an SVG image", ascii("<svg xmlns='x'/>")],
  ["text", "a text file", Buffer.from("héllo".repeat(200)).subarray(0, 512)],
  ["text", "a pointer to a file in Git LFS, not the file", ascii("version https://git-lfs.github.com/spec/v1\n")],
])("%s: %s", (kind, name, bytes) => {
  expect(sniff(bytes)).toEqual({ kind, name });
});

test.each<[string, string, string]>([
  ["rows.csv", "[id],width\n1,2\n", "text"],
  ["rows.csv", "{a};b\n1;2\n", "text"],
  ["rows", "// of 2026\na,b\n1,2\n", "text"],
  ["rows.csv", '{ "name": "x" }', "json"],
  ["rows.json", "[id],width\n1,2\n", "json"],
  ["rows.JSONC", "// an experiment\n{}", "json"],
  ["rows.csv", "id,width\n1,2\n", "text"],
])("%s that begins as JSON does: %j is %s", (file, content, kind) => {
  expect(sniffWhole(file, Buffer.from(content)).kind).toBe(kind);
});
