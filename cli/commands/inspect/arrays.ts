/** What a safetensors file holds: a trained network, a checkpoint, or any arrays. */
import { elementsOf } from "../../../bindings/arrays.ts";
import type { ResolvedDescription } from "../../../bindings/description.ts";
import { arraysOf, expand, type NetworkLayer } from "../../../bindings/expand.ts";
import { readDescription } from "../../../bindings/model.ts";
import { layerRow } from "../../../bindings/parts/layers.ts";
import { lossOf } from "../../../bindings/parts/losses.ts";
import { resolveOptions } from "../../../bindings/parts/options.ts";
import { decodeSafetensors } from "../../../bindings/safetensors.ts";
import { parseCoding, type TargetScale } from "../../../experiment/data/coding.ts";
import { scheduleText } from "../../../report/schedule.ts";
import { comma } from "../../../report/words.ts";
import { checksumOf } from "../../run/checksum.ts";
import { InputError } from "../../errors.ts";
import { readWhole } from "../../files/whole.ts";
import { inFile, modelOf } from "../../files/models.ts";
import { heading, language, said, translated } from "../../texts/language.ts";
import { facts, optionsText, shapeText, tableOf, title } from "./text.ts";

interface LayerReport {
  name: string;
  /** [inputs, units] of a dense layer, [units] of batch norm. */
  shape?: number[];
  /** What is trained. */
  parameters?: number;
  options: object;
}

export interface ArraysReport {
  kind: "network" | "checkpoint" | "arrays";
  file: string;
  bytes: number;
  /** None of plain arrays, as `layers` and `parameters`. */
  description?: ResolvedDescription;
  layers?: LayerReport[];
  parameters?: number;
  tensors: { name: string; dtype: string; shape: readonly number[] }[];
  /** Texts of the file's header but for the description. */
  metadata: Record<string, string>;
}

/** @throws InputError where the file is damaged, or is a network's or a checkpoint's and does not fit together. */
export function readArrays(file: string, bytes: Uint8Array): ArraysReport {
  const found = inFile(file, () => decodeSafetensors(bytes));
  const { description: json, ...metadata } = found.metadata;
  const tensors = Array.from(found.tensors, ([name, { dtype, shape }]) => ({ name, dtype, shape }));
  const report = { file, bytes: bytes.length, tensors, metadata };
  if (metadata["checksum"] !== undefined) {
    if (checksumOf(bytes) !== metadata["checksum"]) throw new InputError(`${file}: is damaged: its checksum differs`);
    return { kind: "checkpoint", ...report, ...network(inFile(file, () => readDescription(json))) };
  }
  if (metadata["format"] !== "usagi-nn") return { kind: "arrays", ...report };
  return { kind: "network", ...report, ...network(modelOf(file, bytes).description) };
}

/** A checkpoint's file. @throws InputError where it is none, or damaged. */
export async function readCheckpoint(file: string): Promise<ArraysReport> {
  const report = readArrays(file, await readWhole(file));
  if (report.kind !== "checkpoint") throw new InputError(`${file}: is no checkpoint: it has no checksum`);
  return report;
}

function network(description: ResolvedDescription) {
  const layers = layersOf(description);
  return { description, layers, parameters: layers.reduce((sum, { parameters = 0 }) => sum + parameters, 0) };
}

function layersOf(description: ResolvedDescription): LayerReport[] {
  const { name, onnx } = lossOf(description).output;
  return [...expand(description).map(layerOf), ...(onnx ? [{ name, options: {} }] : [])];
}

function layerOf({ kind, name, options: all, arrays }: NetworkLayer): LayerReport {
  // As the description has them: without later options that have their defaults.
  const options = resolveOptions(name, layerRow(kind).options, all);
  if (kind === "activation") {
    const { name: activation, ...own } = options as typeof options & { name: string };
    return { name: activation, options: own };
  }
  const [first] = arrays;
  if (!first) return { name, options };
  const parameters = arrays.filter(({ role }) => role === "parameter");
  return {
    name,
    shape: [...first.shape],
    parameters: parameters.reduce((sum, { shape }) => sum + elementsOf(shape), 0),
    options: kind === "dense" ? denseOptions(all) : options,
  };
}

/** Of a dense layer what is not in its shape, and not as in most. */
function denseOptions({ init, l1, l2, maxNorm, trainable }: (NetworkLayer & { kind: "dense" })["options"]) {
  return {
    init, ...(l1 > 0 && { l1 }), ...(l2 > 0 && { l2 }), ...(maxNorm > 0 && { maxNorm }), ...(!trainable && { trainable }),
  };
}

const mostNames = 20;
const listed = (names: readonly string[]) => names.slice(0, mostNames).join(", ") + (names.length > mostNames ? `, … (${names.length})` : "");

/** How the data that a network was trained on were made its inputs. */
function codingFacts(file: string, data: string): [string, string | undefined][] {
  const { kind, features, classNames, targetNames, targetScales, arrays, prepare, invert } = inFile(file, () => parseCoding(data));
  const inputs = features?.map((feature) => {
    if ("categories" in feature) return `${feature.name} (${listed(feature.categories)})`;
    return scaledText(feature.name, feature);
  });
  const targets = targetScales?.map((scale, k) => scaledText(targetNames?.[k] ?? said().output(k), scale)) ?? targetNames;
  return [
    ["data", kind], ["inputs", inputs && listed(inputs)], ["classes", classNames && listed(classNames)],
    ["targets", targets && listed(targets)], ["arrays", arrays && optionsText(arrays)],
    ["prepared", prepare && [prepare, ...(invert ? [said().preparationWords.inverted] : [])].join(comma[language()])],
  ];
}

const scaledText = (name: string, { mean, deviation }: TargetScale) =>
  (mean === 0 && deviation === 1 ? name : `${name} (− ${formatShort(mean)}, ÷ ${formatShort(deviation)})`);

/** What a run says of itself in words. */
const valueText = (key: string, value: string) => (key === "status" ? heading(value) : key === "failure" ? translated(value) : value);

const formatShort = (value: number) => String(Number(value.toPrecision(4)));

export function arraysText({ kind, file, bytes, description, layers, parameters, tensors, metadata }: ArraysReport): string {
  const parts = [title(file, said().kinds[kind], said().bytes(bytes))];
  if (description && layers && parameters !== undefined) {
    const rows = layers.map(({ name, shape, parameters: own, options }) => [
      name, shape ? shapeText(shape) : "", own?.toLocaleString("en") ?? "", optionsText(options),
    ]);
    rows.push(["", "", parameters.toLocaleString("en"), said().allParameters]);
    parts.push(tableOf(["layer", "shape", "parameters", ""], ["left", "right", "right", "left"], rows));
    const { name, ...options } = description.optimizer;
    parts.push(facts([
      ["optimizer", `${name}: ${optionsText(options)}`],
      ["schedule", description.schedule && scheduleText(description.schedule, language())],
      ["batch size", description.batchSize],
      ["l2 penalty", description.l2Penalty],
      ["clipping", description.clipping && optionsText(description.clipping)],
      ["label smoothing", description.labelSmoothing],
      ["input noise", description.inputNoise],
      ["augment", description.augment && optionsText(description.augment)],
    ]));
  }
  const own = new Set(description && arraysOf(description).map(({ name }) => name));
  const others = tensors.filter(({ name }) => !own.has(name));
  if (others.length > 0) {
    const rows = others.map(({ name, dtype, shape }) => [name, dtype, shapeText(shape)]);
    parts.push(tableOf(["array", "type", "shape"], ["left", "left", "right"], rows));
  }
  const known = Object.entries(metadata).filter(([key]) => key !== "format" && key !== "formatVersion");
  if (known.length > 0) parts.push(facts(known.flatMap(([key, value]) => (key === "data" && kind === "network" ? codingFacts(file, value) : [[key, valueText(key, value)]]))));
  return parts.join("\n\n");
}
