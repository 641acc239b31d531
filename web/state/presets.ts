// The experiments that come with the page. They are opened on a part of the images, so that they begin soon; their text
// says so, and it trains what it says.

import type { Path } from "../../experiment/problems.ts";
import { mnistImages } from "../../experiment/resolve.ts";
import { fileUrl } from "../site.ts";
import { type Draft, editedAll, readDraft, textWith } from "./draft.ts";

const mostImages = { train: 10_000, test: 2_000 } as const;
const parts = ["train", "test"] as const;

/** Files of the build, the standard experiment first. */
export const presetFiles: readonly string[] = BUILD.presets;

const [standardFile] = presetFiles as [string];
const texts = new Map([[standardFile, BUILD.standard]]);
const drafts = new Map<string, Draft>();

/** Of those that are here. */
function draftOf(file: string): Draft | undefined {
  const known = drafts.get(file);
  if (known) return known;
  const text = texts.get(file);
  if (text === undefined) return undefined;
  const draft = readDraft(file, withMost(text));
  drafts.set(file, draft);
  return draft;
}

export const standardDraft = (): Draft => draftOf(standardFile)!;

/** The presets cannot be loaded. */
export class PresetsMissing extends Error {}

/** All that are not here yet; throws a PresetsMissing. */
export async function loadPresets(): Promise<void> {
  if (texts.size > 1) return;
  try {
    const others = (await (await fetch(fileUrl(BUILD.otherPresets))).json()) as Record<string, string>;
    for (const [file, text] of Object.entries(others)) texts.set(file, text);
  } catch {
    throw new PresetsMissing();
  }
}

/** A file of the build as the page opens it; throws a PresetsMissing. */
export async function presetDraft(file: string): Promise<Draft> {
  if (!texts.has(file)) await loadPresets();
  return draftOf(file)!;
}

/** What a file of the build is called in addresses. */
const nameOf = (file: string) => (file === standardFile ? "race" : file.replace(/^.*\/|\.json$/g, ""));

/** The part of an address behind # that stands for a draft: #race, #overfitting; undefined where it is not a preset as it is. */
export function presetHash({ file, value }: Draft): string | undefined {
  const preset = draftOf(file);
  return preset && JSON.stringify(preset.value) === JSON.stringify(value) ? `#${nameOf(file)}` : undefined;
}

/** The preset that an address names; what stands behind & is of others. Throws a PresetsMissing. */
export async function presetNamed(hash: string): Promise<Draft | undefined> {
  const [name] = hash.slice(1).split("&");
  const file = presetFiles.find((candidate) => nameOf(candidate) === name);
  return file === undefined ? undefined : presetDraft(file);
}

/** The preset that is here and has such a value, on some of the images or on all. */
export function sameAs(json: string): Draft | undefined {
  const all = Array.from(texts, ([file, text]) => [draftOf(file)!, readDraft(file, text)]).flat();
  return all.find(({ value }) => JSON.stringify(value) === json);
}

/** The text of a valid experiment, on at most as many images as the page opens experiments with. */
function withMost(text: string): string {
  const value = JSON.parse(text) as Value;
  const { name, ...given } = datasetIn(value);
  if (name !== "mnist") return text;
  const many = parts.filter((part) => (given[part] ?? mnistImages[part]) > mostImages[part]);
  return textWith(text, imageEdits(value, Object.fromEntries(many.map((part) => [part, mostImages[part]]))));
}

/** A draft on all images. */
export const withAll = (draft: Draft): Draft =>
  editedAll(draft, imageEdits(draft.value as Value, { train: undefined, test: undefined }));

type Counts = Partial<Record<(typeof parts)[number], number | undefined>>;
interface Value {
  dataset?: string | ({ name: string } & Counts);
}

function datasetIn({ dataset = "mnist" }: Value): { name: string } & Counts {
  return typeof dataset === "string" ? { name: dataset } : dataset;
}

function imageEdits(value: Value, counts: Counts): (readonly [Path, unknown])[] {
  const entries = Object.entries(counts);
  if (typeof value.dataset === "object") return entries.map(([part, count]) => [["dataset", part], count]);
  const given = entries.filter(([, count]) => count !== undefined);
  return given.length === 0 ? [] : [[["dataset"], { ...datasetIn(value), ...Object.fromEntries(given) }]];
}

const unlimited = ({ value }: Draft) => {
  const dataset = { ...datasetIn(value as Value), train: undefined, test: undefined };
  return JSON.stringify([{ ...(value as Value), dataset: undefined }, dataset]);
};

/** The file of the build that a draft is, on however many images; undefined where it is somebody's own. */
export function presetOf(draft: Draft): string | undefined {
  const { file, value } = draft;
  const preset = draftOf(file);
  if (typeof value !== "object" || value === null || !preset) return undefined;
  return unlimited(draft) === unlimited(preset) ? file : undefined;
}
