/** JSON with comments and trailing commas, as people write experiments. */
import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { explainSyntax } from "./mistakes.ts";
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
  readonly positionOf: (path: Path) => Position;
}

/** @throws JsonSyntaxError at the first place where the text stops being JSON. */
export function parseJson(text: string): JsonDocument {
  if (text.trim() === "") throw new JsonSyntaxError("the file is empty", { line: 1, column: 1 });
  checkSize(text);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors.sort((a, b) => a.offset - b.offset);
  if (first) {
    throw new JsonSyntaxError(explain(text, first), positionAt(text, first.offset));
  }
  if (!root) throw new JsonSyntaxError("a value is expected here", positionAt(text, text.length));
  const problems: Problem[] = [];
  return {
    value: valueOf(root, [], problems),
    problems,
    positionOf: (path) => positionAt(text, offsetOf(root, path)),
  };
}

function explain(text: string, { error, offset }: ParseError): string {
  const earlier: ParseError[] = [];
  const complete = parseTree(text.slice(0, offset), earlier) !== undefined && earlier.length === 0;
  return explainSyntax(complete ? "EndOfFileExpected" : printParseErrorCode(error), text, offset);
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
