/**
 * The English that sources can say, so that tests find what other languages have no words for. Texts are put together
 * as far as the sources show it: of a template, a sum or a choice every form, through constants and functions of the
 * same file and of those that it imports, with 7 for what is known only when it runs.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

export interface Sentence {
  /** `cli/files/models.ts:40` */
  place: string;
  text: string;
}

/** Two words of small letters are a sentence, or part of one; several lines are a file. */
const isProse = (text: string) => /[a-z]{2,} [a-z]{2,}/.test(text) && !text.includes("\n");

/** What functions give that quote what is known only when they run. */
const given: Readonly<Record<string, readonly string[]>> = {
  show: ["7"], formatValue: ["7"], formatPath: ["7"], printable: ["7"], String: ["7"], shown: ["7"],
  didYouMean: ["", '; did you mean "7"?'], oneOf: ['"7"', '"7", "7" or "7"'], commandLine: ["usagi 7"], reasonOf: ["7"],
};

/** More forms of one text than these are not told apart. */
const mostForms = 100;

class Source {
  readonly file: string;
  readonly root: ts.SourceFile;
  /** By name: what constants are, and what functions return. */
  readonly constants = new Map<string, ts.Expression[]>();
  readonly functions = new Map<string, ts.Expression[]>();
  /** By name: of which file they are. */
  readonly imports = new Map<string, string>();

  constructor(file: string) {
    this.file = file;
    this.root = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
    visit(this.root, (node) => this.#collect(node));
  }

  #collect(node: ts.Node): void {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && node.moduleSpecifier.text.startsWith(".")) {
      const from = join(dirname(this.file), node.moduleSpecifier.text);
      const names = node.importClause?.namedBindings;
      if (names && ts.isNamedImports(names)) for (const { name } of names.elements) this.imports.set(name.text, from);
    }
    if (ts.isFunctionDeclaration(node) && node.name && node.body) add(this.functions, node.name.text, returnedBy(node.body));
    if (!ts.isVariableDeclaration(node) || !node.initializer) return;
    const { name, initializer } = node;
    if (ts.isArrayBindingPattern(name)) {
      for (const [i, element] of name.elements.entries()) {
        if (ts.isBindingElement(element) && ts.isIdentifier(element.name)) add(this.constants, element.name.text, elementsAt(initializer, i));
      }
    }
    if (!ts.isIdentifier(name)) return;
    if (ts.isArrowFunction(initializer)) {
      add(this.functions, name.text, ts.isBlock(initializer.body) ? returnedBy(initializer.body) : [initializer.body]);
    } else add(this.constants, name.text, [initializer]);
  }
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

function add(to: Map<string, ts.Expression[]>, name: string, more: readonly ts.Expression[]): void {
  to.set(name, [...(to.get(name) ?? []), ...more]);
}

/** What a function returns, but for those within it. */
function returnedBy(body: ts.Node): ts.Expression[] {
  const found: ts.Expression[] = [];
  const see = (node: ts.Node) => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, see);
  };
  ts.forEachChild(body, see);
  return found;
}

/** The element at `i` of a list, or of each list of a choice. */
function elementsAt(list: ts.Expression, i: number): ts.Expression[] {
  if (ts.isConditionalExpression(list)) return [...elementsAt(list.whenTrue, i), ...elementsAt(list.whenFalse, i)];
  return ts.isArrayLiteralExpression(list) && list.elements[i] ? [list.elements[i]] : [];
}

/** What stands for its own value: a text in brackets, or one of which the type is said. */
function bare(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node)
    ? bare(node.expression)
    : node;
}

/** What a name means where it is used: of those that are declared around it, the innermost. */
function nearest(values: readonly ts.Expression[], use: ts.Node | undefined): ts.Expression[] {
  const around = values.map((value) => ({ value, scope: scopeOf(value) })).filter(({ scope }) =>
    !use || (scope.pos <= use.pos && use.end <= scope.end));
  const innermost = Math.max(...around.map(({ scope }) => scope.pos));
  return around.filter(({ scope }) => scope.pos === innermost).map(({ value }) => value);
}

/** Where a name is known that is declared with this value, or returns it. */
function scopeOf(value: ts.Node): ts.Node {
  const declaration = ts.findAncestor(value, (node) => ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node));
  return ts.findAncestor(declaration?.parent, (node) => ts.isBlock(node) || ts.isSourceFile(node))!;
}

const isPlus = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
const isEither = (node: ts.Node): node is ts.BinaryExpression => ts.isBinaryExpression(node) &&
  [ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.AmpersandAmpersandToken].includes(node.operatorToken.kind);

export class Sources {
  readonly #sources = new Map<string, Source>();
  /** What other texts are made of. */
  readonly #parts = new Set<ts.Node>();

  /** @param files Their paths from the project's folder. */
  constructor(files: readonly string[]) {
    for (const file of files) this.#sources.set(file, new Source(file));
  }

  /** @param isExempt Whether a node holds no messages. */
  sentences(isExempt: (node: ts.Node) => boolean): Sentence[] {
    const found: { node: ts.Expression; place: string; forms: string[] }[] = [];
    for (const source of this.#sources.values()) {
      const see = (node: ts.Node) => {
        if (isExempt(node) || ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
        if (ts.isExpression(node) && this.#isText(node)) {
          const { line } = source.root.getLineAndCharacterOfPosition(node.getStart());
          found.push({ node, place: `${source.file}:${line + 1}`, forms: this.#forms(node, source, []) });
        } else ts.forEachChild(node, see);
      };
      ts.forEachChild(source.root, see);
    }
    const whole = found.filter(({ node }) => !this.#parts.has(node));
    return whole.flatMap(({ place, forms }) => forms.filter(isProse).map((text) => ({ place, text })));
  }

  #isText(node: ts.Expression): boolean {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true;
    if (isPlus(node)) return this.#isText(bare(node.left)) || this.#isText(bare(node.right));
    return ts.isConditionalExpression(node) && this.#isText(bare(node.whenTrue)) && this.#isText(bare(node.whenFalse));
  }

  /** Every form of a text. @param within The names through which it was come to: none leads to itself. */
  #forms(given: ts.Expression, source: Source, within: readonly string[]): string[] {
    const node = bare(given);
    const of = (inner: ts.Expression) => this.#forms(inner, source, within);
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isTemplateExpression(node)) {
      return node.templateSpans.reduce<string[]>(
        (forms, { expression, literal }) => joined(forms, of(expression), literal.text), [node.head.text],
      );
    }
    if (isPlus(node)) return joined(of(node.left), of(node.right));
    if (ts.isConditionalExpression(node)) return unique([...of(node.whenTrue), ...of(node.whenFalse)]);
    if (isEither(node)) {
      const isAnd = node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
      return unique([...(isAnd ? [""] : of(node.left)), ...of(node.right)]);
    }
    if (ts.isIdentifier(node)) return this.#named("constants", node.text, source, within, node);
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) return this.#named("functions", node.expression.text, source, within, node);
    const table = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) ? bare(node.expression) : undefined;
    const key = ts.isPropertyAccessExpression(node) ? node.name.text : undefined;
    if (table && ts.isIdentifier(table)) return this.#entries(table.text, key, source, within, node);
    return ["7"];
  }

  #named(kind: "constants" | "functions", name: string, source: Source, within: readonly string[], use: ts.Node | undefined): string[] {
    if (kind === "functions" && Object.hasOwn(given, name)) return [...given[name]!];
    const id = `${source.file} ${name}`;
    const imported = this.#sources.get(source.imports.get(name) ?? "");
    if (imported) return this.#named(kind, name, imported, within, undefined);
    const values = nearest(source[kind].get(name) ?? [], use);
    if (values.length === 0 || within.includes(id)) return ["7"];
    return unique(values.flatMap((value) => {
      this.#parts.add(bare(value));
      return this.#forms(value, source, [...within, id]);
    }));
  }

  /** The texts in a table: one of them where the key is known. */
  #entries(name: string, key: string | undefined, source: Source, within: readonly string[], use: ts.Node | undefined): string[] {
    const imported = this.#sources.get(source.imports.get(name) ?? "");
    if (imported) return this.#entries(name, key, imported, within, undefined);
    const [table] = nearest(source.constants.get(name) ?? [], use).map(bare);
    if (!table || !ts.isObjectLiteralExpression(table)) return ["7"];
    const values = table.properties.flatMap((property) =>
      ts.isPropertyAssignment(property) && (key === undefined || property.name.getText() === key) ? [property.initializer] : []);
    if (values.length === 0) return ["7"];
    return unique(values.flatMap((value) => {
      this.#parts.add(bare(value));
      return this.#forms(value, source, within);
    }));
  }
}

const unique = (texts: readonly string[]) => [...new Set(texts)].slice(0, mostForms);

function joined(starts: readonly string[], middles: readonly string[], end = ""): string[] {
  const first = starts.slice(0, Math.max(1, Math.floor(mostForms / middles.length)));
  return unique(first.flatMap((start) => middles.map((middle) => start + middle + end)));
}

/** The TypeScript files in a folder, from the project's. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /(?<!\.d)\.ts$/.test(name)).map((name) => join(folder, name));
}
