// The experiments that come with the page. They are opened on a part of the images, so that they begin soon; their text
// says so, and it trains what it says.

import { mnistImages } from "../../experiment/resolve.ts";
import { editedAll, readDraft, type Draft } from "./draft.ts";

const mostImages = { train: 10_000, test: 2_000 } as const;
const parts = ["train", "test"] as const;

const drafts = new Map<string, Draft>();

/** A file of the build as the page opens it. */
export function presetDraft(file: string): Draft {
  const known = drafts.get(file);
  if (known) return known;
  const { text } = BUILD.experiments.find((candidate) => candidate.file === file)!;
  const draft = withMost(readDraft(file, text));
  drafts.set(file, draft);
  return draft;
}

/** What a file of the build is called in addresses. */
const nameOf = (file: string) => (file === BUILD.experiments[0]!.file ? "race" : file.replace(/^.*\/|\.json$/g, ""));

/** The part of an address behind # that stands for a draft: #race, #overfitting; undefined where it is not a preset as it is. */
export function presetHash({ file, value }: Draft): string | undefined {
  const same = BUILD.experiments.some((one) => one.file === file) && JSON.stringify(presetDraft(file).value) === JSON.stringify(value);
  return same ? `#${nameOf(file)}` : undefined;
}

/** The preset that an address names; what stands behind & is of others. */
export function presetNamed(hash: string): Draft | undefined {
  const [name] = hash.slice(1).split("&");
  const found = BUILD.experiments.find(({ file }) => nameOf(file) === name);
  return found && presetDraft(found.file);
}

/** A draft on at most as many images as the page opens experiments with. */
function withMost(draft: Draft): Draft {
  const dataset = draft.experiment?.dataset;
  if (dataset?.name !== "mnist") return draft;
  const many = parts.filter((part) => (dataset[part] ?? mnistImages[part]) > mostImages[part]);
  return many.length === 0 ? draft : withImages(draft, Object.fromEntries(many.map((part) => [part, mostImages[part]])));
}

/** A draft on all images. */
export const withAll = (draft: Draft): Draft => withImages(draft, { train: undefined, test: undefined });

function withImages(draft: Draft, counts: Partial<Record<"train" | "test", number | undefined>>): Draft {
  const { dataset = "mnist" } = draft.value as { dataset?: string | object };
  const entries = Object.entries(counts);
  if (typeof dataset === "object") return editedAll(draft, entries.map(([part, count]) => [["dataset", part], count]));
  const given = entries.filter(([, count]) => count !== undefined);
  return given.length === 0 ? draft : editedAll(draft, [[["dataset"], { name: dataset, ...Object.fromEntries(given) }]]);
}

const unlimited = ({ value }: Draft) => {
  const { dataset = "mnist", ...others } = value as { dataset?: string | Record<string, unknown> };
  const whole = typeof dataset === "string" ? { name: dataset } : dataset;
  return JSON.stringify([others, { ...whole, train: undefined, test: undefined }]);
};

/** The file of the build that a draft is, on however many images; undefined where it is somebody's own. */
export function presetOf(draft: Draft): string | undefined {
  const { file, value } = draft;
  if (typeof value !== "object" || value === null || !BUILD.experiments.some((candidate) => candidate.file === file)) {
    return undefined;
  }
  return unlimited(draft) === unlimited(presetDraft(file)) ? file : undefined;
}
