/** What the command line says while it trains and where something is wrong; every other language has to say the same. */

import { oneOf } from "../../experiment/suggest.ts";

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** `1,000 bytes` */
const grouped = (number: number, noun: string) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

/** The comments of the experiment that `init` writes. */
const starter = {
  schema: "The form of this file, for editors: they complete keys and check values.",
  results: "Results go to runs/<name>.",
  description: "Do batch norm and dropout help a small network?",
  hidden: "Hidden layers, from the first; the output layer has a unit for each class.",
  oneOf,
  init: (names: readonly string[]) => `a standard deviation such as 0.01, or ${oneOf(names)}`,
  evaluateEvery: "on all test data, after each 10 iterations",
  sampling: 'or "replacement": drawn anew for every batch',
  trainAccuracy: 'or "all": measured on all training data',
  optimizers: (names: readonly string[]) => `${oneOf(names)}; the name alone takes every default.`,
  weights: "On the weights of every layer.",
  seeds: "Each arm runs once for each seed; for one seed, all arms start alike and see the same batches.",
  arms: "What is compared: each arm says what it changes, the rest is as above.",
};

/** What stands beside that in one on a CSV file. */
const csvStarter = {
  columns: (rows: number) => `${count(rows, "row")}; columns:`,
  numbers: (low: string, high: string) => `numbers from ${low} to ${high}`,
  texts: (different: string) => `different texts: ${different}`,
  moreThan: (number: number) => `more than ${number}`,
  missing: (number: number) => `${number} missing`,
  moreColumns: (number: number) => `… and ${number} more`,
  label: 'what is predicted; a column of numbers is a "target" in its place, with "loss": "meanSquaredError"',
  target: 'what is predicted; a column of classes is a "label" in its place, without a loss',
  standardizeTargets: "learnt as (value − mean) ÷ deviation; predictions and RMSE are in its own unit",
  ignore: "numbers or names of the rows, which say nothing of others",
  decimal: "numbers have a decimal comma, as 1,5 has",
  meansFor: (number: number) => `${count(number, "value")} missing: the mean of the training rows stands for a number`,
  test: "the share of the rows to test on, or another CSV file",
  seed: "of the order of the rows, and so of which ones test",
  loss: 'Outputs come near to numbers; "huber" minds single large errors less.',
  hidden: (each: "class" | "target") => `Hidden layers, from the first; the output layer has a unit for each ${each}.`,
  iterations: (rows: number, times: number) => `of ${rows} training rows each is drawn about ${times} times`,
  evaluateEvery: "on all test rows",
  trainAccuracy: (measure: "accuracy" | "RMSE") => `or "batch": the training ${measure} is measured on the current batch`,
  baseline: (isClass: boolean) => `${isClass ? "logistic" : "linear"} regression, to compare with`,
  armNames: ["hidden layers", "no hidden layer", "L2"],
  predicts: (column: string, isClass: boolean, features: number) =>
    `It predicts the ${isClass ? "class" : "number"} ${column} from ${count(features, "column")}.`,
  lacking: (number: number) => `${count(number, "row")} without it: take them out of the file first.`,
};

/** How much is trained: of a search trials too, each with so many seeds. */
export interface Extent {
  arms: number;
  seeds: number;
  trials?: { count: number; seeds: number };
  train: number;
  validation?: number | undefined;
  test: number;
  images: boolean;
  /** The queue whose workers train; without it threads do. */
  by?: string | undefined;
  threads: number;
  wide: boolean;
}

export const en = {
  error: "error: ",
  warning: "warning: ",
  unexpected: (error: string) => `unexpected, please report it: ${error}`,
  outputUnwritten: (reason: string) => `the output could not be written: ${reason}`,
  hasProblems: (file: string, problems: number) => `${file} has ${count(problems, "problem")}:`,
  packagesOwn: (name: string) => `There is no ${name} here; this is the one that comes with usagi-nn:`,
  extent: ({ arms, seeds, trials, train, validation, test, images, by, threads, wide }: Extent) => {
    const all = trials
      ? `${count(arms, "arm")} × ${count(trials.count, "trial")}${trials.seeds === 1 ? "" : ` × ${count(trials.seeds, "seed")}`}, ` +
        `then ${count(seeds, "seed")} each`
      : `${count(arms, "arm")} × ${count(seeds, "seed")}`;
    const rows = `${train} training${validation === undefined ? "" : `, ${validation} validation`} and ${test} test ${images ? "image" : "row"}s`;
    return `${all}, ${rows}, ${by === undefined ? count(threads, "thread") : `by the workers of ${by}`}${wide ? ", 256 bits" : ""}`;
  },
  part: ({ index, of }: { index: number; of: number }) => `, part ${index} of ${of}`,
  tooManyThreads: (asked: number, started: number, each: number) =>
    `--threads ${asked}: ${started} are started, ${each} for each core; more take memory and are no faster`,
  stopping: "Stopping after the current step; again to quit at once, without saving.",
  saved: (folder: string) => `Saved in ${folder}:`,
  interruptedSaved: (folder: string) => `Interrupted; what was done is saved in ${folder}:`,
  trialsSaved: (over: number, trials: number, folder: string) => `Interrupted; ${over} of ${trials} trials are saved in ${folder}.`,
  firstTrialsSaved: (folder: string) => `Interrupted within the first trials; how far they are is saved in ${folder}.`,
  nothingSaved: (command: string) => `Interrupted before the first step: there is nothing to save; go on with: ${command}`,
  goOn: (command: string) => `Go on with: ${command}`,
  unsaved: (what: string, command: string) =>
    `${what}. What was saved before is intact; once that is put right, go on with: ${command}`,
  resultsUnsaved: (folder: string, reason: string, command: string) =>
    `${folder}: the results could not be saved: ${reason}. The networks are saved; once that is put right, go on with: ${command}`,
  wrote: (file: string) => `Wrote ${file}`,
  theRun: "the run of an experiment",
  more: (rest: number) => `… and ${rest} more`,
  moreInJson: (rest: number) => `… and ${rest} more, with --json`,

  // While it trains
  goesOn: (arm: string, seed: number, iteration: number, iterations: number) =>
    `${arm}, seed ${seed}: goes on from iteration ${iteration} of ${iterations}`,
  seedsDone: (done: string) => `${done} seeds`,
  trialsDone: (done: string) => `${done} trials`,
  measured: (what: string, value: string) => `${what} ${value}`,
  rate: (steps: string) => `${steps} steps/s`,
  left: (time: string) => `${time} left`,

  // run, resume, report and merge
  otherVersion: (folder: string, begun: string, version: string) =>
    `${folder}: the run was begun by version ${begun} of usagi-nn and goes on with ${version}: its results may be neither's`,
  fromFirstStep: (folder: string) => `${folder}: it has no checkpoints, so it trains from the first step, to the same bits.`,
  nothingLeft: (folder: string, ended: "complete" | "failed") => `${folder}: the run is ${ended}; there is nothing left to do.`,
  reportAgain: (command: string) => ` Write its report again with: ${command}`,
  trainOn: (command: string) => ` Train it on with: ${command}`,
  wroteIn: (folder: string) => `Wrote in ${folder}:`,
  chosenAtEnd: "Chosen at the end of a range, beyond which may be better ones. To search there as well:",
  noneChosen: "none: no trial came to its end",
  noneYet: "none yet",
  rangeEnd: { min: " (lower end)", max: " (upper end)" },
  lost: (run: string, failure: string, others: number, command: string) =>
    `${run}: ${failure}${others > 0 ? `, and ${others} more` : ""}; try again with: ${command}`,
  run: (arm: string, seed: number) => `${arm}, seed ${seed}`,
  partInterrupted: (folder: string) => `Interrupted; what was done is saved in ${folder}.`,
  partDone: (index: number, of: number, folder: string) => `Part ${index} of ${of} is done, in ${folder}.`,
  mergeThem: (command: string) => `Once all parts are, put them together with: ${command}`,
  partsHave: (trials: { over: number; of: number } | undefined, done: number, runs: number, next: number, of: number) =>
    `${trials ? `${trials.over} of ${trials.of} trials and ` : ""}${done} of ${runs} runs are there. ` +
    `Next ${next === 1 ? "is one part" : `are ${next} parts`} of ${of}:`,
  thenAgain: (command: string) => `Then again: ${command}`,
  orHere: (command: string) => `Or train what is left here: ${command}`,

  // init and optimizers
  wroteStarter: (file: string, about: string, command: string) => `Wrote ${file}.${about && ` ${about}`} Train it with: ${command}`,
  starter,
  csvStarter,
  titleOf: (optimizer: string, paper: string) => `${optimizer}. ${paper}`,
  oneOfThem: (command: string) => `One of them: ${command}`,
  inBrackets: "In brackets: in that form only.",
  searches: (ranges: string) => `"search": "default" tries, on a logarithmic scale, ${ranges}.`,

  // evaluate and predict
  evaluated: (count: string, noun: "image" | "row", file: string) => `${count} ${noun}s of ${file}`,
  detailsOfOne: "Details of one: choose it with --arm and --seed.",
  overflow: "overflow",
  right: (right: string, total: string) => `${right} of ${total}`,
  crossEntropy: "mean cross-entropy",
  ofStandardized: (targets: number): string => (targets === 1 ? "of the standardized target" : "of the standardized targets"),
  confusionMatrix: "True class by row, predicted class by column:",
  noConfusion: (noun: "image" | "row") => `No ${noun} was taken for one of another class.`,
  commonest: "The commonest confusions:",
  output: (k: number) => `output ${k}`,
  otherClasses: (count: number) => `${count} more`,
  preparations: {
    inverted: "dark on light, so inverted", stretched: "contrast raised to the full range",
    centred: "fitted into 20 × 20 of 28 × 28 pixels, centred by mass",
  },
  preparationWords: { inverted: "inverted", stretched: "contrast", centred: "centred" },
  asItIs: "Taken as it is: it looks as MNIST's images do.",
  preparedLike: "Prepared as MNIST's images were:",
  withRaw: "With --raw it is taken as it is.",

  // explain
  explainedBy: (folder: string, made: string, version: string) =>
    `${folder}: version ${made} of usagi-nn made the run and ${version} explains it: its steps may be others`,
  oneWeight: (command: string) => `How one weight of it was made: ${command}`,
  trainingAgain: (step: number, iteration: number) => `Training again up to step ${step}: ${iteration}`,
  ofUnit: (unit: number) => `of unit ${unit}`,
  pixel: (row: number, column: number) => `the pixel in row ${row}, column ${column}`,
  input: (input: number, name: string | undefined) => `input ${input}${name === undefined ? "" : ` (${name})`}`,
  unitBefore: (unit: number) => `unit ${unit} of the layer before`,
  fromTo: (from: string, unit: number) => `from ${from} to unit ${unit}`,
  stepOf: (folder: string, arm: string, seed: number, step: number, iterations: number) =>
    `${folder}: ${arm}, seed ${seed}, step ${step} of ${iterations}`,
  begunWith: (start: string) => `begun with ${start}`,
  lossBefore: (loss: string, batchSize: number, rate: string, of: string) =>
    `loss ${loss} on its batch of ${batchSize} before the step; learning rate ${rate}${of}`,
  byTheSchedule: (base: number, schedule: string) => ` (${base} by the schedule ${schedule})`,
  normsMeant: "Norms over each layer's weights (batch norm's γ): of the gradient as the optimizer took it, of what the step " +
    "changed, and of the weights after it.",
  causes: {
    data: "this batch's gradient", l1: "L1", l2: "L2", decay: "weight decay", memory: "the steps before", limit: "the limit of norms",
  },
  due: (value: string, cause: string) => `${value} by ${cause}`,
  theGradient: "The gradient g",
  meanLoss: "of the batch's mean loss, without penalties",
  theStep: (optimizer: string) => `The step of ${optimizer}`,
  beforeStep: "before the step",
  theLimit: "The limit of norms (maxNorm)",
  inAll: (change: string) => `In all Δw = ${change}`,
  ofIt: (shares: string) => `  of it ${shares}`,

  // inspect
  kinds: { network: "a trained network", checkpoint: "a checkpoint", arrays: "arrays", onnx: "an ONNX model" },
  bytes: (number: number) => grouped(number, "byte"),
  parameters: (number: number) => grouped(number, "parameter"),
  allParameters: "in all",
  badLine: (file: string, line: number, reason: string) => `${file}: line ${line} ${reason}`,
};

export type Texts = typeof en;
