// The film of a race: a picture whose curves draw themselves, all at the same iteration, as the race did. It is SVG with
// CSS animations, exact and small; where nothing may move, it shows the end.

import { seriesStyle } from "../../report/palette.ts";
import { spread } from "../../report/spread.ts";
import { element, fontSize, margin, stack, textBlock } from "../../report/svg.ts";
import { emsOf, replaceUnprintable, shorten } from "../../report/text.ts";

export interface FilmCurve {
  readonly name: string;
  /** Place of the arm, which is its colour's. */
  readonly index: number;
  /** Scores, the first of them at iteration 0 where that is known. */
  readonly points: readonly { readonly iteration: number; readonly value: number }[];
}

/** The axis of scores: what lies above it is drawn at its end. */
export interface FilmAxis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly format: (tick: number) => string;
}

export interface Film {
  readonly title: string;
  readonly curves: readonly FilmCurve[];
  /** What is said below the curves when they have come to their end. */
  readonly finding: string;
  /** Names of the axes, and what counts. */
  readonly texts: { readonly score: string; readonly iteration: string };
  readonly axis: FilmAxis;
  readonly format: (score: number) => string;
  readonly formatCount: (count: number) => string;
}

const width = 880;
const plotHeight = 340;
const left = 46;
const seconds = 12;
/** How much of the time the race takes; the rest its end stays. */
const racing = 0.75;
const mostFrames = 120;
const lineHeight = 22;

/** @param document Makes the elements. */
export function film(document: Document, { title, curves, finding, texts, axis, format, formatCount }: Film): SVGSVGElement {
  const inner = width - 2 * margin;
  const names = curves.map(({ name }) => shorten(replaceUnprintable(name), 14, emsOf));
  const nameWidth = fontSize * Math.max(0, ...names.map(emsOf));
  const valueWidth = fontSize * emsOf("100.0 %");
  const right = inner - 30 - nameWidth - valueWidth;
  const top = 26;
  const bottom = Math.max(plotHeight, top + curves.length * lineHeight);
  const last = Math.max(1, ...curves.map(({ points }) => points.at(-1)?.iteration ?? 0));
  const x = (iteration: number) => left + ((right - left) * iteration) / last;
  const y = (value: number) => bottom - (bottom - top) * Math.min(1, Math.max(0, (value - axis.low) / (axis.high - axis.low)));
  const frames = framesOf(curves, last);
  const shares = frames.map((iteration) => iteration / last);
  const at = (curve: FilmCurve, iteration: number) => valueAt(curve.points, iteration);

  const plot = element(document, "g", {});
  for (const tick of axis.ticks) {
    plot.append(
      element(document, "path", { "d": `M${left},${round(y(tick))}H${round(right)}`, "stroke": "currentColor", "stroke-opacity": 0.12 }),
      element(document, "text", { "x": left - 8, "y": round(y(tick)), "dy": "0.32em", "text-anchor": "end" }, axis.format(tick)),
    );
  }
  for (let i = 0; i <= 4; i++) {
    const iteration = Math.round((last * i) / 4);
    plot.append(element(document, "text", { "x": round(x(iteration)), "y": bottom + 20, "text-anchor": "middle" }, formatCount(iteration)));
  }
  plot.append(
    element(document, "text", { x: left, y: 10, opacity: 0.75 }, texts.score),
    element(document, "text", { "x": round((left + right) / 2), "y": bottom + 40, "text-anchor": "middle", "opacity": 0.75 }, texts.iteration),
  );

  const clip = element(document, "clipPath", { id: "raced" });
  clip.append(element(document, "rect", { class: "raced", x: left - 1, y: 0, width: round(right - left + 2), height: bottom + 4 }));
  const lines = element(document, "g", { "clip-path": "url(#raced)", "fill": "none", "stroke-width": 2.5, "stroke-linejoin": "round" });
  const keyframes: string[] = [];
  const animated: string[] = [];
  /** Moves `name` from frame to frame; where nothing moves it stands at the last. */
  const move = (name: string, places: readonly (readonly [number, number])[]) => {
    keyframes.push(keyframesOf(name, shares, places));
    animated.push(`.${name}{animation-name:${name}}`);
    const [endX, endY] = places.at(-1)!;
    return { class: `moves ${name}`, transform: `translate(${round(endX)},${round(endY)})` };
  };

  const heads = element(document, "g", {});
  const board = element(document, "g", {});
  const labelHeights = frames.map((iteration) =>
    spread(curves.map((curve) => y(at(curve, iteration) ?? 0)), lineHeight, top, bottom));
  curves.forEach((curve, i) => {
    const { stroke, strokeDasharray } = seriesStyle(curve.index);
    const d = curve.points.map(({ iteration, value }) => `${round(x(iteration))},${round(y(value))}`).join("L");
    if (d === "") return;
    lines.append(element(document, "path", { d: `M${d}`, stroke, "stroke-dasharray": strokeDasharray }));
    // A variant that ended early stays where it ended.
    const end = curve.points.at(-1)!.iteration;
    const first = curve.points[0]!.iteration;
    const places = frames.map((iteration) => {
      const shown = Math.min(end, Math.max(first, iteration));
      return [x(shown), y(at(curve, shown)!)] as const;
    });
    heads.append(element(document, "circle", { ...move(`h${i}`, places), r: 4.5, fill: stroke }));
    const row = element(document, "g", move(`l${i}`, frames.map((_, frame) => [right + 12, labelHeights[frame]![i]!])));
    row.append(
      element(document, "circle", { cx: 0, cy: 0, r: 4.5, fill: stroke }),
      element(document, "text", { x: 12, dy: "0.32em" }, names[i]),
      strip(document, frames.map((iteration) => {
        const value = at(curve, iteration);
        return value === undefined ? "" : format(value);
      }), { "x": round(20 + nameWidth + valueWidth - 4), "text-anchor": "end", "font-weight": 600 }),
    );
    board.append(row);
  });
  const counter = element(document, "g", { transform: `translate(${round(right)},10)` });
  counter.append(strip(document, frames.map(formatCount), { "text-anchor": "end", "font-weight": 600 }));
  plot.append(clip, lines, heads, board, counter);

  const said = textBlock(document, inner, finding, { "class": "finding", "font-size": 14 });
  const svg = stack(document, width, title, finding, [
    textBlock(document, inner, replaceUnprintable(title), { "font-size": 16, "font-weight": 600 }),
    { node: element(document, "g", {}), height: 10 },
    { node: plot, height: bottom + 54 },
    said,
  ]);
  keyframes.push(
    `@keyframes raced{0%{transform:scaleX(0)}${percent(1)},to{transform:scaleX(1)}}`,
    `@keyframes strip{${shares.map((share, frame) => `${percent(share)}{transform:translateY(${-frame * lineHeight}px)}`).join("")}to{transform:translateY(${-(frames.length - 1) * lineHeight}px)}}`,
    `@keyframes finding{0%,${percent(0.999)}{opacity:0}${percent(1)},to{opacity:1}}`,
  );
  const play = [
    `.raced,.moves,.strip,.finding{animation:${seconds}s linear infinite}`,
    `.raced{animation-name:raced;transform-origin:${left}px 0}.strip{animation-name:strip;animation-timing-function:step-end}`,
    ".finding{animation-name:finding}",
    ...animated, ...keyframes,
  ].join("");
  svg.append(element(document, "style", {}, `text{font-variant-numeric:tabular-nums}@media (prefers-reduced-motion:no-preference){${play}}`));
  return svg;
}

/** The iterations at which numbers change: those of the longest curve's points, thinned. */
function framesOf(curves: readonly FilmCurve[], last: number): number[] {
  const longest = curves.reduce<FilmCurve["points"]>((most, { points }) => (points.length > most.length ? points : most), []);
  const stride = Math.ceil(longest.length / mostFrames);
  const kept = longest.map(({ iteration }) => iteration).filter((_, i) => (longest.length - 1 - i) % stride === 0);
  return [...new Set([0, ...kept, last])];
}

/** The value at an iteration, on the line between two points; the last one behind them, nothing before them. */
function valueAt(points: FilmCurve["points"], iteration: number): number | undefined {
  const next = points.findIndex((point) => point.iteration >= iteration);
  if (next < 0) return points.at(-1)?.value;
  const [before, after] = [points[next - 1], points[next]!];
  if (!before || after.iteration === iteration) return after.iteration === iteration ? after.value : undefined;
  return before.value + ((after.value - before.value) * (iteration - before.iteration)) / (after.iteration - before.iteration);
}

const round = (value: number) => Math.round(value * 10) / 10;
/** A share of the race as a moment of the animation. */
const percent = (share: number) => `${Math.round(share * racing * 1e4) / 100}%`;

function keyframesOf(name: string, shares: readonly number[], places: readonly (readonly [number, number])[]): string {
  const steps = places.map(([x, y], i) => `${percent(shares[i]!)}{transform:translate(${round(x)}px,${round(y)}px)}`);
  const [x, y] = places.at(-1)!;
  return `@keyframes ${name}{${steps.join("")}to{transform:translate(${round(x)}px,${round(y)}px)}}`;
}

/** Texts below each other behind a window of one line, which a step moves to the next. */
function strip(document: Document, texts: readonly string[], attributes: Record<string, string | number>): SVGElement {
  const frame = element(document, "svg", { x: -200, y: -lineHeight / 2, width: 600, height: lineHeight, overflow: "hidden" });
  const moved = element(document, "g", { class: "strip", transform: `translate(0,${-(texts.length - 1) * lineHeight})` });
  texts.forEach((text, i) => {
    const { x = 0, ...others } = attributes;
    moved.append(element(document, "text", { x: Number(x) + 200, y: (i + 0.5) * lineHeight, dy: "0.32em", ...others }, text));
  });
  frame.append(moved);
  return frame;
}
