/** From tables to data sets: how many rows are in use, which are set aside, wrong labels, standardized inputs. */
import { Dataset } from "../../bindings/dataset.ts";
import { UsagiError } from "../../bindings/errors.ts";
import type { Data } from "../evaluation.ts";
import { withLabelNoise } from "../label-noise.ts";
import type { Coding, Feature } from "./coding.ts";
import { momentsOf, scaled, scaledTarget, targetScaleOf } from "./encode.ts";
import { bad, requireTargets, type Table } from "./table.ts";

/** Rows to train and to test on, as a reader gives them. */
export interface Tables {
  readonly train: Table;
  readonly test: Table;
}

/** What an experiment says of any data set. */
export interface Limits {
  /** How many training rows are used, from the first on. Default all that are not set aside. */
  readonly train?: number | undefined;
  readonly test?: number | undefined;
  /** How many training rows, the last, are set aside. */
  readonly validation?: number | undefined;
  /** Share of the training rows in use whose label is replaced by another. */
  readonly labelNoise?: number | undefined;
}

/** What rows are called in messages. */
export const nounOf = ({ image }: Table) => (image ? "image" : "row");

/** The files that tables come from; `testLabels` where labels have one of their own. */
export interface TableNames {
  readonly train: string;
  readonly test: string;
  readonly testLabels?: string;
}

/** @throws UsagiError where training and test rows do not go together. */
export function requireAlike({ train, test }: Tables, names: TableNames): void {
  const sizeOf = ({ image, inputs }: Table) => (image ? `${image.rows} × ${image.columns}` : String(inputs));
  if (sizeOf(train) !== sizeOf(test)) {
    const [what, unit] = train.image ? ["images differ in size", " pixels"] : ["rows differ in size", " inputs"];
    throw new UsagiError(`the ${what}: ${names.train} of ${sizeOf(train)}, ${names.test} of ${sizeOf(test)}${unit}`);
  }
  if (train.outputs !== test.outputs) {
    const answers = ({ outputs }: Table) => (outputs === undefined ? "labels" : `${outputs} targets a row`);
    throw new UsagiError(`${names.train} has ${answers(train)}, ${names.test} ${answers(test)}`);
  }
  const { classes = 0 } = train;
  const over = test.labels?.findIndex((label) => label >= classes) ?? -1;
  if (over >= 0) throw bad(names.testLabels ?? names.test, `has a label ${test.labels![over]}; the training labels go up to ${classes - 1}`);
}

/** How many rows are trained on. @throws UsagiError where `validation` leaves too few. */
export function trainingRows({ train: table }: Tables, { train, validation }: Limits): number {
  const first = table.size - (validation ?? 0);
  if (validation !== undefined && first < (train ?? 1)) {
    const others = train === undefined ? "at least 1" : `the ${train}`;
    throw new UsagiError(
      `dataset.validation = ${validation}: with ${others} to train on, that is more than the ${table.size} training ${nounOf(table)}s`,
    );
  }
  return first;
}

/**
 * The data sets of two tables. With `shared` their memory can be handed to threads.
 * @throws UsagiError that names the limit that the tables do not reach.
 */
export function datasetsOf(tables: Tables, limits: Limits = {}, shared = false): Data {
  const { train, test, validation, labelNoise = 0 } = limits;
  const first = trainingRows(tables, limits);
  if (labelNoise > 0 && !tables.train.labels) {
    throw new UsagiError(`dataset.labelNoise = ${labelNoise}: the data set has no labels; leave it out`);
  }
  const make = (table: Table, option: string, count: number, from = 0, noise = 0) => {
    if (count > table.size) throw new UsagiError(`dataset.${option} = ${count}: the data set has ${table.size} such ${nounOf(table)}s`);
    return datasetOf(rowsOf(table, from, count), noise, shared);
  };
  return {
    train: make(tables.train, "train", train ?? first, 0, labelNoise),
    test: make(tables.test, "test", test ?? tables.test.size),
    ...(tables.train.targetScales && { targetScales: tables.train.targetScales }),
    ...(validation !== undefined && { validation: make(tables.train, "validation", validation, first) }),
  };
}

/** Some rows of a table, over the same memory. */
function rowsOf(table: Table, from: number, size: number): Table {
  const { pixels, rows, labels, targets, inputs, outputs = 0 } = table;
  const part = <Values extends Uint8Array | Float32Array>(values: Values, width: number) =>
    values.subarray(from * width, (from + size) * width) as Values;
  return {
    ...table, size,
    ...(pixels && { pixels: part(pixels, inputs) }), ...(rows && { rows: part(rows, inputs) }),
    ...(labels && { labels: part(labels, 1) }), ...(targets && { targets: part(targets, outputs) }),
  };
}

/** A table as a data set. @throws UsagiError where it has neither labels nor targets. */
export function datasetOf({ inputs, image, pixels, rows, labels, classes = 0, targets, outputs = 0 }: Table, labelNoise = 0, shared = false): Dataset {
  const answers = labels ? { labels: withLabelNoise(labels, classes, labelNoise), classes } : targets && { targets, outputs };
  if (!answers) throw new UsagiError("the table has neither labels nor targets, which a data set needs");
  return pixels
    ? Dataset.fromImages({ images: pixels, inputs, image, shared, ...answers })
    : Dataset.fromRows({ rows: rows!, inputs, image, shared, ...answers });
}

/** Tables whose inputs are standardized by those of the training rows in use, and by what. */
export function standardize({ train, test }: Tables, rowsInUse: number): Tables & { features: Feature[] } {
  if (!train.rows) throw new UsagiError("dataset.standardize = true: pixels are bytes, which a network sees as pixel / 255; leave it out");
  const { inputs, rows } = train;
  const inUse = firstRows(rowsInUse);
  const names = train.features ?? Array.from({ length: inputs }, (_, i) => `input ${i}`);
  const features = names.map((name, i) => ({ name, ...momentsOf(inUse, (row) => rows[row * inputs + i]!, true) }));
  const coding = { features };
  return { train: scaledTable(train, coding), test: scaledTable(test, coding), features };
}

const firstRows = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);

/** Tables whose targets are standardized by those of the training rows in use: the tables say by what. */
export function standardizeTargets({ train, test }: Tables, rowsInUse: number): Tables {
  const { targets, outputs } = train;
  requireTargets(outputs);
  const inUse = firstRows(rowsInUse);
  const targetScales = Array.from({ length: outputs! }, (_, k) => targetScaleOf(inUse, (row) => targets![row * outputs! + k]!));
  return { train: scaledTable(train, { targetScales }), test: scaledTable(test, { targetScales }) };
}

/** What a data set of IDX or .npz files asks of its tables; what is asked of CSV files is done as they are read. */
export function standardized(
  { name, standardize: inputs, standardizeTargets: targets }: { name: string; standardize?: boolean; standardizeTargets?: boolean }, tables: Tables, rowsInUse: number,
): Tables & { features?: Feature[] } {
  if (name === "csv") return tables;
  const scaledInputs = inputs ? standardize(tables, rowsInUse) : tables;
  return targets ? { ...scaledInputs, ...standardizeTargets(scaledInputs, rowsInUse) } : scaledInputs;
}

/** A table's numbers and targets as the data that a network was trained on were standardized; bytes stay as they are. */
export function scaledTable(table: Table, { features, targetScales }: Pick<Coding, "features" | "targetScales"> = {}): Table {
  const { rows, inputs, targets, outputs } = table;
  return {
    ...table,
    ...(rows && features?.length === inputs && {
      rows: Float32Array.from(rows, (value, i) => {
        const feature = features[i % inputs]!;
        return "categories" in feature ? value : scaled(value, feature);
      }),
    }),
    ...(targets && targetScales && targetScales.length === outputs && {
      targets: Float32Array.from(targets, (value, i) => scaledTarget(value, targetScales[i % outputs])), targetScales,
    }),
  };
}
