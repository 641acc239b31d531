/** Tables as data: the report draws them, and `--format` writes them for papers, from the same rows. */

export type Value = string | number | null | undefined;

export interface Cell {
  /** What people read. */
  text: string;
  /** What it says in full, for a CSV: a value for each of the column's `fields`. */
  values: readonly Value[];
}

export interface Column<Row> {
  head: string;
  align: "left" | "right";
  /** Columns of the CSV. */
  fields: readonly string[];
  cell: (row: Row) => Cell;
}

export interface Table {
  /** That of its files. */
  name: string;
  caption: string;
  columns: readonly Pick<Column<never>, "head" | "align" | "fields">[];
  /** Every row has a cell for each column. */
  rows: readonly (readonly Cell[])[];
}

/** A column of texts. @param shown What people read where it is not what the CSV has. */
export const textColumn = <Row>(
  head: string, field: string, of: (row: Row) => string, shown: (row: Row) => string = of,
): Column<Row> => ({ head, align: "left", fields: [field], cell: (row) => ({ text: shown(row), values: [of(row)] }) });

/** A column of one number, as it is shown and in full. */
export const numberColumn = <Row>(
  head: string, field: string, of: (row: Row) => Value, format: (row: Row) => string = (row) => String(of(row) ?? "–"),
): Column<Row> => ({ head, align: "right", fields: [field], cell: (row) => ({ text: format(row), values: [of(row)] }) });

/** A column of several numbers, which are read as one. */
export const numbersColumn = <Row>(
  head: string, fields: readonly string[], of: (row: Row) => readonly Value[], format: (row: Row) => string,
): Column<Row> => ({ head, align: "right", fields, cell: (row) => ({ text: format(row), values: of(row) }) });

export function makeTable<Row>(name: string, caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Table {
  return { name, caption, columns, rows: rows.map((row) => columns.map(({ cell }) => cell(row))) };
}
