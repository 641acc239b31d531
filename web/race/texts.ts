// What the race says.

import { ofFirstFrame } from "../texts/language.ts";

const en = {
  controls: "Race",
  play: "Train",
  resume: "Resume",
  pause: "Pause",
  replay: "Replay",
  playChanged: "Train with new settings",
  reset: "Reset",
  steps: "Take steps",
  step1: "1 step",
  step10: "10 steps",
  stepEvaluation: "Next evaluation",
  evaluationShort: "eval.",
  speed: "Speed",
  speeds: { 1: "1 step/s", 10: "10 steps/s", 100: "100 steps/s", full: "full speed" },
  seed: "Seed",
  timeline: "Time of the race, in iterations",
  newest: "the newest",
  toNewest: "To the newest",
  activities: { loading: "Loading.", ready: "Ready.", running: "Training.", paused: "Paused.", finished: "Finished." },
  film: "Replaying.",
  iterationOf: (at: string, end: string) => `Iteration ${at} of ${end}`,
  seedOf: (place: string, all: string) => `seed ${place} of ${all}`,
  heatOf: (place: string, all: string) => `group ${place} of ${all}`,
  progressOfAll: "Progress of the whole experiment",
  loading: "Loading the data",
  unasked: (steps: string, weights: string) =>
    `This does not start by itself, because it takes long: ${steps} steps of networks with up to ${weights} weights.`,
  startIt: "Train all the same",
  ofReader: (count: string) => `${count} things to know of the data`,
  basisAll: (train: string, test: string) =>
    `Trained on all ${train} training images; accuracy is measured on all ${test} test images.`,
  basisPart: (train: string, test: string) =>
    `Trained on ${train} training images; accuracy is measured on ${test} test images.`,
  basisRows: (train: string, test: string) => `Trained on ${train} rows, tested on ${test} others.`,
  basisNoise: (count: string) => `${count} training labels are wrong on purpose.`,
  basisValidation: (validation: string) => `A further ${validation} are set aside for validation.`,
  trainOnAll: "Train on all 60,000",
  revived: "Trained in this browser earlier, of which the first and the last network are kept; Reset trains it again.",
  linkDamaged: "The link is damaged: the experiment in it cannot be read.",
  dataFailed: "The data could not be loaded:",
  again: "Try again",
  close: "Close",
  refused: {
    invalid: "No variant changes on the way to a value that is not allowed.",
    over: "Nothing would change: the training is over at this iteration.",
    shape: "The layers of a network cannot change on the way.",
    evaluation: "How often a variant is evaluated cannot change on the way.",
  },

  variants: "Variants",
  variantsNote: "All variants start from the same weights and see the same batches. The pictures are their first layers.",
  meanOf: (seeds: string) => `mean of ${seeds} seeds`,
  ofSeed: (seed: string) => `seed ${seed}`,
  branched: (name: string, at: string) => `Left ${name} at iteration ${at}.`,
  ownBits: "No command can make this one: a variant that changes on the way is of this page alone.",
  remove: "Remove",
  verify: (iteration: string) => `Hash at ${iteration}`,
};
export type RaceTexts = typeof en;

export const texts = ofFirstFrame("race", en);
