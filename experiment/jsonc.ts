/** JSON with comments and trailing commas, as people write experiments. */
import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Path, Problem } from "./problems.ts";

/** Nothing that is allowed in an experiment comes near these; they keep hostile files from costing memory. */
export const maxDepth = 64;
const maxTokens = 200_000;

export interface Position {
  /** Both from 1. */
  line: number;
  column: number;
}

/** A text that is not JSON: where, and why. */
export class JsonSyntaxError extends Error {
  readonly position: Position;
  constructor(message: string, position: Position) {
    super(message);
    this.position = position;
  }
}

export interface JsonDocument {
  value: unknown;
  /** Keys that stand twice in one object. */
  problems: Problem[];
  /** Where the key or the element at a path begins; if it is not there, where its nearest owner does. */
  positionOf(path: Path): Position;
}

/** @throws JsonSyntaxError at the first place where the text stops being JSON. */
export function parseJson(text: string): JsonDocument {
  checkSize(text);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors.sort((a, b) => a.offset - b.offset);
  if (first) {
    const message = syntaxMessages[printParseErrorCode(first.error)] ?? "not JSON";
    throw new JsonSyntaxError(message, positionAt(text, first.offset));
  }
  if (!root) throw new JsonSyntaxError("the file is empty", { line: 1, column: 1 });
  const problems: Problem[] = [];
  return {
    value: valueOf(root, [], problems),
    problems,
    positionOf: (path) => positionAt(text, offsetOf(root, path)),
  };
}

/** The parser is recursive and builds a tree: depth and number of tokens are limited before it starts. */
function checkSize(text: string): void {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let tokens = 0; ; tokens++) {
    scanner.scan();
    if (scanner.getTokenLength() === 0) return;
    const start = scanner.getTokenOffset();
    if ("{[".includes(text.charAt(start))) depth++;
    if ("}]".includes(text.charAt(start))) depth--;
    if (depth > maxDepth) {
      throw new JsonSyntaxError(`nested more than ${maxDepth} levels deep`, positionAt(text, start));
    }
    if (tokens > maxTokens) {
      throw new JsonSyntaxError(`more than ${maxTokens} values and signs`, positionAt(text, start));
    }
  }
}

const [lineFeed, carriageReturn] = [10, 13];

function positionAt(text: string, offset: number): Position {
  let line = 1;
  let start = 0;
  // No split: a file may have millions of lines.
  for (let i = 0; i < offset; i++) {
    const code = text.charCodeAt(i);
    if (code !== lineFeed && !(code === carriageReturn && text.charCodeAt(i + 1) !== lineFeed)) continue;
    line++;
    start = i + 1;
  }
  return { line, column: offset - start + 1 };
}

function valueOf(node: Node, path: Path, problems: Problem[]): unknown {
  if (node.type === "array") {
    return (node.children ?? []).map((child, i) => valueOf(child, [...path, i], problems));
  }
  if (node.type !== "object") return node.value as unknown;
  // Without a prototype, "__proto__" is a key like any other.
  const object = Object.create(null) as Record<string, unknown>;
  for (const property of node.children ?? []) {
    const [key, child] = property.children ?? [];
    if (!key || !child) continue;
    const name = String(key.value);
    const inner = [...path, name];
    const value = valueOf(child, inner, problems);
    if (name in object) problems.push({ path: inner, value, message: "this key stands twice here" });
    object[name] = value;
  }
  return object;
}

function offsetOf(root: Node, path: Path): number {
  let node = root;
  let offset = root.offset;
  for (const step of path) {
    // Of a key that stands twice, the last counts.
    const found =
      typeof step === "number"
        ? node.children?.[step]
        : node.children?.findLast((property) => property.children?.[0]?.value === step);
    if (!found) break;
    offset = found.offset;
    node = typeof step === "number" ? found : (found.children?.[1] ?? found);
  }
  return offset;
}

const syntaxMessages: Record<string, string> = {
  InvalidSymbol: "not a JSON value; texts need double quotes",
  InvalidNumberFormat: "not a number in JSON's form (such as 0.5 or 1e-3)",
  PropertyNameExpected: "a key in double quotes is expected here",
  ValueExpected: "a value is expected here",
  ColonExpected: "a colon is expected here",
  CommaExpected: "a comma is expected here",
  CloseBraceExpected: "a closing } is expected here",
  CloseBracketExpected: "a closing ] is expected here",
  EndOfFileExpected: "the file should end here",
  InvalidCommentToken: "not a comment; comments are // … or /* … */",
  UnexpectedEndOfComment: "this comment is not closed",
  UnexpectedEndOfString: "this text is not closed with a double quote",
  UnexpectedEndOfNumber: "this number is not complete",
  InvalidUnicode: "\\u needs four hexadecimal digits",
  InvalidEscapeCharacter: 'unknown escape; allowed are \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u',
  InvalidCharacter: "control characters must be escaped in texts",
};
