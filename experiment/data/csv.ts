/** CSV files as rows to train and to test on. */
import { show } from "../../bindings/errors.ts";
import type { Coding } from "./coding.ts";
import { encodeSheet, featuresOf, targetScalesOf, type UnknownCategory } from "./encode.ts";
import { type CsvOptions, type KnownColumns, readSheet, type Sheet } from "./sheet.ts";
import { shuffled, splitOrder } from "./split.ts";
import { orderOfClasses, requireClasses, requireTargets, bad, type Table } from "./table.ts";

/** The classes of a sheet in order. @throws UsagiError where there are too many: those are numbers to predict. */
function classesOf({ name, columns, label }: Sheet): string[] | undefined {
  if (label === undefined) return undefined;
  const { texts } = columns.find((column) => column.name === label)!.values as { texts: readonly string[] };
  requireClasses(name, texts.length, `: where column ${show(label)} is a number to predict, call it target in place of label`);
  return orderOfClasses(texts);
}

export interface CsvSet {
  readonly train: Table;
  readonly test: Table;
  /** What a network needs to be fed other rows. */
  readonly coding: Coding;
  /** Sentences on what is valid but probably a mistake. */
  readonly warnings: readonly string[];
}

export interface CsvSetOptions extends CsvOptions {
  /** A second file to test on, or a share of the rows. Default 0.2. */
  readonly test?: { readonly name: string; readonly text: string } | number | undefined;
  /** Of the order that the training rows are used in, and of what is tested on. Default 0. */
  readonly seed?: number | undefined;
  /** Whether numbers are standardized. Default true. */
  readonly standardize?: boolean | undefined;
  /** Whether targets are. Default false. */
  readonly standardizeTargets?: boolean | undefined;
  /** How many of the training rows are in use, from the first of their order on, and how many of the last are set aside. */
  readonly train?: number | undefined;
  readonly validation?: number | undefined;
}

/**
 * A CSV file as rows to train and to test on. What is standardized and which categories there are, the rows in use to
 * train on say alone.
 * @throws UsagiError that names file, line and column, the value, and what is allowed.
 */
export function readCsv(name: string, text: string, options: CsvSetOptions): CsvSet {
  const { test = 0.2, seed = 0, standardize = true, standardizeTargets = false, validation = 0 } = options;
  const sheet = readSheet(name, text, options);
  const share = typeof test === "number";
  if (share && sheet.size < 2) throw bad(name, "has a single row, of which none is left to test on");
  const order = share ? splitOrder(sheet.size, test, seed) : { train: shuffled(sheet.size, seed) };
  const inUse = order.train.subarray(0, Math.min(options.train ?? Infinity, Math.max(1, order.train.length - validation)));
  const classNames = classesOf(sheet);
  if (standardizeTargets) requireTargets(sheet.targets.length);
  const coding: Coding = {
    kind: "csv", header: sheet.header, features: featuresOf(sheet, inUse, standardize, options.missing === "mean"),
    ...(classNames && { label: sheet.label!, classNames }), ...(sheet.targets.length > 0 && { targetNames: sheet.targets }),
    ...(standardizeTargets && { targetScales: targetScalesOf(sheet, inUse) }),
    ...(options.delimiter !== undefined && { delimiter: options.delimiter }), ...(options.missing && { missing: options.missing }),
    ...(options.decimal === "," && { decimal: options.decimal }),
  };
  const unknown = new UnknownCategories();
  const testSheet = share ? sheet : readSheet(test.name, test.text, options, knownOf(coding));
  return {
    train: encodeSheet(sheet, order.train, coding, unknown.in(name)),
    test: encodeSheet(testSheet, "test" in order ? order.test : testSheet.lines.map((_, row) => row), coding, unknown.in(testSheet.name)),
    coding, warnings: [...constantWarnings(name, coding), ...unknown.warnings],
  };
}

const mostNamed = 5;

function constantWarnings(name: string, { features = [] }: Coding): string[] {
  const names = features.flatMap((feature) => ("deviation" in feature && feature.deviation === 0 ? [show(feature.name)] : []));
  if (names.length === 0) return [];
  if (names.length === 1) return [`${name}: column ${names[0]} has one value in all training rows, so it says nothing; its input is 0`];
  const others = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : "";
  return [`${name}: columns ${names.slice(0, mostNamed).join(", ")}${others} have one value each in all training rows, so they say nothing; their inputs are 0`];
}

/** Categories that no training row has: a sentence for each column, however many there are. */
class UnknownCategories {
  readonly #found = new Map<string, { file: string; first: UnknownCategory; count: number }>();

  /** What is called with each of a file. */
  in(file: string): (category: UnknownCategory) => void {
    return (category) => {
      const key = JSON.stringify([file, category.column]);
      const { first, count } = this.#found.get(key) ?? { first: category, count: 0 };
      this.#found.set(key, { file, first: category.line < first.line ? category : first, count: count + 1 });
    };
  }

  get warnings(): string[] {
    return Array.from(this.#found.values(), ({ file, first: { line, column, value }, count }) => {
      const [others, whose] = count > 1 ? [`, nor ${count - 1} other${count > 2 ? "s" : ""} of the column`, "their"] : ["", "its"];
      return `${file}: line ${line}, column ${show(column)}: no training row has ${show(value)}${others}, so ${whose} inputs are all 0`;
    });
  }
}

/** What a coding says of a file's columns. */
export function knownOf({ features = [], label, targetNames, header = true }: Coding): KnownColumns {
  return { features, header, ...(label !== undefined && { label }), ...(targetNames && { targets: targetNames }) };
}

/**
 * Other rows, as a network was fed its training rows: columns are found by name, those that are not needed are left out.
 * @param answers Whether the rows have classes or targets, which are read then.
 * @throws UsagiError as `readCsv` does.
 */
export function readCsvRows(name: string, text: string, coding: Coding, answers = false): { table: ReturnType<typeof encodeSheet>; warnings: string[] } {
  const { features, header, label, targets } = knownOf(coding);
  if (answers && label === undefined && !targets) throw bad(name, "is a CSV file, and the network's data have no column of classes or targets");
  const known = { features, header, isSettled: true, ...(answers && { label, targets }) };
  const { delimiter, missing, decimal } = coding;
  const sheet = readSheet(name, text, { delimiter, missing, decimal }, known);
  const unknown = new UnknownCategories();
  const table = encodeSheet(sheet, sheet.lines.map((_, row) => row), coding, unknown.in(name));
  return { table, warnings: unknown.warnings };
}
