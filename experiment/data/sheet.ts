/** Reads CSV files: columns of numbers and of texts, with the line of each row. */
import Papa from "papaparse";
import { show } from "../../bindings/errors.ts";
import { MAX_UNITS } from "../../bindings/parts/dense.ts";
import { decodeText, TextError } from "../decode-text.ts";
import { didYouMean, oneOf } from "../suggest.ts";
import type { Feature } from "./coding.ts";
import { type Decimal, hasDecimalComma, looksLikeNumber, numberRemedy, toNumber } from "./numbers.ts";
import { bad, maxCsvBytes, requireInputs } from "./table.ts";

/** Most values of a table: 8 bytes each while they are read. */
export const maxValues = 2 ** 27;
/** Rows whose values say whether a column is of numbers or of categories. */
const lookedAt = 1000;

/** What stands where a value is missing. */
const missingTexts = new Set(["", "NA", "N/A", "na", "n/a", "NaN", "nan", "null", "NULL", "?"]);

/** A column by its name in the header, or by its number from 1 on. */
export type ColumnName = string | number;

export interface CsvOptions {
  /** The column of the class of each row; or */
  readonly label?: ColumnName | undefined;
  /** that, or those, of the numbers to predict. */
  readonly target?: ColumnName | readonly ColumnName[] | undefined;
  /** Whether the first line names the columns. Default: whether none of its values is a number. */
  readonly header?: boolean | undefined;
  /** What stands between values. Default: what the first lines have of `,` `;` tab and `|`. */
  readonly delimiter?: string | undefined;
  /** Columns that are categories although their values are numbers. */
  readonly categorical?: readonly ColumnName[] | undefined;
  /** Columns that are not used. */
  readonly ignore?: readonly ColumnName[] | undefined;
  /** What to do where a value is missing: an error (default), or in its place the mean of the training rows. */
  readonly missing?: "error" | "mean" | undefined;
  /** What stands before the decimals of a number: a point (default), or a comma. */
  readonly decimal?: Decimal | undefined;
}

/** A column of numbers (NaN where one is missing), or of texts (numbers of `texts`; −1 where one is missing). */
type Values = { readonly numbers: Float64Array } | { readonly texts: readonly string[]; readonly codes: Int32Array };

export interface Column {
  readonly name: string;
  readonly values: Values;
}

/** A CSV file as it is read, before its values are made inputs of a network. */
export interface Sheet {
  readonly name: string;
  readonly size: number;
  readonly columns: readonly Column[];
  /** The line that a row begins in. */
  readonly lines: Uint32Array;
  /** What the last column of `columns` that is a class is called; the columns of targets. */
  readonly label?: string;
  readonly targets: readonly string[];
}

/** What is known of a file's columns from another one: of the training part when the test file is read. */
export interface KnownColumns {
  readonly features: readonly Feature[];
  readonly label?: string | undefined;
  readonly targets?: readonly string[] | undefined;
  readonly header: boolean;
  /** Whether it is a trained network's, so that how numbers are read is settled. */
  readonly isSettled?: boolean;
}

export const isMissing = (text: string) => missingTexts.has(text.trim());

/** The text of a file. @throws UsagiError where it is too large, or no text. */
export function csvText(name: string, bytes: Uint8Array): string {
  if (bytes.length > maxCsvBytes) throw bad(name, `has ${bytes.length} bytes; a CSV file has at most ${maxCsvBytes}`);
  try {
    return decodeText(bytes, 'is no text in UTF-8 or UTF-16; save it as UTF-8, in Excel as "CSV UTF-8"');
  } catch (error) {
    throw error instanceof TextError ? bad(name, error.message) : error;
  }
}

const firstLines = { preview: 10, skipEmptyLines: "greedy" } as const;

/** What the first lines have between their values; a comma where they have one value each. */
export function delimiterOf(text: string): string {
  const [comma, ...others] = [",", ";", "\t", "|"] as const;
  const { meta: { delimiter } } = Papa.parse(text, { ...firstLines, delimitersToGuess: [comma, ...others] });
  // Commas of decimals, as in 1,5;2,5: they may be in every line, too.
  const separates = (other: string) => {
    const { data } = Papa.parse<string[]>(text, { ...firstLines, delimiter: other });
    return data.every(({ length }) => length > 1 && length === data[0]!.length) && data.flat().some(hasDecimalComma);
  };
  return (delimiter === comma && others.find(separates)) || delimiter;
}

/** Calls `use` with the fields of every row that is not empty, and the line that it begins in. */
export function eachRow(name: string, text: string, delimiter: string, use: (fields: string[], line: number) => void): void {
  let line = 1;
  Papa.parse<string[]>(text, {
    delimiter,
    step({ data: fields, errors: [error], meta: { linebreak } }) {
      const at = line;
      line++;
      // A quoted field may have line breaks of its own.
      const breakEnd = linebreak === "\r" ? "\r" : "\n";
      for (const field of fields) if (field.includes(breakEnd)) line += field.split(breakEnd).length - 1;
      if (fields.length === 1 && fields[0]!.trim() === "") return;
      if (error?.type === "Quotes") {
        throw bad(`${name}: line ${at}`, `${error.message.toLowerCase()}; a quote within quotes is written twice: ""`);
      }
      use(fields, at);
    },
  });
}

/** How values are read. */
interface Reading {
  readonly mayMiss: boolean;
  readonly decimal: Decimal;
  /** Whether the options may be changed; not where other rows are fed to a trained network. */
  readonly mayChoose: boolean;
}

/** A column that values are added to. */
class Collected {
  readonly name: string;
  readonly number: number;
  readonly #texts: Map<string, number> | undefined;
  #numbers = new Float64Array(1024);
  #codes = new Int32Array(1024);

  constructor(name: string, number: number, isText: boolean) {
    this.name = name;
    this.number = number;
    this.#texts = isText ? new Map() : undefined;
  }

  /** @throws UsagiError where the value is neither missing nor what the column has. */
  add(at: string, row: number, field: string, { mayMiss, decimal, mayChoose }: Reading, isAnswer: boolean): void {
    const missing = isMissing(field);
    const place = `${at}, column ${this.name === "" ? this.number + 1 : show(this.name)}`;
    if (missing && isAnswer) throw bad(place, `the value is missing (${show(field)}), which is to be predicted: fill it in, or take the line out`);
    if (missing && !mayMiss) {
      throw bad(place, `the value is missing (${show(field)}); fill it in, leave the column out with ignore, or take the mean with "missing": "mean"`);
    }
    if (this.#texts) {
      if (row === this.#codes.length) this.#codes = grown(this.#codes, Int32Array);
      this.#codes[row] = missing ? -1 : codeOf(this.#texts, field.trim());
      return;
    }
    if (row === this.#numbers.length) this.#numbers = grown(this.#numbers, Float64Array);
    const value = missing ? NaN : toNumber(field, decimal);
    if (!missing && Number.isNaN(value)) throw bad(place, `${show(field)} is no number; ${numberRemedy(field, decimal, mayChoose)}`);
    this.#numbers[row] = value;
  }

  end(size: number): Column {
    const { name } = this;
    return this.#texts
      ? { name, values: { texts: [...this.#texts.keys()], codes: this.#codes.slice(0, size) } }
      : { name, values: { numbers: this.#numbers.slice(0, size) } };
  }
}

function grown<Values extends Float64Array | Int32Array>(values: Values, make: new (length: number) => Values): Values {
  const larger = new make(2 * values.length);
  larger.set(values);
  return larger;
}

function codeOf(texts: Map<string, number>, text: string): number {
  const known = texts.get(text);
  if (known !== undefined) return known;
  texts.set(text, texts.size);
  return texts.size - 1;
}

/** The place of a column that is given by name or number. @throws UsagiError that lists the names there are. */
function placeOf(name: string, option: string, given: ColumnName, names: readonly string[]): number {
  if (typeof given === "number") {
    if (given >= 1 && given <= names.length) return given - 1;
    throw bad(name, `${option} is column ${given}; there are ${names.length}, counted from 1`);
  }
  const place = names.indexOf(given);
  if (place >= 0) return place;
  const listed = names.length > 30 ? `${names.slice(0, 30).map(show).join(", ")}, …` : names.map(show).join(", ");
  throw bad(name, `has no column ${show(given)} (${option}); there are ${listed}${didYouMean(given, names)}`);
}

const listOf = (given: CsvOptions["target"]): readonly ColumnName[] =>
  given === undefined ? [] : Array.isArray(given) ? (given as readonly ColumnName[]) : [given as ColumnName];

/** How the columns of a file are to be read. */
interface Plan {
  readonly columns: Collected[];
  readonly label?: string;
  readonly targets: readonly string[];
}

/** By what the options say and what most of the first values are. */
function planOf(name: string, names: string[], first: readonly string[][], options: CsvOptions): Plan {
  const { label, categorical = [], ignore = [], decimal } = options;
  const place = (option: string) => (given: ColumnName) => placeOf(name, option, given, names);
  const targets = listOf(options.target).map(place("target"));
  if ((label === undefined) === (targets.length === 0)) {
    throw bad(name, `needs a label (the column of the class) or a target (of numbers to predict); its columns are ${oneOf(names.slice(0, 30))}`);
  }
  const labelPlace = label === undefined ? -1 : place("label")(label);
  const ofTexts = new Set([labelPlace, ...categorical.map(place("categorical"))]);
  const left = new Set(ignore.map(place("ignore")));
  const answers = [labelPlace, ...targets].filter((column) => column >= 0);
  const ignored = answers.find((column) => left.has(column));
  if (ignored !== undefined) throw bad(name, `column ${show(names[ignored])} is to be predicted and in ignore as well; take it out of one`);
  const twice = targets.find((column, i) => targets.indexOf(column) < i);
  if (twice !== undefined) throw bad(name, `target has column ${show(names[twice])} twice`);
  const both = targets.find((column) => ofTexts.has(column));
  if (both !== undefined) throw bad(name, `column ${show(names[both])} is a number to predict and in categorical as well; where it is a class, call it label in place of target`);
  const isText = (column: number) => {
    if (ofTexts.has(column)) return true;
    if (targets.includes(column)) return false;
    const values = first.map((fields) => fields[column] ?? "").filter((field) => !isMissing(field));
    const texts = values.filter((field) => !looksLikeNumber(field, decimal));
    return texts.length > values.length / 2;
  };
  const used = names.map((_, column) => column).filter((column) => !left.has(column));
  return {
    columns: used.map((column) => new Collected(names[column]!, column, isText(column))),
    ...(labelPlace >= 0 && { label: names[labelPlace]! }),
    targets: targets.map((column) => names[column]!),
  };
}

/** As another file of the same columns was read: found by name, in whatever order; what is not needed is left out. */
function knownPlan(name: string, names: string[], { features, label, targets = [] }: KnownColumns): Plan {
  const collect = (column: string, isText: boolean) => new Collected(column, placeOf(name, "of the network's inputs", column, names), isText);
  return {
    columns: [
      ...features.map((feature) => collect(feature.name, "categories" in feature)),
      ...(label === undefined ? [] : [collect(label, true)]), ...targets.map((target) => collect(target, false)),
    ],
    ...(label !== undefined && { label }), targets,
  };
}

/** The names of the columns, by the first line or by their numbers. @param header Whether it names them; default whether none is a number. */
export function namesOf(
  name: string, fields: readonly string[], line: number, decimal: Decimal, header = !fields.some((field) => looksLikeNumber(field, decimal)),
) {
  if (!header) return { header, names: fields.map((_, i) => `column ${i + 1}`) };
  const names = fields.map((field) => field.trim());
  const twice = names.find((column, i) => names.indexOf(column) < i);
  if (twice !== undefined) {
    const [first, second] = names.flatMap((column, i) => (column === twice ? [i + 1] : []));
    throw bad(`${name}: line ${line}`, `names columns ${first} and ${second} both ${show(twice)}; every column needs a name of its own: rename one`);
  }
  return { header, names };
}

/** @throws UsagiError where a line has not as many values as the first one. */
export function requireValues(name: string, fields: readonly string[], line: number, first: number, delimiter: string, decimal: Decimal): void {
  if (fields.length === first) return;
  const counts = `has ${fields.length} value${fields.length === 1 ? "" : "s"}, the first line ${first}`;
  const cut = fields.map((_, i) => fields.slice(i, i + 2).join(",")).find(hasDecimalComma);
  const remedy = fields.length < first || delimiter !== "," || cut === undefined ? ""
    : decimal === "," ? `; commas stand between values, so a number with a decimal comma is quoted: "${cut.trim()}"`
      : '; numbers have a decimal point, not a comma, and texts with a comma are quoted: numbers with one too, with "decimal": ","';
  throw bad(`${name}: line ${line}`, `${counts}${remedy}`);
}

/** @param known Where the file is to have the columns of another one. @throws UsagiError that names line and column. */
export function readSheet(name: string, text: string, options: CsvOptions, known?: KnownColumns): Sheet & { header: boolean } {
  let names: string[] | undefined;
  let header = known?.header ?? options.header;
  let plan: Plan | undefined;
  let lines = new Uint32Array(1024);
  let size = 0;
  const waiting: [fields: string[], line: number][] = [];
  const { decimal = "." } = options;
  const delimiter = options.delimiter || delimiterOf(text);
  const reading = { mayMiss: options.missing === "mean", decimal, mayChoose: known?.isSettled !== true };

  const begin = (fields: string[], line: number): boolean => {
    ({ names, header } = namesOf(name, fields, line, decimal, header));
    return header;
  };
  const flush = () => {
    plan = known ? knownPlan(name, names!, known) : planOf(name, names!, waiting.map(([fields]) => fields), options);
    if (plan.columns.length - plan.targets.length - (plan.label === undefined ? 0 : 1) > MAX_UNITS) requireInputs(name, plan.columns.length);
    for (const [fields, line] of waiting) add(fields, line);
    waiting.length = 0;
  };
  const add = (fields: string[], line: number) => {
    const { columns, label, targets } = plan!;
    if (size * columns.length >= maxValues) throw bad(`${name}: line ${line}`, `is beyond ${maxValues} values; use fewer rows, or leave columns out with ignore`);
    if (size === lines.length) {
      const longer = new Uint32Array(2 * size);
      longer.set(lines);
      lines = longer;
    }
    lines[size] = line;
    for (const column of columns) {
      column.add(`${name}: line ${line}`, size, fields[column.number]!, reading, column.name === label || targets.includes(column.name));
    }
    size++;
  };

  eachRow(name, text, delimiter, (fields, line) => {
    if (!names && begin(fields, line)) return;
    requireValues(name, fields, line, names!.length, delimiter, decimal);
    if (plan) add(fields, line);
    else if (waiting.push([fields, line]) === lookedAt) flush();
  });
  if (!names) throw bad(name, "is empty; a CSV file has a line for each row");
  if (!plan) flush();
  if (size === 0) throw bad(name, "has a header and no rows");
  return {
    name, size, columns: plan!.columns.map((column) => column.end(size)), lines: lines.slice(0, size), header: header!,
    targets: plan!.targets, ...(plan!.label !== undefined && { label: plan!.label }),
  };
}
