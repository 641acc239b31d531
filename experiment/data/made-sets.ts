/** The table of made sets: what they are, and their options. What makes them (made.ts) is loaded where one is made. */
import { type OptionRules, resolveOptions } from "../../bindings/parts/options.ts";

const rows = (of: string, count: number) =>
  ({ kind: "integer", default: count, min: 1, max: 1_000_000, about: `Rows to ${of} on.` }) as const;
const noise = (deviation: number, of: string) =>
  ({ kind: "number", default: deviation, min: 0, max: 100, about: `Standard deviation of the noise ${of}.` }) as const;

/** What all of them take. */
const common = {
  train: rows("train", 200),
  test: rows("test", 200),
  seed: { kind: "integer", default: 0, min: 0, max: Number.MAX_SAFE_INTEGER, about: "What the points are drawn with." },
} as const satisfies OptionRules;

const ofPoints = "in each direction";
const planeOptions = (deviation: number) => ({ ...common, noise: noise(deviation, ofPoints) });
const classes = (count: number, about: string) => ({ kind: "integer", default: count, min: 2, max: 20, about }) as const;

export const madeSets = {
  circles: { about: "A circle of radius 0.5 within one of radius 1.", options: planeOptions(0.1) },
  moons: { about: "Two half circles that reach into each other.", options: planeOptions(0.1) },
  spiral: {
    about: "Arms that wind around each other, 1.75 turns each.",
    options: { ...planeOptions(0.02), classes: classes(2, "Arms, each a class.") },
  },
  xor: { about: "Four squares: opposite ones are of a class.", options: planeOptions(0.05) },
  gaussians: {
    about: "Two clouds of the normal distribution, around (0.5, 0.5) and (−0.5, −0.5).",
    options: planeOptions(0.3),
  },
  blobs: {
    about: "Clouds around centres that the seed chooses, from −1 to 1.",
    options: {
      ...common,
      noise: noise(0.15, ofPoints),
      classes: classes(3, "Clouds, each a class."),
      features: { kind: "integer", default: 2, min: 1, max: 100, about: "Inputs of a row." },
    },
  },
  sine: {
    about: "A number to predict: y = sin πx for x from −1 to 1.",
    options: { ...common, noise: noise(0.1, "of y") },
  },
} as const satisfies Record<string, { about: string; options: OptionRules }>;

export type MadeName = keyof typeof madeSets;
export const madeNames = Object.keys(madeSets) as MadeName[];

/** Whether a data set is made, by its name. */
export const isMade = <Given extends { name: string }>(dataset: Given): dataset is Extract<Given, { name: MadeName }> => dataset.name in madeSets;

/** Any of the made sets' options; each has its default. */
export interface MadeOptions {
  readonly train?: number;
  readonly test?: number;
  readonly seed?: number;
  readonly noise?: number;
  readonly classes?: number;
  readonly features?: number;
}

/** The options of a made set with every default. */
export const resolveMade = (name: MadeName, given: MadeOptions): Required<Pick<MadeOptions, keyof typeof common>> & MadeOptions =>
  resolveOptions(name, madeSets[name].options as OptionRules, given) as never;
