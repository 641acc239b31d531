// The text of an experiment in CodeMirror. It lives in a shadow root: there its styles are adopted as style sheets, which
// the page's policy allows, and not written into a style element.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension, RangeSetBuilder, StateField, type Text, Transaction } from "@codemirror/state";
import { Decoration, type DecorationSet, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { visit } from "jsonc-parser";
import type { Position } from "../../experiment/jsonc.ts";

/** What is to be marked in the text. */
export interface Mark {
  readonly position: Position;
  readonly message: string;
  readonly severity: "error" | "warning";
}

export interface TextEditor {
  /** Shows another text; what stays of the one before keeps its cursor. */
  setText(text: string): void;
  readonly text: string;
  mark(marks: readonly Mark[]): void;
  /** Puts the cursor there and shows it. */
  goTo(position: Position | undefined): void;
  destroy(): void;
}

const mono = 'ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace';
const tint = (color: string, percent: number) => `color-mix(in srgb, ${color} ${percent}%, transparent)`;
/** Dark enough, or light enough, to be read as text. */
const inked = (color: string) => `color-mix(in srgb, ${color} 65%, var(--ink))`;

/** In the page's colours, light and dark: its variables reach into the shadow root. */
const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--surface)", border: "1px solid var(--edge)", borderRadius: "7px", fontSize: ".78rem" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: mono, lineHeight: "1.55", minHeight: "12rem", maxHeight: "32rem", borderRadius: "7px" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--soft)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: tint("var(--ink)", 6) },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: tint("var(--focus)", 28) },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: tint("var(--focus)", 22), outline: "1px solid var(--edge)" },
  ".cm-searchMatch": { backgroundColor: tint("var(--wrong)", 25) },
  ".cm-searchMatch-selected": { backgroundColor: tint("var(--wrong)", 50) },
  ".cm-selectionMatch": { backgroundColor: tint("var(--focus)", 16) },
  ".cm-comment, .cm-comment *": { color: "var(--soft) !important", fontStyle: "italic" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-panels button, .cm-panels input": {
    font: "inherit", color: "var(--ink)", background: "var(--surface)", border: "1px solid var(--edge)", borderRadius: "5px",
  },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--edge)", maxWidth: "26rem" },
  ".cm-diagnostic": { fontFamily: "system-ui, sans-serif", whiteSpace: "normal" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
});

const colors = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--ink)", fontWeight: "600" },
  { tag: tags.string, color: inked("var(--right)") },
  { tag: [tags.number, tags.bool, tags.null], color: inked("var(--wrong)") },
]);

const comment = Decoration.mark({ class: "cm-comment" });
/** A text longer than this is not searched for comments at each key. */
const mostScanned = 200_000;

/** The grammar is that of JSON, which has no comments. */
function commentsIn(text: Text): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  if (text.length <= mostScanned) {
    visit(text.toString(), { onComment: (offset, length) => builder.add(offset, offset + length, comment) });
  }
  return builder.finish();
}

const comments = StateField.define<DecorationSet>({
  create: ({ doc }) => commentsIn(doc),
  update: (before, { docChanged, newDoc }) => (docChanged ? commentsIn(newDoc) : before),
  provide: (field) => EditorView.decorations.from(field),
});

/** Where a position is in a text, at its end at most. */
function offsetOf(text: Text, { line, column }: Position): number {
  const at = text.line(Math.min(line, text.lines));
  return Math.min(at.from + column - 1, at.to);
}

/** From a position over the key, the value or the character that stands there. */
function rangeOf(text: Text, position: Position): { from: number; to: number } {
  const from = offsetOf(text, position);
  const rest = text.sliceString(from, text.lineAt(from).to);
  const length = /^(?:"(?:[^"\\]|\\.)*"?|[\w.+-]+|.)/.exec(rest)?.[0].length ?? 0;
  return length > 0 ? { from, to: from + length } : { from: Math.max(0, from - 1), to: from };
}

/**
 * @param host An element without a shadow root.
 * @param settings `changed` hears of what is typed; `phrases` are CodeMirror's own words in another language.
 */
export function createEditor(host: HTMLElement, settings: {
  text: string;
  label: string;
  phrases: Readonly<Record<string, string>>;
  changed: (text: string) => void;
  left: () => void;
}): TextEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const scheme = new Compartment();
  const schemeOf = (): Extension => EditorView.theme({}, { dark: dark.matches });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: settings.text,
      extensions: [
        lineNumbers(), lintGutter(), history(), drawSelection(), indentOnInput(), bracketMatching(), highlightActiveLine(),
        highlightSelectionMatches(), search({ top: true }), json(), comments, syntaxHighlighting(colors), theme,
        scheme.of(schemeOf()), EditorState.phrases.of(settings.phrases), EditorState.tabSize.of(2),
        keymap.of([...searchKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": settings.label, tabindex: "0" }),
        EditorView.updateListener.of(({ docChanged, transactions, state }) => {
          const typed = transactions.some((transaction) => transaction.annotation(Transaction.userEvent) !== undefined);
          if (docChanged && typed) settings.changed(state.doc.toString());
        }),
        EditorView.domEventHandlers({ blur: settings.left }),
      ],
    }),
  });
  const rescheme = () => view.dispatch({ effects: scheme.reconfigure(schemeOf()) });
  dark.addEventListener("change", rescheme);
  return {
    get text() {
      return view.state.doc.toString();
    },
    setText(text) {
      const before = view.state.doc.toString();
      if (text === before) return;
      let start = 0;
      while (start < before.length && before[start] === text[start]) start++;
      let [end, newEnd] = [before.length, text.length];
      while (end > start && newEnd > start && before[end - 1] === text[newEnd - 1]) [end, newEnd] = [end - 1, newEnd - 1];
      view.dispatch({
        changes: { from: start, to: end, insert: text.slice(start, newEnd) },
        annotations: Transaction.addToHistory.of(false),
      });
    },
    mark(marks) {
      const diagnostics = marks.map(({ position, ...rest }): Diagnostic => ({ ...rangeOf(view.state.doc, position), ...rest }));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    goTo(position) {
      view.focus();
      if (!position) return;
      const anchor = offsetOf(view.state.doc, position);
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    },
    destroy() {
      dark.removeEventListener("change", rescheme);
      view.destroy();
    },
  };
}
