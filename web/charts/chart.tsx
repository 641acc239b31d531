// One live chart: an SVG whose paths are updated while runs record, of the same size before there are data and after.

import { batch, type ReadonlySignal, signal, useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { armColor, armDashes } from "../parts/swatch.tsx";
import { activity, goTo, moment } from "../state/store.ts";
import { formatCount } from "../texts/language.ts";
import { formatTick, type ScaleName, valueAxis } from "./axes.ts";
import { followRuns } from "./beat.ts";
import { Crosshair, inWords, pointed, ReadingTable } from "./crosshair.tsx";
import { type Frame, frameOf, heightOf, type Label, placeLabels, round } from "./layout.ts";
import { type Box, noteLineHeight, placeNotes } from "./notes.ts";
import { type Best, further, lastKnown, nearest, pointAt, readingsAt, stopsOf } from "./reading.ts";
import type { Curve, Point } from "./series.ts";
import { texts } from "./texts.ts";
import { bandPath, linePath, type View, viewOf } from "./view.ts";

/** Pinned to the curve of an arm at an iteration, or to the highest one; shown once the curve has come so far. */
export interface Note {
  iteration: number;
  arm?: number;
  text: string;
}

/** What the story says at the curves of the first chart. */
export const notes = signal<Note[]>([]);

export interface LineChartProps {
  title: string;
  /** A line below the title, and one below the plot. */
  note?: ComponentChildren;
  foot?: ComponentChildren;
  /** What the reader may choose from, and what is chosen. */
  scales: readonly ScaleName[];
  scale: ScaleName;
  choose: (scale: ScaleName) => void;
  /** What an axis of losses has in any case. */
  least?: { low: number; high: number };
  /** Of a value that is read, and of a tick. */
  format: (value: number) => string;
  tick?: (value: number) => string;
  best: Best;
  /** The last iteration of the axis. */
  iterations: number;
  /** Of all curves that will be named, so that there is room for them before they begin. */
  names: readonly string[];
  /** Read anew at every beat. */
  curves: () => Curve[];
  notes?: ReadonlySignal<Note[]>;
  /** Drawn below and above the curves. */
  below?: (view: View) => ComponentChildren;
  above?: (view: View) => ComponentChildren;
}

export function LineChart(props: LineChartProps) {
  const { title, note, foot, format, best, names, iterations, scale, least } = props;
  const place = useRef<HTMLDivElement>(null);
  const { width, height, near } = useBox(place);
  if (near) followRuns();
  const lastTick = formatCount(iterations);
  const frame = useMemo(
    () => frameOf(width, names, lastTick, Math.max(height, heightOf(width, names.length))),
    [width, height, names.join("\n"), lastTick],
  );
  const curves = props.curves();
  const view = width > 0 ? viewOf(curves, frame, valueAxis(scale, curves, least), iterations) : undefined;
  const titleId = useId();
  return (
    <figure class="card chart">
      <figcaption>
        <div class="chart-head">
          <h3 id={titleId}>{title}</h3>
          <ScaleChoice {...props} />
        </div>
        <div class="note">{note}</div>
      </figcaption>
      <div ref={place} class="plot" style={{ minHeight: `${heightOf(width || 320, names.length)}px` }}>
        {view && (
          <>
            <Plot {...props} view={view} near={near} />
            {near && <ReadingTable view={view} best={best} format={format} />}
          </>
        )}
      </div>
      {foot}
    </figure>
  );
}

function ScaleChoice({ title, scales, scale, choose }: LineChartProps) {
  const t = texts.value;
  return (
    <div class="scale-choice" role="group" aria-label={t.scaleOf(title)}>
      {scales.map((name) => (
        <button type="button" key={name} aria-pressed={name === scale} onClick={() => choose(name)}>
          {t.scales[name]}
        </button>
      ))}
    </div>
  );
}

interface PlotProps extends LineChartProps {
  view: View;
  near: boolean;
}

function Plot({ view, near, title, format, tick = formatTick, best, below, above, notes: pinned }: PlotProps) {
  const t = texts.value;
  const clip = useId();
  const { frame, axis, curves, x, y } = view;
  const { left, right, top, bottom, height } = frame;
  const shown = moment.value ?? Infinity;
  const named = curves.filter(({ kind }) => kind === "main");
  const heads = named.flatMap((curve): Head[] => {
    const point = lastKnown(curve.points, shown);
    return point ? [{ curve, x: x(point.iteration), y: y(point.value) }] : [];
  });
  const labels = frame.labelHeight > 0 ? placeLabels(heads, frame) : [];
  return (
    <Reader view={view} title={title} format={format} best={best}>
      <clipPath id={clip}>
        <rect x={left - 2} y={top - 2} width={right - left + 4} height={bottom - top + 4} />
      </clipPath>
      <g class="axis">
        {axis.ticks.map((value) => (
          <g key={value} transform={`translate(0,${round(y(value))})`}>
            <line x1={left} x2={right} />
            <text x={left - 7} dy=".32em" text-anchor="end">{tick(value)}</text>
          </g>
        ))}
        {view.iterationTicks.map((value) => (
          <g key={value} transform={`translate(${round(x(value))},${bottom})`}>
            <line y2="4" />
            <text y="17" text-anchor="middle">{formatCount(value)}</text>
          </g>
        ))}
        <text x={(left + right) / 2} y={height - 5} text-anchor="middle">{t.iteration}</text>
        {axis.cut !== undefined && <text x={right - 4} y={top + 4} text-anchor="end">↑ {t.cut(formatTick(axis.cut))}</text>}
      </g>
      <g clip-path={`url(#${clip})`}>
        {below?.(view)}
        {curves.map((curve) => <CurvePath key={`${curve.kind} ${curve.arm}`} view={view} curve={curve} />)}
      </g>
      {moment.value !== undefined && <Moment view={view} iteration={moment.value} />}
      {above?.(view)}
      <Heads heads={heads} labels={labels} frame={frame} />
      {pinned && <Notes view={view} pinned={pinned.value} shown={shown} heads={heads} labels={labels} />}
      {near && <Crosshair view={view} />}
    </Reader>
  );
}

function CurvePath({ view, curve: { arm, kind, points, branched } }: { view: View; curve: Curve }) {
  const band = kind === "main" ? bandPath(view, points) : undefined;
  const [first] = points;
  return (
    <>
      {band && <path class="band" d={band} fill={armColor(arm)} />}
      <path
        class={`curve ${kind}`}
        d={linePath(view, points)}
        stroke={armColor(arm)}
        stroke-dasharray={kind === "training" ? "0.5 3.5" : armDashes(arm)}
      />
      {branched && first && <circle class="branch" cx={view.x(first.iteration)} cy={view.y(first.value)} r="4" stroke={armColor(arm)} />}
    </>
  );
}

interface Head {
  curve: Curve;
  x: number;
  y: number;
}

/** A dot where each curve stands now, and its name beside it. */
function Heads({ heads, labels, frame: { shown, top, bottom } }: { heads: Head[]; labels: Label[]; frame: Frame }) {
  return (
    <g class="ends">
      {heads.map(({ curve: { arm }, x, y }) =>
        y >= top && y <= bottom && <circle key={`dot ${arm}`} cx={round(x)} cy={round(y)} r="3" fill={armColor(arm)} />)}
      {labels.map(({ x, y, path, far }, i) => {
        const { arm, name } = heads[i]!.curve;
        return (
          <g key={`name ${arm}`}>
            <path d={path} stroke={armColor(arm)} stroke-dasharray={far ? "1 4" : undefined} />
            <text transform={`translate(${x},${y})`} dy=".32em"><title>{name}</title>{shown.get(name) ?? name}</text>
          </g>
        );
      })}
    </g>
  );
}

/** Where the timeline stands: what comes later is known already, and pale. */
function Moment({ view: { frame: { top, bottom, right }, x }, iteration }: { view: View; iteration: number }) {
  const place = round(x(iteration));
  return (
    <g class="moment">
      <rect x={place} y={top - 3} width={Math.max(0, right - place + 3)} height={bottom - top + 4} />
      <path d={`M${place},${bottom}V${top}m-4,-8h8l-4,7z`} />
    </g>
  );
}

interface NotesProps {
  view: View;
  pinned: readonly Note[];
  shown: number;
  heads: Head[];
  labels: Label[];
}

function Notes({ view, pinned, shown, heads, labels }: NotesProps) {
  const { frame, curves, x, y } = view;
  const named = curves.filter(({ kind }) => kind === "main");
  const placed = pinned.flatMap(({ iteration, arm, text }) => {
    const on = arm === undefined ? named : named.filter((curve) => curve.arm === arm);
    const [first, ...others] = iteration <= shown ? on.flatMap(({ points }) => pointAt(points, iteration) ?? []) : [];
    if (!first) return [];
    const point = others.reduce<Point>((best, other) => (other.value > best.value ? other : best), first);
    return [{ text, place: { x: x(point.iteration), y: y(point.value) } }];
  });
  if (placed.length === 0) return null;
  const taken = labels.map(({ x, y }): Box => {
    return { x, y: y - frame.labelHeight / 2, width: frame.width - frame.right, height: frame.labelHeight };
  });
  const dots = heads.map(({ x, y }): Box => ({ x: x - 5, y: y - 5, width: 10, height: 10 }));
  const crowd = named.flatMap(({ points }) => {
    const stride = Math.ceil(points.length / 60);
    return points.filter((_, i) => i % stride === 0).map(({ iteration, value }) => ({ x: x(iteration), y: y(value) }));
  });
  const boxes = placeNotes(placed, frame, [...taken, ...dots], crowd);
  return (
    <g class="notes">
      {boxes.map(({ leader }, i) => <path key={i} d={leader} />)}
      {boxes.map(({ anchor, lines, x, y, width, height }, i) => (
        <g key={i}>
          <circle cx={anchor.x} cy={anchor.y} r="4" />
          <rect x={x} y={y} width={width} height={height} rx="5" />
          <text x={x + 6} y={y + 16}>
            {lines.map((line, row) => <tspan key={row} x={x + 6} y={y + 16 + row * noteLineHeight}>{line}</tspan>)}
          </text>
        </g>
      ))}
    </g>
  );
}

const pageOfStops = 10;

interface ReaderProps {
  view: View;
  title: string;
  format: (value: number) => string;
  best: Best;
  children: ComponentChildren;
}

/** Pointer, touch and keys move the crosshair; to screen readers the chart is a slider whose value is what it reads. */
function Reader({ view, title, format, best, children }: ReaderProps) {
  const t = texts.value;
  const { curves, iterations, frame: { width, height } } = view;
  const at = pointed.value;
  const stopAt = (event: MouseEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    // Large type enlarges the chart, too.
    return nearest(stopsOf(curves), view.iterationAt(((event.clientX - box.left) * width) / box.width));
  };
  const point = (event: PointerEvent) => {
    pointed.value = stopAt(event);
  };
  const leave = () => {
    pointed.value = undefined;
  };
  const keys: Record<string, number> = {
    ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: pageOfStops, PageDown: -pageOfStops,
    Home: -Infinity, End: Infinity,
  };
  const press = (event: KeyboardEvent) => {
    const steps = keys[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (steps !== undefined) pointed.value = further(stopsOf(curves), pointed.peek(), steps);
    else if (event.key === "Escape" && pointed.peek() !== undefined) leave();
    else if (event.key === "Enter" && pointed.peek() !== undefined) goTo(pointed.peek());
    else return;
    event.preventDefault();
    // The arrows also turn the story's pages.
    event.stopPropagation();
  };
  const said = () => {
    if (curves.every(({ points }) => points.length === 0)) return t.empty(title);
    if (at !== undefined) return t.reading(formatCount(at), inWords(readingsAt(curves, at, best), format));
    // While it runs the values change all the time: they are said where somebody asks for them.
    if (activity.value === "running") return t.running;
    const last = Math.max(...curves.map(({ points }) => points.at(-1)?.iteration ?? 0));
    return t.ends(title, inWords(readingsAt(curves, last, best), format));
  };
  return (
    <svg
      width={width}
      height={height}
      tabIndex={0}
      role="slider"
      aria-label={t.chart(title)}
      aria-valuemin={0}
      aria-valuemax={iterations}
      aria-valuenow={at ?? 0}
      aria-valuetext={said()}
      onPointerMove={point}
      onPointerDown={point}
      // A finger is lifted to see what was under it: the values stay until something else is touched.
      onPointerLeave={(event) => event.pointerType !== "touch" && leave()}
      onBlur={leave}
      onKeyDown={press}
      onClick={(event) => {
        const stop = stopAt(event);
        if (stop !== undefined) goTo(stop);
      }}
    >
      {children}
    </svg>
  );
}

/** The width of an element in pixels and whether it is in view or nearly so, as they change. */
function useBox(element: RefObject<HTMLElement | null>): { width: number; height: number; near: boolean } {
  const width = useSignal(0);
  const height = useSignal(0);
  const near = useSignal(true);
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    const take = (box: { width: number; height: number }) => {
      batch(() => {
        width.value = Math.floor(box.width);
        height.value = Math.floor(box.height);
      });
    };
    // It comes before the first frame is painted, once the page is laid out.
    const sizes = new ResizeObserver(([entry]) => entry && take(entry.contentRect));
    const views = new IntersectionObserver((entries) => (near.value = entries.at(-1)!.isIntersecting), { rootMargin: "100px" });
    sizes.observe(current);
    views.observe(current);
    return () => {
      sizes.disconnect();
      views.disconnect();
    };
  }, []);
  return { width: width.value, height: height.value, near: near.value };
}
