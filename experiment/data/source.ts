/** From what a reader gives to the rows of an experiment, and what networks of it need to be fed other data: for all kinds of data alike. */
import type { ResolvedDataset } from "../dataset-schema.ts";
import type { Coding } from "./coding.ts";
import { type Limits, requireAlike, standardized, type TableNames, type Tables, trainingRows } from "./prepare.ts";
import { isShare } from "./split.ts";

/** What is read of files, or made, before it is known how much of it is used. */
export interface Source extends Tables {
  /** Where the rows come from, for messages. */
  readonly names: TableNames;
  readonly coding?: Coding;
  /** Sentences on what is valid but probably a mistake. */
  readonly warnings?: readonly string[];
}

export interface PreparedSource {
  readonly tables: Tables;
  /** What the experiment says of them, for `datasetsOf`. */
  readonly limits: Limits;
  /** None of images whose classes are numbers: those are fed as they are. */
  readonly coding?: Coding;
}

/** @throws UsagiError where training and test rows do not go together, or fewer are there than the experiment asks for. */
export function prepareSource(dataset: ResolvedDataset, source: Source): PreparedSource {
  requireAlike(source, source.names);
  const { test, ...common } = dataset;
  // A share is the reader's business.
  const limits = { ...common, ...(typeof test === "number" && !isShare(test) && { test }) };
  const rowsInUse = limits.train ?? trainingRows(source, limits);
  const tables = standardized(dataset, source, rowsInUse);
  const coding = codingOf(dataset, tables, source.coding);
  return { tables, limits, ...(coding && { coding }) };
}

/** Readers of CSV files and of pictures give theirs themselves. */
function codingOf(
  dataset: ResolvedDataset, { train, features }: ReturnType<typeof standardized>, coding: Coding | undefined,
): Coding | undefined {
  const { name } = dataset;
  if (name === "csv" || name === "images") return coding;
  const { classNames, targetNames, targetScales, image, features: names } = train;
  const ofColumns = features ?? (image || !names ? undefined : names.map((column) => ({ name: column, mean: 0, deviation: 1 })));
  const arrays = name === "npz" ? arraysOf(dataset) : undefined;
  if (!classNames && !targetNames && !targetScales && !ofColumns && !arrays) return undefined;
  return {
    kind: name === "idx" || name === "mnist" ? "idx" : name === "npz" ? "npz" : "made",
    ...(ofColumns && { features: ofColumns }), ...(classNames && { classNames }), ...(targetNames && { targetNames }),
    ...(targetScales && { targetScales }), ...(arrays && { arrays }),
  };
}

/** What an experiment calls the arrays of a .npz file, where it says it. */
function arraysOf({ features, label, target }: Extract<ResolvedDataset, { name: "npz" }>): Coding["arrays"] {
  const given = { ...(features !== undefined && { features }), ...(label !== undefined && { label }), ...(target !== undefined && { target }) };
  return Object.keys(given).length > 0 ? given : undefined;
}
