/** `inspect`: what is in a trained network, a checkpoint, an ONNX model or the folder of a run. */
import { stat } from "node:fs/promises";
import type { Command } from "commander";
import type { Language } from "../../../experiment/language.ts";
import { printableJson } from "../../../experiment/printable.ts";
import { InputError, reasonOf } from "../../errors.ts";
import { sniff, sniffBytes, unknownKind } from "../../../experiment/data/sniff.ts";
import { hints } from "../../files/models.ts";
import { folderMeant } from "../../files/place.ts";
import { readWhole } from "../../files/whole.ts";
import type { Host } from "../../host.ts";
import { compactJson } from "../../../report/json.ts";
import { language } from "../../texts/language.ts";
import { pathText } from "../command.ts";
import { arraysText, readArrays } from "./arrays.ts";
import { onnxText, readOnnx } from "./onnx.ts";
import { readRun, runText } from "./run.ts";

export interface InspectOptions {
  /** One JSON document instead of text. */
  json?: boolean;
}

export function define(command: Command, host: Host): void {
  command
    .argument("<path>", "a trained network, a checkpoint, an ONNX model or the folder of a run", pathText)
    .option("--json", "print one JSON document")
    .action(async (path: string, options: InspectOptions) => {
      host.stdout.write(`${await inspect(path, options)}\n`);
    });
}

/** @returns What to print. @throws InputError where the path holds nothing that is known, or something damaged. */
export async function inspect(path: string, { json }: InspectOptions): Promise<string> {
  const report = await read(path, json ? "en" : language());
  if (json) return printableJson(compactJson(report));
  switch (report.kind) {
    case "run":
      return runText(report);
    case "onnx":
      return onnxText(report);
    default:
      return arraysText(report);
  }
}

async function read(path: string, words: Language) {
  const found = await stat(path).catch((error: unknown) => {
    throw new InputError(`${path}: ${reasonOf(error)}`);
  });
  if (found.isDirectory()) return await readRun(path, words);
  if (folderMeant(path) !== path) return await readRun(folderMeant(path), words);
  const bytes = await readWhole(path);
  const { kind, name } = sniff(bytes.subarray(0, sniffBytes));
  // Of a damaged file the name may be all that tells its kind.
  if (kind === "onnx" || (name === unknownKind && path.endsWith(".onnx"))) return readOnnx(path, bytes);
  if (kind === "safetensors" || (name === unknownKind && path.endsWith(".safetensors"))) return readArrays(path, bytes);
  const hint = kind === "json" ? hints.json : "";
  throw new InputError(`${path}: is ${name}; inspect reads .safetensors and .onnx files and the folders of runs${hint}`);
}
