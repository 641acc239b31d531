/** `inspect`: what is in a trained network, a checkpoint, an ONNX model or the folder of a run. */
import { stat } from "node:fs/promises";
import type { Command } from "commander";
import { printableJson } from "../../../experiment/printable.ts";
import { InputError, reasonOf } from "../../errors.ts";
import { sniff, sniffBytes, unknownKind } from "../../files/sniff.ts";
import { hints } from "../../files/models.ts";
import { folderMeant } from "../../files/place.ts";
import { readWhole } from "../../files/whole.ts";
import type { Host } from "../../host.ts";
import { compactJson } from "../../../report/json.ts";
import type { Language } from "../../../report/findings/sentence.ts";
import { languageOption, pathText } from "../command.ts";
import { arraysText, readArrays } from "./arrays.ts";
import { onnxText, readOnnx } from "./onnx.ts";
import { readRun, runText } from "./run.ts";

export interface InspectOptions {
  /** One JSON document instead of text. */
  json?: boolean;
  /** Of the findings; default English. */
  language?: Language;
}

export function define(command: Command, host: Host): void {
  command
    .argument("<path>", "a trained network, a checkpoint, an ONNX model or the folder of a run", pathText)
    .option("--json", "print one JSON document")
    .addOption(languageOption())
    .action(async (path: string, options: InspectOptions) => {
      host.stdout.write(`${await inspect(path, options)}\n`);
    });
}

/** @returns What to print. @throws InputError where the path holds nothing that is known, or something damaged. */
export async function inspect(path: string, { json, language }: InspectOptions): Promise<string> {
  const report = await read(path);
  if (json) return printableJson(compactJson(report));
  switch (report.kind) {
    case "run":
      return runText(report, language);
    case "onnx":
      return onnxText(report);
    default:
      return arraysText(report);
  }
}

async function read(path: string) {
  const found = await stat(path).catch((error: unknown) => {
    throw new InputError(`${path}: ${reasonOf(error)}`);
  });
  if (found.isDirectory()) return await readRun(path);
  if (folderMeant(path) !== path) return await readRun(folderMeant(path));
  const bytes = await readWhole(path);
  const { kind, name } = sniff(bytes.subarray(0, sniffBytes));
  // Of a damaged file the name may be all that tells its kind.
  if (kind === "onnx" || (name === unknownKind && path.endsWith(".onnx"))) return readOnnx(path, bytes);
  if (kind === "safetensors" || (name === unknownKind && path.endsWith(".safetensors"))) return readArrays(path, bytes);
  const hint = kind === "json" ? hints.json : "";
  throw new InputError(`${path}: is ${name}; inspect reads .safetensors and .onnx files and the folders of runs${hint}`);
}
