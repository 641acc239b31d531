// The controls in the cells of the table. Each shows what its scope says itself; where that is nothing, it shows what
// holds instead.

import { useEffect, useRef, useState } from "preact/hooks";
import { formatValue } from "../../experiment/problems.ts";
import { chipsOf, ladderOf, nearestStep } from "./ladder.ts";
import { areDigits } from "../state/store.ts";
import { type Cell, keyOf, type Row } from "./table.ts";
import { texts as common } from "../texts/language.ts";
import { texts } from "./texts.ts";

export const idOf = (path: Cell["path"]) => `field-${keyOf(path)}`;

interface Props {
  row: Row;
  cell: Cell;
  /** The setting and whose it is. */
  label: string;
  /** There is room for all choices side by side. */
  wide: boolean;
  invalid: boolean;
  set: (value: unknown) => void;
}

/** What a text stands for in JSON: a number if it is one; nothing if it is empty. */
function valueOf(text: string): unknown {
  const plain = text.normalize("NFKC").trim();
  if (plain === "") return undefined;
  return Number.isFinite(Number(plain)) ? Number(plain) : plain;
}

const listOf = (text: string) => text.split(/[,、→\s]+/).map(valueOf).filter((value) => value !== undefined);

/** A value in a field. */
const shown = (value: unknown) => (typeof value === "string" ? value : formatValue(value));

/** The control of a cell, by what it holds. */
export function Control(props: Props) {
  const { row: { kind, path }, cell: { rule } } = props;
  switch (kind.kind) {
    case "part":
      return <Choice {...props} choices={Object.keys(kind.rows)} />;
    case "layers":
      return <Layers {...props} />;
    case "text":
      return <Typed {...props} value={typeof props.cell.own === "string" ? props.cell.own : ""} commit={props.set} />;
    case "optional":
      return kind.rule ? <NumberOrOff {...props} ladder={ladderOf(path)} /> : <Switch {...props} />;
    case "option":
      if (rule?.kind === "boolean") return <Switch {...props} />;
      if (rule?.kind === "choice") return <Choice {...props} choices={rule.choices} />;
      if (rule?.kind === "integers") return <List {...props} />;
      return <NumberControl {...props} ladder={ladderOf(path)} words={rule?.kind === "numberOrChoice" ? rule.choices : undefined} />;
  }
}

/** What a field shows in grey while its scope says nothing. */
function insteadOf({ path, kind }: Row, { inherited, mixed }: Cell): string {
  const t = texts.value;
  if (mixed) return t.mixed;
  if (inherited === false) return t.off;
  if (inherited === true) return t.on;
  if (Array.isArray(inherited)) return inherited.map((one) => shown(unitsOf(one))).join(", ") || t.noHidden;
  if (inherited !== undefined) return kind.kind === "part" ? wordOf(inherited) : shown(inherited);
  const unsaid: Readonly<Record<string, string>> = {
    "dataset.train": t.allImages, "dataset.test": t.allImages, "dataset.validation": t.none,
    "training.epochs": t.absent, "training.iterations": t.absent,
  };
  return unsaid[path.join(".")] ?? t.automatic;
}

const unitsOf = (layer: unknown): unknown =>
  typeof layer === "object" && layer !== null ? (layer as { units?: unknown }).units : layer;

/** The word for a choice, in the language of the page. */
function wordOf(value: unknown): string {
  const { optimizers }: { optimizers: Readonly<Record<string, string>> } = common.value;
  const { words, wordsOfOwn, schedules, on, off } = texts.value;
  if (value === true) return on;
  if (value === false) return off;
  const word = shown(value);
  if (!areDigits.value && wordsOfOwn[word] !== undefined) return wordsOfOwn[word];
  return optimizers[word] ?? schedules[word] ?? words[word] ?? word;
}

const restMilliseconds = 600;

/**
 * A text field that keeps what is being typed, such as "0.", until it is left. What is typed counts when one rests, by
 * Enter, and when the field is left, so that no number on the way to another trains.
 */
export function Typed(props: Pick<Props, "label" | "invalid"> & {
  cell: Pick<Cell, "path">;
  value: string;
  placeholder?: string;
  list?: string | undefined;
  numeric?: boolean;
  commit: (text: string) => void;
}) {
  const { cell, label, invalid, value, placeholder, list, numeric = false, commit } = props;
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const resting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(commit);
  latest.current = commit;
  const finish = (text: string) => {
    clearTimeout(resting.current);
    if (text !== value) latest.current(text);
  };
  useEffect(() => () => clearTimeout(resting.current), []);
  const id = idOf(cell.path);
  return (
    <input
      id={id}
      type="text"
      autocomplete="off"
      spellcheck={false}
      inputMode={numeric ? "decimal" : "text"}
      aria-label={label}
      aria-invalid={invalid}
      {...(invalid ? { "aria-describedby": `${id}-problems` } : {})}
      value={typed ?? value}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(list === undefined ? {} : { list })}
      onInput={({ currentTarget: { value: text } }) => {
        setTyped(text);
        clearTimeout(resting.current);
        resting.current = setTimeout(() => finish(text), restMilliseconds);
      }}
      onChange={({ currentTarget }) => {
        finish(currentTarget.value);
        setTyped(undefined);
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}

type Ladder = readonly number[] | undefined;

/** A number, or one of `words` where there are any, with a slider where there is a ladder. */
function NumberControl({ ladder, words, ...props }: Props & { ladder: Ladder; words: readonly string[] | undefined }) {
  const { row, cell, label, set, wide } = props;
  const [dragged, setDragged] = useState<number | undefined>(undefined);
  const list = words && `${idOf(cell.path)}-words`;
  const value = cell.own === undefined ? "" : shown(cell.own);
  return (
    <>
      <Typed
        {...props}
        value={dragged === undefined ? value : String(dragged)}
        placeholder={insteadOf(row, cell)}
        numeric={words === undefined}
        list={list}
        commit={(text) => set(valueOf(text))}
      />
      {words && <datalist id={list}>{words.map((word) => <option value={word} />)}</datalist>}
      {wide && <Chips {...props} choices={chipsOf(row.path)} optional={false} />}
      {ladder && <Slider ladder={ladder} cell={cell} value={cell.own ?? cell.inherited} label={label} drag={setDragged} set={set} />}
    </>
  );
}

/** What is off, or on with a number. */
function NumberOrOff({ ladder, ...props }: Props & { ladder: Ladder }) {
  const { row, cell, label, set } = props;
  const [dragged, setDragged] = useState<number | undefined>(undefined);
  const { off } = texts.value;
  const written = (value: unknown) => (value === 0 || value === false || value === "off" || value === off ? false : value);
  const value = dragged ?? (cell.own === undefined ? "" : cell.own);
  return (
    <>
      <Typed
        {...props}
        value={written(value) === false ? off : shown(value)}
        placeholder={insteadOf(row, cell)}
        numeric
        commit={(text) => set(written(valueOf(text)))}
      />
      {ladder && (
        <Slider
          ladder={ladder}
          cell={cell}
          value={(cell.own ?? cell.inherited) || 0}
          label={label}
          drag={setDragged}
          set={(step) => set(written(step))}
        />
      )}
    </>
  );
}

/** Along a ladder of values; it counts when it is let go, or by each press of a key. */
function Slider(props: {
  ladder: readonly number[];
  cell: Cell;
  value: unknown;
  label: string;
  drag: (value: number | undefined) => void;
  set: (value: number) => void;
}) {
  const { ladder, cell, value, label, drag, set } = props;
  const [held, setHeld] = useState<number | undefined>(undefined);
  const known = typeof value === "number";
  const at = held ?? (known ? nearestStep(ladder, value) : Math.floor(ladder.length / 2));
  const release = () => {
    setHeld(undefined);
    drag(undefined);
  };
  return (
    <input
      type="range"
      class={cell.mixed || !known ? "unsaid" : cell.own === undefined ? "inherited" : ""}
      min={0}
      max={ladder.length - 1}
      step={1}
      value={at}
      aria-label={texts.value.slider(label)}
      aria-valuetext={held !== undefined || known ? String(held === undefined ? (value as number) : ladder[held]) : texts.value.mixed}
      onInput={({ currentTarget }) => {
        setHeld(Number(currentTarget.value));
        drag(ladder[Number(currentTarget.value)]);
      }}
      onChange={({ currentTarget }) => {
        set(ladder[Number(currentTarget.value)]!);
        release();
      }}
      onBlur={release}
    />
  );
}

/** A list of numbers, separated by commas or spaces. */
function List(props: Props) {
  const { row, cell: { own }, set } = props;
  return (
    <Typed
      {...props}
      value={Array.isArray(own) ? own.map(shown).join(", ") : own === undefined ? "" : shown(own)}
      placeholder={insteadOf(row, props.cell)}
      commit={(text) => {
        const values = listOf(text);
        set(values.length > 0 ? values : undefined);
      }}
    />
  );
}

/** The units of the hidden layers. A layer with settings of its own keeps them. */
function Layers(props: Props) {
  const { row, cell, label, set } = props;
  const { own, inherited } = cell;
  const t = texts.value;
  const list: readonly unknown[] = Array.isArray(own) ? own : Array.isArray(inherited) ? inherited : [];
  const kept = (units: unknown, i: number) => {
    const before = list[i];
    return typeof before === "object" && before !== null ? { ...before, units } : units;
  };
  return (
    <div class="layers">
      <Typed
        {...props}
        value={Array.isArray(own) ? own.map((layer) => shown(unitsOf(layer))).join(", ") || t.noHidden : ""}
        placeholder={insteadOf(row, cell)}
        commit={(text) => {
          const units = listOf(text);
          if (units.length === 1 && (units[0] === 0 || units[0] === t.noHidden)) set([]);
          else set(units.length > 0 ? units.map(kept) : undefined);
        }}
      />
      <button type="button" class="small" disabled={list.length === 0} aria-label={t.fewerUnits(label)} onClick={() => set(list.slice(0, -1))}>
        −
      </button>
      <button type="button" class="small" disabled={cell.mixed} aria-label={t.moreUnits(label)} onClick={() => set([...list, list.at(-1) ?? 100])}>
        +
      </button>
    </div>
  );
}

/** Yes or no. */
function Switch(props: Props) {
  const { cell } = props;
  const own = cell.own === undefined ? undefined : shown(cell.own);
  return (
    <Choice
      {...props}
      cell={{ ...cell, own }}
      choices={["true", "false"]}
      set={(value) => props.set(value === undefined ? undefined : value === "true")}
    />
  );
}

const parse = (choice: string): unknown => (choice === "true" ? true : choice === "false" ? false : choice);

/** One of a few words: side by side where there is room, else in a list whose first choice is to say nothing. */
function Choice(props: Props & { choices: readonly string[] }) {
  const { row, cell, label, set, choices, wide, invalid } = props;
  const { own, scope } = cell;
  if (wide) return <Chips {...props} optional />;
  const t = texts.value;
  const chosen = own === undefined ? "" : shown(own);
  const instead = insteadOf(row, cell);
  const id = idOf(cell.path);
  return (
    <select
      id={id}
      class={own === undefined ? "inherited" : ""}
      aria-label={label}
      aria-invalid={invalid}
      {...(invalid ? { "aria-describedby": `${id}-problems` } : {})}
      value={chosen}
      onChange={({ currentTarget: { value } }) => set(value === "" ? undefined : value)}
    >
      {/* Closed, it says what holds; among the choices, where that is from. */}
      <option value="">{own === undefined ? wordOf(instead) : (scope === "all" ? t.asDefault : t.asAll)(wordOf(instead))}</option>
      {chosen !== "" && !choices.includes(chosen) && <option value={chosen}>{chosen}</option>}
      {choices.map((choice) => <option value={choice}>{wordOf(parse(choice))}</option>)}
    </select>
  );
}

/** Choices side by side, the one that holds marked. */
function Chips({ cell, label, choices, invalid, optional, set }: Props & { choices: readonly (string | number)[]; optional: boolean }) {
  const t = texts.value;
  const id = idOf(cell.path);
  const holds = cell.own ?? cell.inherited;
  if (choices.length === 0) return null;
  const strange = optional && cell.own !== undefined && !choices.some((choice) => String(choice) === String(cell.own));
  return (
    <fieldset
      class="chips"
      {...(optional ? { id, ...(invalid ? { "aria-describedby": `${id}-problems` } : {}) } : {})}
      aria-label={label}
    >
      {strange && <span class="chip strange"><span>{shown(cell.own)}</span></span>}
      {choices.map((choice) => (
        <label class="chip">
          <input
            type="radio"
            name={`${id}-chip`}
            checked={!cell.mixed && String(holds) === String(choice)}
            onChange={() => set(choice)}
          />
          <span>{wordOf(typeof choice === "string" ? parse(choice) : choice)}</span>
        </label>
      ))}
      {optional && cell.own !== undefined && typeof cell.scope === "number" && (
        <button type="button" class="small" onClick={() => set(undefined)}>
          {t.backToAll}
        </button>
      )}
    </fieldset>
  );
}
