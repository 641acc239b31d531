/** What a CSV file seems to hold, for a first experiment on it: its columns, and which of them is to be predicted. */
import { MAX_CLASSES } from "../../bindings/parts/losses.ts";
import { type Decimal, decimalOf, hasDecimalComma, looksLikeNumber, numberMeant } from "./numbers.ts";
import { delimiterOf, eachRow, isMissing, namesOf, requireValues } from "./sheet.ts";
import { bad } from "./table.ts";

/** Different values of a column beyond which they are not counted. */
const mostCounted = 1000;

export interface ColumnSurvey {
  readonly name: string;
  /** Whether most of its values are numbers. */
  readonly isNumbers: boolean;
  /** Whether these are whole ones alone. */
  readonly isWhole: boolean;
  /** Of numbers; NaN where there is none. */
  readonly low: number;
  readonly high: number;
  /** How many different values there are, 1001 where they are more than 1000. */
  readonly different: number;
  readonly missing: number;
}

export interface CsvSurvey {
  readonly size: number;
  readonly header: boolean;
  /** What stands before the decimals of its numbers. */
  readonly decimal: Decimal;
  readonly columns: readonly ColumnSurvey[];
}

const areNumbers = ({ numbers, texts }: { readonly numbers: number; readonly texts: number }) => numbers > 0 && texts <= numbers;

/** @throws UsagiError that names the line where the file is no table. */
export function surveyCsv(name: string, text: string): CsvSurvey {
  const { survey, hasCommas } = surveyWith(name, text, ".");
  return hasCommas ? surveyWith(name, text, ",").survey : survey;
}

/** With whether some number has a decimal comma, and none a point. */
function surveyWith(name: string, text: string, decimal: Decimal): { survey: CsvSurvey; hasCommas: boolean } {
  const delimiter = delimiterOf(text);
  let head: ReturnType<typeof namesOf> | undefined;
  let counts: {
    values: Set<string>; numbers: number; texts: number; missing: number; whole: boolean; low: number; high: number; marks: Set<Decimal>;
  }[] = [];
  let size = 0;
  /** 1,200 may be a thousand; between commas it would be one in quotes. */
  const markOf = (field: string) => decimalOf(field) ?? (delimiter !== "," && hasDecimalComma(field) ? "," : undefined);
  eachRow(name, text, delimiter, (fields, line) => {
    if (!head) {
      head = namesOf(name, fields, line, decimal);
      counts = fields.map(() => ({
        values: new Set(), numbers: 0, texts: 0, missing: 0, whole: true, low: Infinity, high: -Infinity, marks: new Set(),
      }));
      if (head.header) return;
    }
    requireValues(name, fields, line, counts.length, delimiter, decimal);
    size++;
    counts.forEach((count, i) => {
      const field = fields[i]!.trim();
      if (isMissing(field)) {
        count.missing++;
        return;
      }
      if (count.values.size <= mostCounted) count.values.add(field);
      if (!looksLikeNumber(field, decimal)) {
        count.texts++;
        return;
      }
      count.numbers++;
      const mark = markOf(field);
      if (mark) count.marks.add(mark);
      const value = numberMeant(field, decimal);
      count.whole &&= Number.isInteger(value);
      if (value < count.low) count.low = value;
      if (value > count.high) count.high = value;
    });
  });
  if (!head) throw bad(name, "is empty; a CSV file has a line for each row");
  if (size === 0) throw bad(name, "has a header and no rows");
  const { names, header } = head;
  const marks = new Set(counts.filter(areNumbers).flatMap((count) => [...count.marks]));
  const survey = {
    size, header, decimal,
    columns: counts.map(({ values, numbers, texts, missing, whole, low, high }, i) => ({
      name: names[i]!, isNumbers: areNumbers({ numbers, texts }), isWhole: whole && numbers > 0,
      low: numbers > 0 ? low : NaN, high: numbers > 0 ? high : NaN, different: values.size, missing,
    })),
  };
  return { survey, hasCommas: marks.has(",") && !marks.has(".") };
}

const usualNames = /^(label|class|target|y|species|category|output|outcome|survived|diagnosis)$/i;
const numberNames = /^(id|index|no|nr|number|row|unnamed: \d+|#|)$/i;
/** As in PassengerId, customer_id. */
const numberEnding = /(Id|ID|_id)$/;
/** Whole numbers of more kinds are amounts. */
const mostNumberClasses = 20;

/** Whether a column of so many rows is likely to be of classes; else it is of numbers, or of names. */
export const isClassColumn = ({ isNumbers, isWhole, different }: ColumnSurvey, size: number): boolean =>
  different >= 2 && (isNumbers ? isWhole && different <= Math.max(2, Math.min(mostNumberClasses, size / 5)) : different <= Math.min(MAX_CLASSES, Math.max(2, size / 2)));

export interface Proposal {
  /** Place of the column that is predicted. */
  readonly answer: number;
  /** Whether it is a class; else a number. */
  readonly isClass: boolean;
  /** Places of columns that say nothing of other rows: numbers and names of rows. */
  readonly ignore: readonly number[];
}

/**
 * Which column is likely to be the one that is predicted: one of a usual name, the last or the first one if it is of classes,
 * or else the last one.
 * @throws UsagiError where there is none to predict, or nothing to predict it from.
 */
export function proposeAnswer(name: string, { size, columns }: CsvSurvey): Proposal {
  const isClass = (column: ColumnSurvey) => isClassColumn(column, size);
  const isName = ({ name: column, isNumbers, different }: ColumnSurvey) =>
    isNumbers ? (numberNames.test(column) || numberEnding.test(column)) && different > Math.min(size - 1, mostCounted) : different > Math.min(mostCounted, size - 1);
  const ignore = columns.flatMap((column, i) => (isName(column) ? [i] : []));
  const usable = columns.map((column, i) => ({ column, i }))
    .filter(({ column, i }) => !ignore.includes(i) && (isClass(column) || (column.isNumbers && column.different > 1)));
  // Of rows without it nothing can be learnt.
  const complete = usable.filter(({ column }) => column.missing === 0);
  const among = complete.length > 0 ? complete : usable;
  const atEnds = [columns.length - 1, 0].flatMap((end) => among.filter(({ column, i }) => i === end && isClass(column)));
  const chosen = usable.findLast(({ column }) => usualNames.test(column.name)) ?? atEnds[0] ?? among.at(-1);
  if (!chosen) throw bad(name, "has no column that could be predicted: numbers, or a class that several rows share");
  if (columns.length - ignore.length < 2) throw bad(name, "has no columns to learn from beside what is to be predicted");
  return { answer: chosen.i, isClass: isClass(chosen.column), ignore: ignore.filter((i) => i !== chosen.i) };
}
