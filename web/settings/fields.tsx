// The fields of the forms. Each shows what its scope says itself; where that is nothing, it shows what holds
// instead. Its problems stand below it, in the words of the command line.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { OptionRule } from "../../bindings/parts/options.ts";
import type { Path } from "../../experiment/problems.ts";
import { formatProblem, formatValue, startsWith } from "../../experiment/problems.ts";
import { texts } from "../texts/language.ts";
import type { Setting } from "./settings.ts";
import { draft } from "../state/store.ts";

const idOf = (path: Path) => `field-${path.join("-")}`;

/** What is wrong at a path or inside it. */
function problemsAt(path: Path): string[] {
  const { problems } = draft.value;
  return problems.filter((problem) => startsWith(problem.path, path)).map(formatProblem);
}

/** Attributes that tie a control to its label and its problems. */
export function control(path: Path) {
  const id = idOf(path);
  const invalid = problemsAt(path).length > 0;
  return { id, "aria-invalid": invalid, ...(invalid ? { "aria-describedby": `${id}-problems` } : {}) };
}

export function Problems({ path }: { path: Path }) {
  const problems = problemsAt(path);
  if (problems.length === 0) return null;
  return (
    <ul class="problems" id={`${idOf(path)}-problems`} lang="en">
      {problems.map((problem) => <li>{problem}</li>)}
    </ul>
  );
}

/** A label with the key as files write it, a control, and its problems. */
export function Field({ path, label, children }: { path: Path; label: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={idOf(path)}>
        {label} <code>{path.at(-1)}</code>
      </label>
      {children}
      <Problems path={path} />
    </div>
  );
}

interface FieldProps {
  setting: Setting;
  label: string;
  set: (value: unknown) => void;
}

/** What a text stands for in JSON: a number if it is one; nothing if it is empty. */
export function valueOf(text: string): unknown {
  const plain = text.normalize("NFKC").trim();
  if (plain === "") return undefined;
  return Number.isFinite(Number(plain)) ? Number(plain) : plain;
}

/** A text field that keeps what is being typed, such as "0.", until it is left. */
export function Typed(props: {
  path: Path;
  value: string;
  placeholder?: string;
  list?: string;
  numeric?: boolean;
  label?: string;
  commit: (text: string) => void;
}) {
  const { path, value, placeholder, list, numeric = false, label, commit } = props;
  const [typed, setTyped] = useState<string | undefined>(undefined);
  return (
    <input
      {...control(path)}
      type="text"
      autocomplete="off"
      spellcheck={false}
      inputMode={numeric ? "decimal" : "text"}
      value={typed ?? value}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(list === undefined ? {} : { list })}
      {...(label === undefined ? {} : { "aria-label": label })}
      onInput={({ currentTarget }) => {
        setTyped(currentTarget.value);
        commit(currentTarget.value);
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}

/** A value in a field. */
export const shown = (value: unknown) => (typeof value === "string" ? value : formatValue(value));

/** A number, or one of `words` where there are any: the schema checks it. */
function ValueField({ setting, label, set, words }: FieldProps & { words?: readonly string[] }) {
  const { path, own, inherited } = setting;
  const list = words && `${idOf(path)}-words`;
  return (
    <Field path={path} label={label}>
      <Typed
        path={path}
        value={own === undefined ? "" : shown(own)}
        placeholder={shown(inherited)}
        numeric={list === undefined}
        {...(list === undefined ? {} : { list })}
        commit={(text) => set(valueOf(text))}
      />
      {words && <datalist id={list}>{words.map((word) => <option value={word} />)}</datalist>}
    </Field>
  );
}

/** A list of numbers, separated by commas or spaces. */
export function ListField({ setting: { path, own, inherited }, label, set }: FieldProps) {
  const listed = (value: unknown) => (Array.isArray(value) ? value.join(", ") : "");
  return (
    <Field path={path} label={label}>
      <Typed
        path={path}
        value={listed(own)}
        placeholder={listed(inherited)}
        commit={(text) => {
          const values = text.split(/[,、\s]+/).map(valueOf).filter((value) => value !== undefined);
          set(values.length > 0 ? values : undefined);
        }}
      />
    </Field>
  );
}

/** A name: never a number. */
export function NameField({ setting, label, set }: FieldProps) {
  const { path, own } = setting;
  return (
    <Field path={path} label={label}>
      <Typed path={path} value={typeof own === "string" ? own : ""} commit={set} />
    </Field>
  );
}

/** One of a few words; the first choice is to say nothing. */
export function ChoiceField(props: FieldProps & {
  choices: readonly string[];
  words: Readonly<Record<string, string>>;
  common: boolean;
}) {
  const { setting, label, set, choices, words, common } = props;
  const { path, own, inherited } = setting;
  const word = (value: unknown) => words[shown(value)] ?? shown(value);
  const chosen = own === undefined ? "" : shown(own);
  const t = texts.value;
  return (
    <Field path={path} label={label}>
      <select
        {...control(path)}
        value={chosen}
        onChange={({ currentTarget: { value } }) => set(value === "" ? undefined : value)}
      >
        <option value="">{(common ? t.asCommon : t.asDefault)(word(inherited))}</option>
        {chosen !== "" && !choices.includes(chosen) && <option value={chosen}>{chosen}</option>}
        {choices.map((choice) => <option value={choice}>{word(choice)}</option>)}
      </select>
    </Field>
  );
}

/** An option of any kind: without a rule, a number. */
export function OptionField({ rule, common, ...props }: FieldProps & { rule?: OptionRule; common: boolean }) {
  switch (rule?.kind) {
    case "boolean":
      return <SwitchField {...props} common={common} />;
    case "choice":
      return <ChoiceField {...props} common={common} choices={rule.choices} words={texts.value.words} />;
    case "numberOrChoice":
      return <ValueField {...props} words={rule.choices} />;
    case "integers":
      return <ListField {...props} />;
    default:
      return <ValueField {...props} />;
  }
}

/** Yes or no. */
export function SwitchField(props: FieldProps & { common: boolean }) {
  const { on, off } = texts.value;
  return (
    <ChoiceField
      {...props}
      choices={["true", "false"]}
      words={{ true: on, false: off }}
      set={(value) => props.set(value === undefined ? undefined : value === "true")}
    />
  );
}
