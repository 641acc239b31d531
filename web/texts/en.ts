// What the page says outside its rooms, in English; each room has texts of its own.

const count = (number: number) => ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"][number - 2] ?? String(number);

export const en = {
  title: "usagi-nn – watch neural networks learn",
  heading: "Watch neural networks learn",
  description:
    "Optimizers race on handwritten digits in your browser, live: the curves, the loss landscape, and why one is ahead. " +
    "Draw a digit and see what they say.",
  lead: (variants: number, optimizers: boolean, digits: boolean) => {
    const what = digits ? "handwritten digits" : "your data";
    if (variants === 1) return `A network learns ${what}, live in your browser.`;
    const how = optimizers ? `with ${count(variants)} optimizers` : `in ${count(variants)} variants`;
    return `One network learns ${what} ${how}, live in your browser.`;
  },
  skip: "Skip to the curves",
  languageChoice: "Language",
  footer:
    "Everything is computed on your machine, in WebAssembly. Nothing is sent anywhere, and once loaded the page " +
    "works without a network. The digits are MNIST (Y. LeCun, C. Cortes, C. J. C. Burges).",
  handbook: "Handbook",

  choose: "Choose an experiment",
  ownExperiment: (name: string) => `${name} (yours)`,
  lookFor: "What it shows",
  open: "Open a file…",
  orDrop: "an experiment or data of yours, or drop it anywhere",
  dropHere: "Drop it: an experiment, or data of yours",

  settings: "Settings",
  optimizers: {
    sgd: "SGD", momentum: "Momentum", nesterov: "Nesterov", adagrad: "AdaGrad", rmsprop: "RMSProp", adam: "Adam",
    adamw: "AdamW", nadam: "NAdam", radam: "RAdam", adamax: "Adamax", adadelta: "Adadelta", lion: "Lion",
  },
  schedule: "Schedule of the learning rate",

  again: "Try again",
  partMissing: "This part of the page could not be loaded. If trying again does not help, reload the page.",

  curves: "Curves",

  metrics: {
    trainAccuracy: "training", testAccuracy: "test accuracy", testLoss: "test loss",
    trainRmse: "training RMSE", testRmse: "test RMSE", testR2: "test R²", validationRmse: "validation RMSE", validationR2: "validation R²",
    validationAccuracy: "validation", validationLoss: "validation loss",
  },
  loss: "loss",
  nearZero: "near zero",
  progressOf: (name: string) => `Progress of ${name}`,
  ofIterations: (done: string, all: string) => `${done} of ${all}`,
  states: { waiting: "waiting", running: "training", paused: "paused", complete: "done", failed: "failed" },
  stoppedEarly: "stopped early",
  digestOf: (name: string) => `the digest of ${name}`,
  digestLater: "The digest of the weights comes with the first step.",
  digestNeedsSecurity: "Browsers compute the digest only for https or localhost.",
  copy: "Copy",
  copied: "Copied",
  copyByHand: "copy it from here",
  lookInto: "Look inside",

  bestSoFar: (name: string, metric: string, value: string, iteration: string) =>
    `Best so far: ${name} at iteration ${iteration}, ${metric} ${value}.`,
};

type Widened<T> = T extends string
  ? string
  : T extends (...args: infer Args) => string
    ? (...args: Args) => string
    : { [Key in keyof T]: Widened<T[Key]> };

/** What every language has to say. */
export type Texts = Widened<typeof en>;
