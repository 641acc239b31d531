/** What an experiment file may say of its data set: MNIST, files of the user's, or a made set. */
import * as z from "zod";
import { type MadeName, madeNames, madeSets } from "./data/made-sets.ts";
import { decimals } from "./data/numbers.ts";
import { either, list, nameError, option, options, record, text, whole } from "./fields.ts";
import { lostBackslashes } from "./mistakes.ts";
import { defaults, labelNoise } from "./options.ts";
import { oneOf } from "./suggest.ts";

const mostRows = 10_000_000;
const count = (about: string) => whole({ min: 1, max: mostRows, about }).exactOptional();

/** What holds for every data set. */
const common = {
  validation: count("How many training rows, the last, are set aside: the network never trains on them, and choices look at them."),
  labelNoise: option(labelNoise).exactOptional() as z.ZodExactOptional<z.ZodType<number, number>>,
};
const limits = {
  train: count("How many training rows are used, from the first on; default all."),
  test: count("How many test rows are used, from the first on; default all."),
  ...common,
};
/** Of files whose rows are shuffled first. */
const ofShuffled = {
  train: count("How many training rows are used, from the first of their shuffled order on; default all."),
  ...common,
  seed: whole({ min: 0, max: Number.MAX_SAFE_INTEGER, default: 0, about: "Of the order of the rows, and so of which ones test." }).exactOptional(),
};

const path = (what: string) => text(4096, `${what}; a relative path starts at the experiment file.`, lostBackslashes);
const ofShare = { kind: "number", min: 0, minExcluded: true, max: 1, maxExcluded: true, about: "The share of the rows to test on." } as const;
const share = option({ ...ofShare, default: 0.2 }) as z.ZodType<number, number>;
const testPart = (beside: string) =>
  either([share, text(4096, `${beside} beside path.`, lostBackslashes)], "a share between 0 and 1, or a path from where path is", {
    about: "What to test on: a share of the rows, or others.", default: 0.2,
  }).exactOptional() as z.ZodExactOptional<z.ZodType<number | string, number | string>>;

const columnForm = "the name of a column, or its number from 1 on";
const column = (about: string) =>
  either([text(1000, "Its name."), whole({ min: 1, max: 100_000, about: "Its number." })], columnForm, { about }) as
    z.ZodType<string | number, string | number>;
const columns = (about: string) => list(column("A column."), 1, 1000, { description: about });
const oneOrMore = (about: string) =>
  either([text(1000, "Its name."), whole({ min: 1, max: 100_000, about: "Its number." }), columns("Several.")], `${columnForm}, or a list of these`, { about }) as
    z.ZodType<string | number | (string | number)[], string | number | (string | number)[]>;
const flag = (about: string, value?: boolean) =>
  option({ kind: "boolean", about, ...(value !== undefined && { default: value }) }).exactOptional() as z.ZodExactOptional<z.ZodType<boolean, boolean>>;
const word = <const Choice extends string>(choices: readonly Choice[], about: string) =>
  option({ kind: "choice", choices, default: choices[0]!, about }).exactOptional() as unknown as z.ZodExactOptional<z.ZodType<Choice, Choice>>;
const standardize = (value: boolean) =>
  flag("Whether numbers are made (value − mean) ÷ deviation, by the training rows in use.", value);

const standardizeTargets =
  flag("Whether targets are made (value − mean) ÷ deviation, by the training rows in use; what is predicted is in their own units.", false);

/** A rule that asks for one of two keys. */
const oneOfTwo = "needs a label (the column of the class) or a target (of the numbers to predict), and not both";

const fileSets = {
  mnist: record({ name: z.literal("mnist"), ...limits }, "MNIST, with limits."),
  idx: record(
    {
      name: z.literal("idx"),
      path: path("Folder with four IDX files (two, of which test is a share), named as those of MNIST, EMNIST or QMNIST are, raw or .gz"),
      set: text(100, "Which of several sets in the folder, such as \"emnist-letters\": what the files' names begin with.").exactOptional(),
      transposed: flag("Whether rows and columns of the images are exchanged; default whether the set is one of EMNIST."),
      standardize: standardize(false),
      standardizeTargets,
      ...limits,
      test: either([option(ofShare), whole({ min: 1, max: mostRows, about: "Test rows." })], "a number of rows, or a share between 0 and 1", {
        about: "How many test rows are used, from the first on; default all. Or, of two files alone, the share of their rows to test on.",
      }).exactOptional() as z.ZodExactOptional<z.ZodType<number, number>>,
      seed: whole({ min: 0, max: Number.MAX_SAFE_INTEGER, default: 0, about: "Of a share to test on: of the order of the rows." }).exactOptional(),
    },
    "Rows and labels in IDX files, of bytes, whole numbers or floats: any size, up to 256 classes.",
  ),
  csv: record(
    {
      name: z.literal("csv"),
      path: path("The CSV file"),
      label: column("The column of the class.").exactOptional(),
      target: oneOrMore("The column, or the columns, of the numbers to predict, in place of label.").exactOptional(),
      test: testPart("Another CSV file with the same columns,"),
      header: flag("Whether the first line names the columns; default whether none of its values is a number."),
      delimiter: text(1, "What stands between values; default what the first lines have of comma, semicolon, tab and |.").exactOptional(),
      categorical: columns("Columns that are categories although their values are numbers.").exactOptional(),
      ignore: columns("Columns that are not used.").exactOptional(),
      missing: word(["error", "mean"], "What to do where a value is missing: it is an error, or the mean stands for it."),
      decimal: word(decimals, "What stands before the decimals of a number."),
      standardize: standardize(true),
      standardizeTargets,
      ...ofShuffled,
    },
    "Rows of a CSV file: numbers, and categories as an input each.",
  )
    .refine(({ label, target }) => (label === undefined) !== (target === undefined), { error: oneOfTwo, path: ["label"] })
    .meta({ oneOf: [{ required: ["label"] }, { required: ["target"] }] }),
  images: record(
    {
      name: z.literal("images"),
      path: path("Folder with a folder for each class, in which its PNG and JPEG pictures are"),
      test: testPart("Another such folder,"),
      size: either(
        [
          whole({ min: 1, max: 255, about: "Pixels of a side." }),
          z.tuple([whole({ min: 1, max: 65535, about: "Rows." }), whole({ min: 1, max: 65535, about: "Columns." })]),
        ],
        "the pixels of a side, or [rows, columns]", { about: "What pictures are made.", default: 28 },
      ).exactOptional(),
      prepare: word(["fit", "mnist"], "Whether a picture is fitted into the size, or made to look as MNIST's digits do."),
      invert: flag("Whether pictures are dark on light.", false),
      ...ofShuffled,
    },
    "Pictures in folders named by class, made grey, fitted and centred.",
  ),
  npz: record(
    {
      name: z.literal("npz"),
      path: path("NumPy's .npz file"),
      features: text(200, "The array of the inputs: itself, or with _train and _test after it. Default x.").exactOptional(),
      label: text(200, "The array of the classes, likewise. Default y.").exactOptional(),
      target: text(200, "The array of the numbers to predict, in place of label.").exactOptional(),
      test: share.exactOptional(),
      standardize: standardize(false),
      standardizeTargets,
      ...ofShuffled,
    },
    "Arrays of a .npz file, such as Keras' mnist.npz.",
  )
    .refine(({ label, target }) => label === undefined || target === undefined, { error: "stands beside label; give one of the two", path: ["target"] })
    .meta({ not: { required: ["label", "target"] } }),
};

const made = madeNames.map((name) => {
  const { about, options: rules } = madeSets[name];
  return record({ name: z.literal(name), ...options(rules), ...common }, about);
});

type FileSets = typeof fileSets;
type Made = { name: MadeName; validation?: number; labelNoise?: number } & Partial<Record<"train" | "test" | "seed" | "noise" | "classes" | "features", number>>;
type Dataset = { [Name in keyof FileSets]: z.input<FileSets[Name]> }[keyof FileSets] | Made;

const fileNames = Object.keys(fileSets) as (keyof FileSets)[];
export const datasetNames = [...fileNames, ...madeNames] as const;

/** Those that need nothing but their name. */
const words = ["mnist", ...madeNames] as const;

const [first, ...others] = [...Object.values(fileSets), ...made];
export const dataset = either(
  [z.enum(words), z.discriminatedUnion("name", [first!, ...others] as never, { error: nameError(datasetNames) })],
  `${oneOf(words)}, or an object with a name: one of these, ${oneOf(fileNames.slice(1))}`,
  { about: "The data.", default: defaults.dataset },
  words,
) as unknown as z.ZodType<(typeof words)[number] | Dataset, (typeof words)[number] | Dataset>;

/** A data set of an experiment, with every default that changes what it is. */
export type ResolvedDataset = Exclude<Dataset, Made> | (Made & Record<"train" | "test" | "seed" | "noise", number>);
