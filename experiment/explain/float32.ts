/**
 * Arithmetic in float32 that shows its working: each quantity knows its value, the formula that it comes from, and that
 * formula with numbers in it. Every operation is rounded as the kernels round it, so that the values are theirs.
 */

/** A float32 with the formula of it. */
export interface Quantity {
  readonly value: number;
  /** `m + (1 − β₁)(g − m)` */
  readonly symbols: string;
  /** `0.5 + 0.1 × (0.25 − 0.5)` */
  readonly numbers: string;
  /** What it is made by, last: what decides where it needs brackets. */
  readonly kind: "atom" | "negative" | "product" | "quotient" | "sum";
  /** Of what is a negated one: to take it off is to add this. */
  readonly opposite?: Quantity;
  /** What it adds up from, up to rounding, where that is of interest. */
  readonly parts?: Parts | undefined;
}

/** Where a share of a step comes from: the batch, penalties, weight decay, steps before, the limit of norms. */
export type PartName = "data" | "l1" | "l2" | "decay" | "memory" | "limit";
/** In float64, as they explain a value and do not make it. */
export type Parts = Readonly<Partial<Record<PartName, number>>>;

const scaled = (parts: Parts | undefined, factor: number): Parts | undefined =>
  parts && Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, value * factor]));

function joined(a: Parts | undefined, b: Parts | undefined, sign: 1 | -1): Parts | undefined {
  if (!a) return scaled(b, sign);
  const sum: Partial<Record<PartName, number>> = { ...a };
  for (const [name, value] of Object.entries(b ?? {})) sum[name as PartName] = (sum[name as PartName] ?? 0) + sign * value;
  return sum;
}

/** The same, made of one thing alone. */
export const solely = (name: PartName, quantity: Quantity): Quantity => ({ ...quantity, parts: { [name]: quantity.value } });

/** The same with another value, of which its parts have the same shares. */
export function withValue(quantity: Quantity, value: number): Quantity {
  return { ...quantity, value, parts: scaled(quantity.parts, quantity.value === 0 ? 0 : value / quantity.value) };
}

/** Every operation of float32 is the one of float64, rounded: exact for + − × ÷ √. */
const { fround } = Math;

/** A value with a name. */
export function named(symbols: string, value: number, parts?: Parts): Quantity {
  const rounded = fround(value);
  return { value: rounded, symbols, numbers: shortest(rounded), kind: rounded < 0 ? "negative" : "atom", parts };
}

export const add = (a: Quantity, b: Quantity): Quantity =>
  ({ ...sum(a, "+", b, a.value + b.value), parts: joined(a.parts, b.parts, 1) });
export const subtract = (a: Quantity, b: Quantity): Quantity => ({
  ...(b.opposite ? sum(a, "+", b.opposite, a.value - b.value) : sum(a, "−", b, a.value - b.value)),
  parts: joined(a.parts, b.parts, -1),
});

/** −a, of a named value. */
export const negated = (a: Quantity): Quantity => ({
  value: -a.value, symbols: `−${a.symbols}`, numbers: shortest(-a.value), kind: "negative", opposite: a,
  parts: scaled(a.parts, -1),
});

function sum(a: Quantity, sign: "+" | "−", b: Quantity, value: number): Quantity {
  // A sum of sums is made in the order that its brackets say.
  const right = (text: string) => (b.kind === "sum" ? `(${text})` : text);
  const numbers = `${a.numbers} ${sign} ${b.kind === "negative" ? `(${b.numbers})` : right(b.numbers)}`;
  return { value: fround(value), symbols: `${a.symbols} ${sign} ${right(b.symbols)}`, numbers, kind: "sum" };
}

export function multiply(a: Quantity, b: Quantity): Quantity {
  const factor = ({ kind }: Quantity, text: string) => (kind === "sum" || kind === "quotient" ? `(${text})` : text);
  const second = b.kind === "negative" ? `(${b.numbers})` : factor(b, b.numbers);
  return {
    value: fround(a.value * b.value), symbols: factor(a, a.symbols) + factor(b, b.symbols),
    numbers: `${factor(a, a.numbers)} × ${second}`, kind: "product",
    parts: a.parts ? scaled(a.parts, b.value) : scaled(b.parts, a.value),
  };
}

export function divide(a: Quantity, b: Quantity): Quantity {
  const over = ({ kind }: Quantity, text: string) => (kind === "atom" ? text : `(${text})`);
  const under = (text: string) => (a.kind === "sum" ? `(${text})` : text);
  return {
    value: fround(a.value / b.value), symbols: `${under(a.symbols)}/${b.kind === "negative" ? b.symbols : over(b, b.symbols)}`,
    numbers: `${under(a.numbers)} / ${over(b, b.numbers)}`, kind: "quotient", parts: scaled(a.parts, 1 / b.value),
  };
}

export function root(a: Quantity): Quantity {
  const inner = (text: string) => (a.kind === "atom" ? text : `(${text})`);
  return { value: fround(Math.sqrt(a.value)), symbols: `√${inner(a.symbols)}`, numbers: `√${inner(a.numbers)}`, kind: "atom" };
}

/** Of a named value. */
export function square({ value, symbols, numbers, kind }: Quantity): Quantity {
  const base = kind === "negative" ? `(${numbers})` : numbers;
  return { value: fround(value * value), symbols: `${symbols}²`, numbers: `${base}²`, kind: "atom" };
}

/** Of a named value. */
export const magnitude = ({ value, symbols, numbers }: Quantity): Quantity =>
  ({ value: Math.abs(value), symbols: `|${symbols}|`, numbers: `|${numbers}|`, kind: "atom" });

/** The greater one, the first where neither is, as f32x4.pmax has it. */
export const greatest = (a: Quantity, b: Quantity): Quantity => ({
  value: a.value < b.value ? b.value : a.value, symbols: `max(${a.symbols}, ${b.symbols})`,
  numbers: `max(${a.numbers}, ${b.numbers})`, kind: "atom",
});

/** `size` with the sign of a; 0 where that is 0, and NaN where it is NaN. */
export function signed(size: Quantity, a: Quantity): Quantity {
  const value = a.value > 0 ? size.value : a.value < 0 ? -size.value : Number.isNaN(a.value) ? NaN : 0;
  return {
    value, symbols: `${size.symbols} sign(${a.symbols})`, numbers: `${size.numbers} × sign(${a.numbers})`, kind: "product",
    parts: scaled(a.parts, a.value === 0 ? 0 : value / a.value),
  };
}

/** The shortest number that float32 reads as the same. */
export function shortest(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** One line of a working: what has this symbol from now on, and how it is made. */
export interface Line extends Omit<Quantity, "parts"> {
  readonly symbol: string;
}

/** The working of a step: what is known at first, what follows from the step alone, and what of the gradient. */
export class Working {
  /** What is given, by symbol. */
  readonly given: { symbol: string; value: number }[] = [];
  /** Numbers that are the same for all weights, computed in float64. */
  readonly constants: { symbol: string; formula: string; value: number }[] = [];
  readonly lines: Line[] = [];

  /** A value that is known. */
  take(symbol: string, value: number): Quantity {
    this.given.push({ symbol, value: fround(value) });
    return named(symbol, value);
  }

  /** A number that the whole step has in common, computed in float64 and rounded once. */
  constant(symbol: string, formula: string, value: number): Quantity {
    this.constants.push({ symbol, formula, value: fround(value) });
    return named(symbol, value);
  }

  /** Gives a quantity a name, by which it is spoken of from now on. */
  let(symbol: string, { parts, ...quantity }: Quantity): Quantity {
    this.lines.push({ symbol, ...quantity });
    return named(symbol, quantity.value, parts);
  }
}
