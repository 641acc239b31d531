/** What people write that is not JSON, and how JSON has it. */

/** What is wrong where a text stops being JSON. `code` is the parser's, `offset` where it stands. */
export function explainSyntax(code: string, text: string, offset: number): string {
  const before = text.slice(0, offset);
  const rest = text.slice(offset, offset + 200);
  if (code === "InvalidEscapeCharacter" || code === "InvalidUnicode") {
    const literal = /^"((?:[^"\\\r\n]|\\.)*)"/.exec(rest)?.[1];
    return literal === undefined ? backslash : `${backslash}: ${pathForms(literal)}`;
  }
  const digits = /^\d+/.exec(rest)?.[0];
  if (code === "PropertyNameExpected" && digits !== undefined && /\d,$/.test(before)) {
    return `a key in double quotes is expected here; numbers have a point: ${/\d+,$/.exec(before)![0].slice(0, -1)}.${digits}`;
  }
  if (misread.has(code)) {
    const start = /[\w.+-]*$/.exec(before.slice(-100))?.[0] ?? "";
    const found = explainToken(start + (/^[^\s,:[\]{}"]+/.exec(rest)?.[0] ?? ""), rest);
    if (found !== undefined) return found;
  }
  return messages[code] ?? "not JSON";
}

const backslash = String.raw`a backslash is written \\ in JSON`;

/** A path in Windows' form, as JSON has it. */
const pathForms = (path: string) => `"${path.replaceAll("\\", "\\\\")}", or with / as "${path.replaceAll("\\", "/")}"`;

/**
 * What is wrong with a path such as "D:\new\train", which JSON reads as one with a line break and a tab; undefined
 * where there is nothing of the kind.
 */
export function lostBackslashes(path: unknown): string | undefined {
  if (typeof path !== "string" || !/[\b\f\n\r\t]/.test(path)) return undefined;
  const letters: Record<string, string> = { "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t" };
  const meant = path.replace(/[\b\f\n\r\t]/g, (character) => `\\${letters[character]}`);
  return `has a line break or a tab where \\n or \\t was written; ${backslash}: ${pathForms(meant)}`;
}

/** Errors where a value or a key may stand in another language's form. */
const misread = new Set(["InvalidSymbol", "ValueExpected", "UnexpectedEndOfNumber", "CommaExpected"]);

function explainToken(token: string, rest: string): string | undefined {
  const first = rest.charAt(0);
  const quoted = /^(['`])([^'`\r\n]*)\1/.exec(rest);
  if (quoted) return `texts and keys are in double quotes: ${JSON.stringify(quoted[2])}`;
  if (/^['`]/.test(first)) return "texts and keys are in double quotes";
  if (/^[“”„‟«»‘’＂]/u.test(first)) return `${first} is a typographic quote; JSON has the straight "`;
  if (/^[^\P{Z} ]|^\p{Cf}/u.test(first)) {
    const code = first.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return `an invisible character (U+${code}) stands here; put a plain space or nothing in its place`;
  }
  const narrow = first.normalize("NFKC");
  if (narrow !== first && /^[!-~]$/.test(narrow)) return `${first} is full-width; JSON has ${narrow}`;
  if (first === "#") return "comments begin with // or stand between /* and */";
  if (first === "=") return "a colon stands between a key and its value";
  if (first === ";") return "values are separated by commas";
  if (first === "(") return "lists are in square brackets: [ … ]";
  if (first === "<") return "this looks like HTML or XML; an experiment is JSON";
  return explainWord(token) ?? explainName(token, rest);
}

function explainWord(token: string): string | undefined {
  const word = token.toLowerCase();
  if (["true", "yes", "on"].includes(word)) return "write true, in small letters and without quotes";
  if (["false", "no", "off"].includes(word)) return "write false, in small letters and without quotes";
  if (["none", "undefined", "nil", "null"].includes(word)) return `JSON has no ${token}; leave the key out`;
  if (/^[+-]?(nan|inf|infinity)$/.test(word)) return `JSON has no ${token}; a finite number is expected here`;
  const percent = token.endsWith("%");
  const plain = token.replace(/%$/, "").replaceAll("_", "");
  const number = /^[+-]?[\d.]/.test(plain) ? Number(plain) / (percent ? 100 : 1) : NaN;
  if (Number.isFinite(number)) return `write ${number}, which is JSON's form of ${token}`;
  if (/^[+-]?\.?\d.*[*/^]/.test(token)) return "JSON computes nothing; write the number";
  return undefined;
}

function explainName(token: string, rest: string): string | undefined {
  const name = /^[\p{L}_$][\p{L}\p{N}_$.-]*/u.exec(token)?.[0];
  if (name === undefined || !rest.startsWith(name)) return undefined;
  const kind = /^\s*[:=]/.test(rest.slice(name.length)) ? "keys" : "texts";
  return `${kind} are in double quotes: ${JSON.stringify(name)}`;
}

const messages: Record<string, string> = {
  InvalidSymbol: "not a JSON value; texts need double quotes",
  InvalidNumberFormat: "not a number in JSON's form (such as 0.5 or 1e-3)",
  PropertyNameExpected: "a key in double quotes is expected here",
  ValueExpected: "a value is expected here",
  ColonExpected: "a colon is expected here",
  CommaExpected: "a comma is expected here",
  CloseBraceExpected: "a closing } is expected here",
  CloseBracketExpected: "a closing ] is expected here",
  EndOfFileExpected: "the file should end here; nothing may follow what its first bracket opens",
  InvalidCommentToken: "not a comment; comments are // … or /* … */",
  UnexpectedEndOfComment: "this comment is not closed",
  UnexpectedEndOfString: "this text is not closed with a double quote",
  UnexpectedEndOfNumber: "this number is not complete",
  InvalidCharacter: "control characters must be escaped in texts",
};
