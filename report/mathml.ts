// Formulas in plain lines, as the optimizer table has them ("w −= ηm̂/(√v̂ + ε)"), made into MathML.
//
// A space ends a numerator: in "η/(1 − β₁ᵗ) m/u" only m stands over u; " / " with spaces divides all before it. Words
// of two or more Latin letters, and names such as L2, are text, but for names of functions; ";" ends a statement.

/** An element of MathML: its children, or its text. */
export interface Markup {
  readonly tag: "mi" | "mn" | "mo" | "mspace" | "mrow" | "mfrac" | "msqrt" | "msub" | "msup" | "msubsup" | "mover";
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children: string | readonly Markup[];
}

/** A piece of a statement: words as they stand, or mathematics. */
export type Piece = { readonly text: string } | { readonly math: readonly Markup[] };

interface Token {
  /** A name has its hat and subscript; a mark is an operator or a bracket. */
  readonly kind: "word" | "name" | "number" | "scripts" | "mark";
  readonly text: string;
  /** Whether a space stands before it. */
  readonly spaced: boolean;
}

const functions = new Set(["f", "log", "max", "mean", "sign"]);
const invisibleTimes = "\u2062";
const applied = "\u2061";
const hat = "\u0302";

const element = (tag: Markup["tag"], children: Markup["children"], attributes?: Markup["attributes"]): Markup =>
  ({ tag, children, ...(attributes && { attributes }) });
const mark = (text: string) => element("mo", text);
const row = (children: readonly Markup[]) => (children.length === 1 ? children[0]! : element("mrow", children));

/** The statements of a line, each in its pieces. */
export const statementsOf = (line: string): Piece[][] => line.split(";").map((statement) => piecesOf(tokensOf(statement)));

function tokensOf(statement: string): Token[] {
  const pattern =
    /(\s*)(?:(?<word>[A-Za-z]{2,}(?:'s)?|[A-Z]\d)|(?<name>[A-Za-zΑ-Ωα-ω]\u0302?[₀-₉ₜ₊∞]*)|(?<number>\d+(?:\.\d+)?|½)|(?<scripts>[²³ᵗ]+)|(?<mark>[−+]=|\S))/gu;
  return Array.from(statement.matchAll(pattern), ({ 1: space, groups }) => {
    const [kind, text] = Object.entries(groups!).find(([, matched]) => matched !== undefined) as [Token["kind"], string];
    return { kind: functions.has(text) ? "name" : kind, text, spaced: space !== "" };
  });
}

/** Runs of words, with their punctuation and the brackets around them, and of what is between. */
function piecesOf(tokens: readonly Token[]): Piece[] {
  const open: number[] = [];
  const isText = tokens.map(({ kind }) => kind === "word");
  tokens.forEach(({ text }, i) => {
    if (text === "(" || text === "{") open.push(i);
    else if (text === ":" || (text === "," && open.length === 0)) isText[i] = true;
    else if (text === ")" || text === "}") {
      const start = open.pop()!;
      if (isText.slice(start, i).includes(true)) isText[start] = isText[i] = true;
    }
  });
  const pieces: Piece[] = [];
  for (let start = 0, end = 0; start < tokens.length; start = end) {
    while (end < tokens.length && isText[end] === isText[start]) end++;
    const run = tokens.slice(start, end);
    const words = run.map(({ text, spaced }) => (spaced ? ` ${text}` : text)).join("");
    pieces.push(isText[start] ? { text: tokens[end]?.spaced ? `${words} ` : words } : { math: mathOf(run) });
  }
  return pieces;
}

/** An assignment says what becomes of its left side; anything else stands as it is. */
function mathOf(tokens: readonly Token[]): Markup[] {
  const [left, sign] = tokens;
  const right = tokens.slice(2);
  if (left?.kind !== "name" || !sign || !["=", "−=", "+="].includes(sign.text)) return sequence([...tokens]);
  const name = sequence([left]);
  const value = sequence([...right]);
  if (sign.text === "=") {
    const changes = right.some(({ text }) => text === left.text);
    return [...name, mark(changes ? "←" : "="), ...value];
  }
  const several = value.some(({ tag, children }) => tag === "mo" && (children === "+" || children === "−"));
  const taken = sign.text === "−=" && several ? [bracketed("(", value, ")")] : value;
  return [...name, mark("←"), ...name, mark(sign.text[0]!), ...taken];
}

interface Factor {
  readonly markup: Markup;
  readonly spaced: boolean;
}

/** Reads tokens up to a closing bracket, which it takes as well, or to their end. */
function sequence(tokens: Token[], close?: string): Markup[] {
  const done: Markup[] = [];
  /** Since the last operator. */
  let factors: Factor[] = [];
  const finish = () => {
    done.push(...product(factors));
    factors = [];
  };
  while (tokens.length > 0) {
    const { text, spaced } = tokens[0]!;
    if (text === close) {
      tokens.shift();
      break;
    }
    if ("+−=·×>≫≈∈←,:".includes(text)) {
      tokens.shift();
      finish();
      done.push(mark(text));
    } else if (text === "/") {
      tokens.shift();
      const start = spaced ? 0 : factors.findLastIndex((factor, i) => i === 0 || factor.spaced);
      const [first, ...others] = factors.splice(start);
      const over = others.length === 0 ? bare(first!.markup) : row(product([first!, ...others]));
      factors.push({ markup: element("mfrac", [over, bare(factor(tokens))]), spaced: first!.spaced });
    } else {
      factors.push({ markup: factor(tokens), spaced });
    }
  }
  finish();
  return done;
}

/** Factors with the signs between them that nobody writes but a screen reader says; a space stays a narrow one. */
function product(factors: readonly Factor[]): Markup[] {
  return factors.flatMap(({ markup, spaced }, i) => {
    const before = factors[i - 1]?.markup;
    if (!before || before.tag === "mo") return [markup];
    const sign = mark(functions.has(before.children as string) ? applied : invisibleTimes);
    return spaced ? [sign, element("mspace", "", { width: "0.15em" }), markup] : [sign, markup];
  });
}

/** One factor: a name, a number, a bracket or a root, with what is raised or lowered at it. */
function factor(tokens: Token[]): Markup {
  const token = tokens.shift()!;
  const base = atom(token, tokens);
  const next = tokens[0];
  if (next?.kind === "scripts") {
    tokens.shift();
    return raised(base, scripts(next.text));
  }
  if (next?.text === "^") {
    tokens.shift();
    return raised(base, bare(factor(tokens)));
  }
  return base;
}

function raised(base: Markup, above: Markup): Markup {
  if (base.tag !== "msub") return element("msup", [base, above]);
  return element("msubsup", [...(base.children as readonly Markup[]), above]);
}

function atom({ kind, text }: Token, tokens: Token[]): Markup {
  if (kind === "number") return element("mn", text);
  if (kind === "name") return name(text);
  if (text === "√") {
    const radicand = bare(factor(tokens));
    return element("msqrt", radicand.tag === "mrow" ? radicand.children : [radicand]);
  }
  if (text === "∂") return element("mrow", [mark(text), factor(tokens)]);
  const close = { "(": ")", "[": "]", "|": "|" }[text];
  if (close === undefined) return mark(text);
  return bracketed(text, sequence(tokens, close), close);
}

function name(text: string): Markup {
  if (functions.has(text)) return element("mi", text);
  if (text === "Σ") return mark("∑");
  const letter = element("mi", text[0]!);
  const hatted = text[1] === hat;
  const base = hatted ? element("mover", [letter, element("mo", "ˆ", { stretchy: "false" })], { accent: "true" }) : letter;
  const below = text.slice(hatted ? 2 : 1);
  return below === "" ? base : element("msub", [base, scripts(below)]);
}

const plain: Readonly<Record<string, string>> = { "²": "2", "³": "3", "ᵗ": "t", "ₜ": "t", "₊": "+", "∞": "∞" };

/** Small letters and digits at their full size, as MathML takes them. */
function scripts(small: string): Markup {
  const children = Array.from(small, (character) => {
    const text = plain[character] ?? String(character.charCodeAt(0) - "₀".charCodeAt(0));
    return element(text === "+" ? "mo" : text === "t" ? "mi" : "mn", text);
  });
  return row(children);
}

/** Brackets grow around fractions; around anything else some fonts make them too tall. */
function bracketed(open: string, inner: readonly Markup[], close: string): Markup {
  const attributes = { stretchy: inner.some(({ tag }) => tag === "mfrac") ? "true" : "false" };
  return element("mrow", [element("mo", open, attributes), ...inner, element("mo", close, attributes)]);
}

/** Without the brackets around it: a fraction, a root and a power need none. */
function bare(markup: Markup): Markup {
  if (markup.tag !== "mrow" || typeof markup.children === "string") return markup;
  const [first, ...others] = markup.children;
  return first?.children === "(" || first?.children === "[" ? row(others.slice(0, -1)) : markup;
}
