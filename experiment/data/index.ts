/** usagi-nn/data: readers of files and made sets, for Node and browsers. Nothing is sent anywhere. */
import type { IdxOptions } from "./idx.ts";
import { idxTable, openIdx } from "./idx.ts";
import type { Table } from "./table.ts";

export type { Coding, Feature, TargetScale } from "./coding.ts";
export { formatCoding, inOwnUnits, parseCoding } from "./coding.ts";
export type { CsvSet, CsvSetOptions } from "./csv.ts";
export { readCsv, readCsvRows } from "./csv.ts";
export type { IdxOptions } from "./idx.ts";
export { readMapping } from "./idx.ts";
export type { ImageOptions, PictureFile } from "./images.ts";
export { imageTables as readImages } from "./images.ts";
export { makeSet } from "./made.ts";
export type { MadeName, MadeOptions } from "./made-sets.ts";
export { madeNames } from "./made-sets.ts";
export type { MnistOptions } from "./mnist.ts";
export { loadMnist } from "./mnist.ts";
export type { NpzOptions } from "./npz.ts";
export { npzTables as readNpz } from "./npz.ts";
export type { Limits, Tables } from "./prepare.ts";
export { datasetOf, datasetsOf, scaledTable, standardize, standardizeTargets } from "./prepare.ts";
export type { ColumnName, CsvOptions } from "./sheet.ts";
export { csvText } from "./sheet.ts";
export { split } from "./split.ts";
export type { Table } from "./table.ts";

/** A file's name, for messages, and its bytes. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Images and labels in two IDX files, raw or gzipped, as a table: bytes are pixels, other numbers stay as they are.
 * @throws UsagiError that names the file, row and column, the value, and what is allowed.
 */
export async function readIdx(images: NamedBytes, labels: NamedBytes, options: IdxOptions = {}): Promise<Table> {
  return idxTable(await openIdx(images.name, images.bytes, "images"), await openIdx(labels.name, labels.bytes, "labels"), options);
}
