// The settings as a table: a row a setting, a column for all variants and one for each; on small screens a column at a
// time. What is changed holds at once.

import { computed, signal } from "@preact/signals";
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Path } from "../../experiment/problems.ts";
import type { PlacedProblem } from "../../experiment/read.ts";
import { breath } from "../parts/breath.ts";
import { Swatch } from "../parts/swatch.tsx";
import { activity, areDigits, draft, edit, editAll, fork, moment, race, refused } from "../state/store.ts";
import { Control, idOf, Typed } from "./fields.tsx";
import { goToText } from "./place.ts";
import { JsonEditor } from "./json.tsx";
import { Said } from "./problems.tsx";
import { Scroll } from "./scroll.tsx";
import {
  addArm, armNames, type Cell, change, groups, holdsFromHere, keyOf, nameAt, problemsByCell, removeArm, type Row, rowsOf,
  type Scope, write,
} from "./table.ts";
import { type SettingsTexts, texts } from "./texts.ts";

/** Whether a change of a variant makes a twin that changes at the shown iteration. */
const fromHere = signal(false);
/** Something has been trained, and more is to come. */
const isUnderWay = () => activity.value === "running" || activity.value === "paused" || moment.value !== undefined;

/** Room for a table; on smaller screens there is one variant at a time. */
const roomy = matchMedia("(min-width: 48rem)");
const hasRoom = signal(roomy.matches);
roomy.addEventListener("change", ({ matches }) => (hasRoom.value = matches));

/** The column that a small screen shows, of the experiment in which it was chosen. */
const chosen = signal<{ file: string; scope: Scope }>({ file: "", scope: "all" });

/** Of data of one's own, once they are read; of MNIST nothing depends on them. */
const classes = computed(() => (areDigits.value ? undefined : race.value?.data.train.classes));

/** So many rows come first, as many as are in sight, and the others in a task of their own. */
const firstRows = 8;
/** About as high as a row is, in rem. */
const rowHeight = 3.9;

export function Settings() {
  return (
    <div class="settings">
      {draft.value.value === undefined ? <Broken /> : <Table />}
      <JsonEditor />
    </div>
  );
}

function Broken() {
  const t = texts.value;
  return (
    <p class="note">
      {t.broken}{" "}
      <button type="button" class="small" onClick={() => goToText()}>
        {t.toText}
      </button>
    </p>
  );
}

function Table() {
  const { value: file, file: name, problems } = draft.value;
  const t = texts.value;
  const names = armNames(file);
  const all: Scope[] = names.length === 0 ? ["all"] : ["all", ...names.keys()];
  const { file: of, scope } = chosen.value;
  const single = of === name && all.includes(scope) ? scope : "all";
  const scopes = hasRoom.value ? all : [single];
  const rows = rowsOf(file, classes.value).filter((row) => cellsOf(row, scopes).length > 0);
  const placed = problemsByCell(file, rows, problems);
  const [open, setOpen] = useState(() => !rows.some(({ first, differs }) => first && differs) && rows.some(({ differs }) => differs));
  const context = { names, scopes, placed, wide: scopes.length === 1 };
  const Room = hasRoom.value ? Scroll : Fragment;
  const [whole, setWhole] = useState(false);
  useEffect(() => void breath().then(() => setWhole(true)), []);
  const early = rows.filter(({ first }) => first);
  const late = rows.filter(({ first }) => !first);
  const inUse = late.filter((row) => [row.all, ...row.arms].some((cell) => cell?.own !== undefined)).length;
  const reveal = late.some((row) => cellsOf(row, scopes).some(({ path }) => placed.has(keyOf(path))));
  return (
    <>
      {names.length > 0 && <From />}
      {!hasRoom.value && names.length > 0 && <Tabs names={names} scope={single} file={name} />}
      <Room>
        <table class={context.wide ? "single" : ""} style={{ "--columns": scopes.length }}>
          <caption class="hidden">{t.caption}</caption>
          <Head {...context} />
          <tbody>{(whole ? early : early.slice(0, firstRows)).map((row) => <SettingRow key={keyOf(row.path)} row={row} {...context} />)}</tbody>
          {!whole && <Coming rows={early.length - firstRows} />}
          <tbody>
            <tr class="rest">
              <th colSpan={scopes.length + 1} scope="rowgroup">
                <button type="button" class="small" aria-expanded={open || reveal} onClick={() => setOpen(!open)}>
                  {t.more(inUse)}
                </button>
              </th>
            </tr>
          </tbody>
          {whole && (open || reveal) &&
            groups.map((group) => {
              const own = late.filter((row) => row.group === group);
              return own.length > 0 && (
                <tbody key={group}>
                  <tr class="group">
                    <th colSpan={scopes.length + 1} scope="rowgroup"><span>{t.groups[group]}</span></th>
                  </tr>
                  {own.map((row) => <SettingRow key={keyOf(row.path)} row={row} {...context} />)}
                </tbody>
              );
            })}
        </table>
      </Room>
    </>
  );
}

/** Room for rows that are on their way. */
function Coming({ rows }: { rows: number }) {
  return (
    <tbody aria-hidden="true">
      <tr style={{ height: `${Math.max(0, rows) * rowHeight}rem` }} />
    </tbody>
  );
}

/** A key whose line may end before a capital letter. */
const breakable = (key: string) => key.split(/(?=[A-Z])/).flatMap((part, i) => (i === 0 ? [part] : [<wbr />, part]));

interface Context {
  names: readonly string[];
  scopes: readonly Scope[];
  placed: ReadonlyMap<string, readonly PlacedProblem[]>;
  /** Only one column. */
  wide: boolean;
}

const cellsOf = ({ all, arms, whole }: Row, scopes: readonly Scope[]): Cell[] =>
  whole ? [all] : scopes.flatMap((scope) => (scope === "all" ? [all] : (arms[scope] ?? [])));

/** What a change does to the race. */
function From() {
  const t = texts.value;
  const possible = isUnderWay();
  const here = fromHere.value && possible;
  const choice = (value: boolean, label: string) => (
    <label class="chip">
      <input type="radio" name="change-from" checked={here === value} disabled={value && !possible} onChange={() => (fromHere.value = value)} />
      <span>{label}</span>
    </label>
  );
  return (
    <fieldset class="chips from" aria-describedby={here ? "from-here-note" : undefined}>
      <legend>{t.from}</legend>
      {choice(false, t.fromStart)}
      {choice(true, t.fromHere)}
      {here && <p class="note" id="from-here-note">{t.fromHereNote}</p>}
      <div role="status">{here && refused.value && <p class="problems">{t.refused[refused.value]}</p>}</div>
    </fieldset>
  );
}

function Tabs({ names, scope, file }: { names: readonly string[]; scope: Scope; file: string }) {
  const t = texts.value;
  const choice = (value: Scope, label: string) => (
    <label class="chip">
      <input type="radio" name="settings-of" checked={scope === value} onChange={() => (chosen.value = { file, scope: value })} />
      <span>
        {value !== "all" && <Swatch index={value} />}
        {label}
      </span>
    </label>
  );
  return (
    <fieldset class="chips tabs">
      <legend class="hidden">{t.variants}</legend>
      {choice("all", t.all)}
      {names.map((name, arm) => choice(arm, name))}
    </fieldset>
  );
}

function Head({ names, scopes, placed }: Context) {
  const t = texts.value;
  const file = draft.value.value;
  const arms = scopes.filter((scope) => scope !== "all");
  return (
    <thead>
      <tr>
        <td>
          <button type="button" class="small" onClick={() => editAll(addArm(file, "all"))}>
            {t.add}
          </button>
        </td>
        {scopes.map((scope) => (
          <th key={String(scope)} scope="col">
            {scope === "all" ? (names.length === 0 ? t.only : t.all) : <ArmHead arm={scope} name={names[scope]!} invalid={placed.has(keyOf(nameAt(scope)))} />}
          </th>
        ))}
      </tr>
      <Faults paths={arms.map(nameAt)} placed={placed} span={scopes.length + 1} />
    </thead>
  );
}

function ArmHead({ arm, name, invalid }: { arm: number; name: string; invalid: boolean }) {
  const t = texts.value;
  const file = draft.value.value;
  return (
    <div class="arm-head">
      <Swatch index={arm} />
      <IconButton label={t.copy(name)} shape="M5.5 4.5v-3h9v9h-3M1.5 5.5h9v9h-9z" press={() => editAll(addArm(file, arm))} />
      <IconButton label={t.remove(name)} shape="M3.5 3.5l9 9m0-9l-9 9" press={() => editAll(removeArm(file, arm))} />
      <Typed cell={{ path: nameAt(arm) }} label={t.nameOf(name)} invalid={invalid} value={name} commit={(next) => edit(nameAt(arm), next)} />
    </div>
  );
}

function IconButton({ label, shape, press }: { label: string; shape: string; press: () => void }) {
  return (
    <button type="button" class="small line" aria-label={label} title={label} onClick={press}>
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
        <path d={shape} />
      </svg>
    </button>
  );
}

function SettingRow({ row, names, scopes, placed, wide }: Context & { row: Row }) {
  const t = texts.value;
  const label = labelOf(row, t);
  const several = scopes.length > 1;
  const columns = row.whole ? ["all" as const] : scopes;
  const cell = (scope: Scope) => {
    const one = scope === "all" ? row.all : row.arms[scope];
    const whose = scope !== "all" ? names[scope]! : row.whole || names.length === 0 ? undefined : t.all;
    return (
      <td key={String(scope)} colSpan={row.whole ? scopes.length : 1} class={scope === "all" ? "of-all" : one ? "" : "absent"}>
        {one && (
          <div class={row.whole ? "whole" : ""}>
            <Control
              row={row}
              cell={one}
              label={whose === undefined ? label : t.cell(label, whose)}
              wide={wide || row.whole}
              invalid={placed.has(keyOf(one.path))}
              set={(value) => set(row, scope, value)}
            />
          </div>
        )}
      </td>
    );
  };
  return (
    <>
      <tr class={row.differs && several ? "differs" : ""}>
        <th scope="row">
          <span class="label">
            {label}
            {row.differs && (
              <span class="differs-mark" title={t.differs}>
                <span aria-hidden="true"> ≠</span>
                <span class="hidden"> ({t.differs})</span>
              </span>
            )}
          </span>{" "}
          <code>{breakable(String(row.path.at(-1)))}</code>
        </th>
        {columns.map(cell)}
      </tr>
      <Faults paths={cellsOf(row, scopes).map(({ path }) => path)} placed={placed} span={scopes.length + 1} />
    </>
  );
}

/** What is wrong in a row, below it. */
function Faults({ paths, placed, span }: { paths: readonly Path[]; placed: Context["placed"]; span: number }) {
  const wrong = paths.filter((path) => placed.has(keyOf(path)));
  if (wrong.length === 0) return null;
  return (
    <tr class="faults">
      <td colSpan={span}>
        <div>
          {wrong.map((path) => (
            <ul key={keyOf(path)} class="problems" id={`${idOf(path)}-problems`}>
              {placed.get(keyOf(path))!.map((problem) => <li><Said problem={problem} /></li>)}
            </ul>
          ))}
        </div>
      </td>
    </tr>
  );
}

/** Writes what a cell was changed to: into the settings or, from here on, into a twin of each arm that it is about. */
function set(row: Row, scope: Scope, value: unknown): void {
  const file = draft.peek().value;
  const edits = change(file, row, scope, value);
  if (edits.length === 0) return;
  if (!fromHere.peek() || !isUnderWay() || !holdsFromHere(row)) {
    editAll(edits);
    return;
  }
  const arms = scope !== "all" ? [scope] : row.arms.length === 0 ? [0] : row.arms.flatMap((cell, arm) => (cell ? [arm] : []));
  for (const arm of arms) {
    const [own] = write(file, row.arms.length === 0 ? "all" : arm, row, value);
    if (own) fork(arm, own[0][0] === "arms" ? own[0].slice(2) : own[0], own[1]);
  }
}

function labelOf({ path, kind }: Row, t: SettingsTexts): string {
  const [owner, key] = [path.at(-2), String(path.at(-1))];
  const named = (areDigits.value ? undefined : t.rowsOfOwn[path.join(".")]) ?? t.rows[path.join(".")];
  if (named !== undefined) return named;
  if (kind.kind === "optional") return t.optionalParts[key]!["name"]!;
  const labels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    ...t.optionalParts, optimizer: t.optionLabels, schedule: t.scheduleLabels, activation: t.activationLabels,
    regularization: t.regularizationLabels, training: t.trainingLabels, loss: t.lossLabels,
  };
  return labels[String(owner)]?.[key] ?? key;
}
