// A plane of points: what the chosen variant answers all over it, a class or a number, what its hidden units do, and a place
// to draw points.

import { useSignal, useSignalEffect } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import type { Dataset } from "../../bindings/dataset.ts";
import type { Data } from "../../experiment/evaluation.ts";
import { analyse } from "../analysis/client.ts";
import { paced } from "../analysis/paced.ts";
import { paintPicture } from "../analysis/pictures.ts";
import { classColor, type Surfaces, valueColor } from "../analysis/tasks/surface.ts";
import { classNamesOf, targetNamesOf } from "../data/held.ts";
import { targetValues } from "../data/targets.ts";
import { Canvas } from "../parts/canvas.tsx";
import { shownRuns, snapshotAt } from "../race/view.ts";
import { chosenArm, chosenName, race } from "../state/store.ts";
import { formatCount, formatLoss } from "../texts/language.ts";
import { addClass, addPoint, brush, clearPoints, drawn, type DrawnPoint, endStroke, letters, offered, savePoints, undoStroke } from "./drawn.ts";
import { type Range, rangeOf } from "./axes.tsx";
import { texts } from "./texts.ts";
import { chosenTarget, VariantChoice } from "./variant.tsx";

/** Pixels of the pictures, and units of a block that are shown. */
const side = 96;
const unitSide = 28;
const mostUnits = 16;
/** More points nobody tells apart. */
const mostPoints = 500;
/** Points of a stroke are at least so far apart, in parts of the side. */
const apart = 0.025;

interface Bounds {
  readonly x: Range;
  readonly y: Range;
}

const whole: Bounds = { x: [-1, 1], y: [-1, 1] };

/** A square around all points, with some room. */
function boundsOf({ train, test }: { train: Dataset; test: Dataset }): Bounds {
  const [low, high] = [[Infinity, Infinity], [-Infinity, -Infinity]] as [[number, number], [number, number]];
  for (const { rows } of [train, test]) {
    rows.forEach((value, i) => {
      low[i % 2] = Math.min(low[i % 2]!, value);
      high[i % 2] = Math.max(high[i % 2]!, value);
    });
  }
  const size = 0.56 * Math.max(high[0] - low[0], high[1] - low[1], 1e-6);
  const around = (i: 0 | 1): Range => [(low[i] + high[i]) / 2 - size, (low[i] + high[i]) / 2 + size];
  return { x: around(0), y: around(1) };
}

const colorOf = (label: number) => `rgb(${classColor(label).join(" ")})`;
function colorOfValue(value: number, range: Range): string {
  const [r, g, b, a] = valueColor(value, range);
  return `rgb(${r} ${g} ${b} / ${(a / 255).toFixed(3)})`;
}

export function Plane({ drawn: isDrawn }: { drawn: boolean }) {
  const t = texts.value;
  const data = race.value?.data;
  const isPlane = data?.train.inputs === 2;
  const output = chosenTarget();
  const bounds = useMemo(() => (isDrawn || !isPlane ? whole : boundsOf(data)), [data, isDrawn]);
  const targets = useMemo(
    () => (data?.train.outputs === undefined ? undefined : rangeOf(0, targetValues(data, "train", output), targetValues(data, "test", output))), [data, output],
  );
  const surfaces = useSurfaces({ ...bounds, ...(targets && { targets }), output });
  const target = targetNamesOf(data)[output] ?? "";
  const classes = isPlane ? classNamesOf(data) : [];
  return (
    <>
      <h2 id="pad-title">{isDrawn ? t.sets.drawn : t.points}</h2>
      <div class="plane-of-points">
        {surfaces?.answer && (
          <Canvas
            label={targets ? t.valuesPicture(chosenName.value, target) : t.pointsPicture(chosenName.value, classes.join(", "))}
            class="answer"
            when={[surfaces.answer]}
            paint={(canvas) => paintPicture(canvas, surfaces.answer)}
          />
        )}
        {isDrawn ? <Drawing /> : isPlane && <Points data={data} bounds={bounds} targets={targets} output={output} />}
      </div>
      {isDrawn ? <Tools /> : targets ? <Values name={target} range={targets} /> : <Classes names={classes} />}
      <VariantChoice />
      <p class="note">{isDrawn ? t.drawHint : targets ? t.valuesNote : t.pointsNote}</p>
      {surfaces?.blocks.map(({ units, pictures }, block) => (
        <div key={block} class="units">
          <h3>{t.unitsOf(String(block + 1))}</h3>
          <div>
            {pictures.map((picture, unit) => (
              <Canvas key={unit} class="unit" label={`${block + 1}.${unit + 1}`} when={[picture]} paint={(canvas) => paintPicture(canvas, picture)} />
            ))}
          </div>
          {pictures.length < units && <p class="note">{t.furtherUnits(formatCount(units - pictures.length))}</p>}
        </div>
      ))}
      {surfaces && <p class="note">{t.unitsNote}</p>}
    </>
  );
}

/** More names would take the place of the picture. */
const mostNames = 30;

/** What the colours stand for. */
function Classes({ names }: { names: readonly string[] }) {
  return (
    <ul class="class-names">
      {names.slice(0, mostNames).map((name, label) => (
        <li key={label}><i class="class-dot" style={{ background: colorOf(label) }} /> {name}</li>
      ))}
      {names.length > mostNames && <li>…</li>}
    </ul>
  );
}

function Values({ name, range: [low, high] }: { name: string; range: Range }) {
  const steps = Array.from({ length: 9 }, (_, i) => colorOfValue(low + ((high - low) * i) / 8, [low, high]));
  return (
    <p class="value-scale">
      <span>{name}</span> <span>{formatLoss(low)}</span> <i style={{ background: `linear-gradient(90deg, ${steps.join(", ")})` }} /> <span>{formatLoss(high)}</span>
    </p>
  );
}

/** What is asked for, beside the network. */
interface Asked extends Bounds {
  readonly targets?: Range;
  readonly output: number;
}

/** Of the chosen variant, at the moment that is shown. */
function useSurfaces(asked: Asked): Surfaces | undefined {
  const found = useSignal<Surfaces | undefined>(undefined);
  const follow = useMemo(paced, []);
  const wanted = useSignal(asked);
  if (JSON.stringify(wanted.peek()) !== JSON.stringify(asked)) wanted.value = asked;
  useSignalEffect(() => {
    const now = wanted.value;
    const run = shownRuns.value.find(({ index }) => index === chosenArm.value);
    const snapshot = run && snapshotAt(run);
    if (snapshot?.description.inputs !== 2) {
      found.value = undefined;
      return;
    }
    follow(async () => {
      const output = await analyse("plane", "surface", { networks: [snapshot], ...now, side, unitSide, most: mostUnits });
      if (output || !shownRuns.peek().includes(run!)) found.value = output;
    });
  });
  return found.value;
}

function Points({ data, bounds, targets, output }: {
  data: Data; bounds: Bounds; targets: Range | undefined; output: number;
}) {
  const place = (value: number, [from, to]: Range) => (100 * (value - from)) / (to - from);
  const dots = (part: "train" | "test", kind: string) => {
    const { rows, size, labels } = data[part];
    const values = targets && targetValues(data, part, output);
    return Array.from({ length: Math.min(size, mostPoints) }, (_, i) => (
      <circle
        key={`${kind} ${i}`} class={kind} r={1.3} cx={place(rows[2 * i]!, bounds.x).toFixed(2)}
        cy={(100 - place(rows[2 * i + 1]!, bounds.y)).toFixed(2)} style={{ "--of": values ? colorOfValue(values[i]!, targets) : colorOf(labels[i]!) }}
      />
    ));
  };
  const all = useMemo(() => [...dots("test", "tested"), ...dots("train", "trained")], [data, bounds, targets, output]);
  return <svg viewBox="0 0 100 100" class={targets ? "of-values" : undefined} aria-hidden="true">{all}</svg>;
}

function Drawing() {
  const t = texts.value;
  const stroke = useRef<{ before: number; last: DrawnPoint } | undefined>(undefined);
  const cross = useSignal<readonly [number, number] | undefined>(undefined);
  const add = (x: number, y: number) => {
    const round = (value: number) => Math.min(1, Math.max(-1, Number(value.toFixed(3))));
    const point = { x: round(x), y: round(y), label: brush.value };
    addPoint(point);
    return point;
  };
  const at = ({ clientX, clientY, currentTarget }: PointerEvent & { currentTarget: Element }) => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    return [(2 * (clientX - left)) / width - 1, 1 - (2 * (clientY - top)) / height] as const;
  };
  const end = () => {
    if (stroke.current) endStroke(stroke.current.before);
    stroke.current = undefined;
  };
  const press = (event: KeyboardEvent) => {
    const [x, y] = cross.value ?? [0, 0];
    const by = { ArrowLeft: [-0.05, 0], ArrowRight: [0.05, 0], ArrowUp: [0, 0.05], ArrowDown: [0, -0.05] }[event.key];
    if (by) cross.value = [Math.min(1, Math.max(-1, x + by[0]!)), Math.min(1, Math.max(-1, y + by[1]!))];
    else if (event.key === "Enter") {
      const before = drawn.value.length;
      add(x, y);
      endStroke(before);
    } else if (!event.ctrlKey && !event.metaKey && !event.altKey && letters.slice(0, offered.value).includes(event.key.toUpperCase())) {
      brush.value = event.key.toUpperCase();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <svg
      viewBox="-1 -1 2 2"
      class="drawing"
      role="application"
      aria-label={t.drawLabel}
      tabindex={0}
      onKeyDown={press}
      onFocus={() => (cross.value ??= [0, 0])}
      onBlur={() => (cross.value = undefined)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        stroke.current = { before: drawn.value.length, last: add(...at(event)) };
        cross.value = undefined;
      }}
      onPointerMove={(event) => {
        if (!stroke.current) return;
        const [x, y] = at(event);
        const { last } = stroke.current;
        if (Math.hypot(x - last.x, y - last.y) < 2 * apart) return;
        stroke.current.last = add(x, y);
      }}
      onPointerUp={end}
      onPointerCancel={end}
    >
      {drawn.value.map(({ x, y, label }, i) => (
        <circle key={i} class="trained" r={0.026} cx={x} cy={-y} style={{ "--of": colorOf(orderOf(drawn.value).indexOf(label)) }} />
      ))}
      {cross.value && <path class="cross" d={`M${cross.value[0] - 0.06},${-cross.value[1]}h.12m-.06,-.06v.12`} />}
    </svg>
  );
}

/** Classes are numbered as the file's reader does: those that there are, in the order of the alphabet. */
function orderOf(points: readonly DrawnPoint[]): string[] {
  const present = new Set(points.map(({ label }) => label));
  return [...letters.filter((letter) => present.has(letter)), ...letters.filter((letter) => !present.has(letter))];
}

function Tools() {
  const t = texts.value;
  const order = orderOf(drawn.value);
  return (
    <div class="draw-tools">
      <fieldset class="chips">
        <legend class="hidden">{t.brush}</legend>
        {letters.slice(0, offered.value).map((letter) => (
          <label key={letter} class="chip">
            <input type="radio" name="brush" checked={brush.value === letter} onChange={() => (brush.value = letter)} />
            <span><i class="class-dot" style={{ background: colorOf(order.indexOf(letter)) }} /> {letter}</span>
          </label>
        ))}
        <button type="button" class="small" disabled={offered.value === letters.length} aria-label={t.moreClasses} title={t.moreClasses} onClick={addClass}>+</button>
      </fieldset>
      <button type="button" class="small" disabled={drawn.value.length === 0} onClick={undoStroke}>{t.undo}</button>
      <button type="button" class="small" disabled={drawn.value.length === 0} onClick={clearPoints}>{t.clear}</button>
      <button type="button" class="small" disabled={drawn.value.length === 0} onClick={savePoints}>{t.save}</button>
      <span class="note">{t.count(formatCount(drawn.value.length))}</span>
    </div>
  );
}
