// The whole experiment as a text, for what the table does not have.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Position } from "../../experiment/jsonc.ts";
import type { PlacedProblem } from "../../experiment/read.ts";
import { draft, editText } from "../state/store.ts";
import { language } from "../texts/language.ts";
import type { Mark, TextEditor } from "./editor.ts";
import { translated } from "../../experiment/messages-ja.ts";
import { wanted } from "./place.ts";
import { mostListed, Said } from "./problems.tsx";
import { editorWords, texts } from "./texts.ts";

const restMilliseconds = 500;

/** What is typed counts when one rests, or leaves the text. */
function useRested(commit: (text: string) => void) {
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; text: string } | undefined>(undefined);
  const flush = () => {
    const pending = waiting.current;
    if (!pending) return;
    clearTimeout(pending.timer);
    waiting.current = undefined;
    commit(pending.text);
  };
  const type = (text: string) => {
    clearTimeout(waiting.current?.timer);
    waiting.current = { text, timer: setTimeout(flush, restMilliseconds) };
  };
  useEffect(() => flush, []);
  return { type, flush };
}

export function JsonEditor() {
  const t = texts.value;
  const { text, problems, warnings } = draft.value;
  const details = useRef<HTMLDetailsElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const [open, setOpen] = useState(false);
  const [editor, setEditor] = useState<TextEditor | undefined>(undefined);
  const { type, flush } = useRested(editText);

  // Loaded as soon as it is wanted; where that fails, the plain field stays.
  useEffect(() => {
    if (!open) return;
    let [left, made] = [false, undefined as TextEditor | undefined];
    const load = async () => {
      const { createEditor } = await import("./editor.ts");
      if (left || !host.current) return;
      const typed = area.current?.value ?? draft.peek().text;
      made = createEditor(host.current, {
        text: typed, label: "experiment.json", phrases: editorWords.value, changed: type, left: flush,
      });
      setEditor(made);
    };
    void load().catch(() => {});
    return () => {
      left = true;
      setEditor(undefined);
      made?.destroy();
    };
  }, [open, language.value]);

  useEffect(() => editor?.setText(text), [editor, text]);
  useEffect(() => {
    editor?.mark([...marksOf(problems, "error"), ...marksOf(warnings, "warning")]);
  }, [editor, problems, warnings]);

  // A place that was asked for is shown as soon as there is something to show it in.
  useEffect(() => {
    const place = wanted.value;
    if (!place) return;
    details.current!.open = true;
    if (!open) return;
    if (editor) editor.goTo(place.position);
    else area.current?.focus();
    details.current!.scrollIntoView({ block: "nearest" });
  }, [wanted.value, editor, open]);

  return (
    <details class="json" ref={details} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>experiment.json</summary>
      <p class="note">{t.jsonNote}</p>
      {/* What is typed here is a key of the page nowhere: out of the shadow root it would come as the host's. */}
      <div class="code" ref={host} onKeyDown={(event) => event.stopPropagation()} />
      {!editor && (
        <textarea
          ref={area}
          id="json"
          aria-label="experiment.json"
          rows={18}
          spellcheck={false}
          autocomplete="off"
          value={text}
          aria-invalid={problems.length > 0}
          aria-describedby={problems.length > 0 ? "json-problems" : undefined}
          onInput={({ currentTarget }) => type(currentTarget.value)}
          onBlur={flush}
        />
      )}
      {problems.length > 0 && (
        <ul class="problems" id="json-problems" aria-live="polite">
          {problems.slice(0, mostListed).map((problem) => <JsonProblem problem={problem} show={(at) => (editor ? editor.goTo(at) : at && selectIn(area.current!, at))} />)}
        </ul>
      )}
    </details>
  );
}

/** In the plain field: the cursor goes to the place. */
function selectIn(field: HTMLTextAreaElement, { line, column }: Position): void {
  const before = field.value.split("\n").slice(0, line - 1);
  const at = before.reduce((sum, { length }) => sum + length + 1, column - 1);
  field.focus();
  field.setSelectionRange(at, at);
}

function JsonProblem({ problem, show }: { problem: PlacedProblem; show: TextEditor["goTo"] }) {
  const position = problem.position?.();
  return (
    <li>
      {position && (
        <button type="button" class="place" onClick={() => show(position)}>
          {texts.value.place(position.line, position.column)}
        </button>
      )}{" "}
      <Said problem={problem} />
    </li>
  );
}

function marksOf(problems: readonly PlacedProblem[], severity: Mark["severity"]): Mark[] {
  return problems.slice(0, mostListed).flatMap(({ position, message }): Mark[] => {
    if (!position) return [];
    return [{ position: position(), severity, message: (language.value === "ja" ? translated(message) : undefined) ?? message }];
  });
}
