/** Numbers as CSV files write them: with a decimal point, or with a decimal comma. */

export const decimals = [".", ","] as const;
export type Decimal = (typeof decimals)[number];

/** Points for commas and commas for points: a number of the one writing in the other. */
const exchanged = (text: string) => text.replace(/[.,]/g, (mark) => (mark === "." ? "," : "."));

/** As it would be written with a decimal point. */
const withPoint = (text: string, decimal: Decimal) => (decimal === "." ? text : exchanged(text));

/** A number as CSV files have it: not "0x10", not "Infinity", not "". */
export function toNumber(text: string, decimal: Decimal = "."): number {
  const trimmed = text.trim();
  if (trimmed === "" || /^[+-]?0[xob]/i.test(trimmed)) return NaN;
  const value = Number(withPoint(trimmed, decimal));
  return Number.isFinite(value) ? value : NaN;
}

const isNumber = (text: string, decimal?: Decimal) => !Number.isNaN(toNumber(text, decimal));

/** 1,200 or 1,234,567.5: a comma for thousands, or for decimals where there is one alone. */
const thousands = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;
/** 1.200,5: thousands and decimals of the other writing. */
const otherThousands = /^[+-]?[1-9]\d{0,2}(\.\d{3})+,\d*$/;

/** Whether a value is a number, or would be with other marks for decimals and thousands. */
export function looksLikeNumber(field: string, decimal: Decimal = "."): boolean {
  const text = withPoint(field.trim(), decimal);
  return isNumber(text) || isNumber(text, ",") || thousands.test(text) || otherThousands.test(text);
}

/** The decimal mark that a number tells of; undefined of what may have either, as 7, 1,200 and 1.200 may, and of what is none. */
export function decimalOf(field: string): Decimal | undefined {
  return decimals.find((decimal) => {
    const text = withPoint(field.trim(), decimal);
    return thousands.test(text) ? !isNumber(text, ",") : text.includes(".") && isNumber(text) && !thousands.test(exchanged(text));
  });
}

/** Whether a value is a number with a decimal comma, or with one comma for thousands. */
export const hasDecimalComma = (field: string) => /\d,\d/.test(field) && isNumber(field, ",");

/** The number that is meant, whatever its marks are. */
export function numberMeant(field: string, decimal: Decimal): number {
  const text = withPoint(field.trim(), decimal);
  if (isNumber(text)) return toNumber(text);
  return thousands.test(text) ? toNumber(text.replaceAll(",", "")) : toNumber(text, ",");
}

/**
 * What to do with a value of a column of numbers that is none.
 * @param mayChoose Whether the decimal mark is the reader's choice: not where other rows are fed to a trained network.
 */
export function numberRemedy(field: string, decimal: Decimal, mayChoose: boolean): string {
  const text = withPoint(field.trim(), decimal);
  const shown = (number: string) => withPoint(number, decimal);
  const [mark, other] = decimal === "." ? ["point", "comma"] : ["comma", "point"];
  const choice = mayChoose && decimal === "." ? ', or a comma with "decimal": ","' : "";
  if (thousands.test(text)) {
    const whole = `thousands have no ${other}: ${shown(text.replaceAll(",", ""))}`;
    return isNumber(text, ",") ? `${whole}; decimals have a ${mark}: ${shown(exchanged(text))}${choice}` : whole;
  }
  if (isNumber(text, ",")) return `numbers have a decimal ${mark}: ${shown(exchanged(text))}${choice}`;
  if (otherThousands.test(text)) {
    return `numbers have a decimal ${mark} and no mark for thousands: ${shown(exchanged(text.replaceAll(".", "")))}${choice}`;
  }
  return "the column is of numbers: mend the value, or list the column in categorical if its values are categories";
}
