// The map: lines of equal loss, the paths of all variants, and where each is at the moment that is shown.

import { scaleLinear } from "d3-scale";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { emsOf, replaceUnprintable, shorten } from "../../report/text.ts";
import { far, polyline } from "../parts/coordinates.ts";
import { armColor, armDashes } from "../parts/swatch.tsx";
import { iterationAt } from "../race/view.ts";
import { formatCount, formatLoss } from "../texts/language.ts";
import { type Contour, contoursOf, labelsOf, type Spot } from "./contours.ts";
import { type Place, ratio } from "./frame.ts";
import type { Survey, Walk } from "./survey.ts";
import { texts } from "./texts.ts";
import { dotEvery, momentAt, standAt } from "./walk.ts";

const margin = { left: 46, right: 10, top: 10, bottom: 44 };
const fontSize = 12;
/** Opacity of a path where it is farthest from the plane. */
const faintest = 0.3;
/** So dark, of 1, is the highest level. */
const darkest = 0.3;
/** Room of a label of a contour. */
const labelRoom = { width: 38, height: 18 };
/** More names do not fit on the map; the table beside it has all. */
const mostNames = 12;

type ToPixels = (place: Place) => Spot;

/** The farthest that any of them is from the plane. */
export const farthestOff = ({ walks }: Survey) => Math.max(0, ...walks.flatMap(({ points }) => points.map(({ off }) => off)));
/** How strongly a path is drawn at a distance from the plane. */
export const strength = (off: number, farthest: number) => 1 - (1 - faintest) * (farthest > 0 ? off / farthest : 0);
export const dotsEvery = ({ walks }: Survey) => dotEvery(Math.max(...walks.map(({ iterations }) => iterations.at(-1)!)));

export function Picture({ survey }: { survey: Survey }) {
  const t = texts.value;
  const svg = useRef<SVGSVGElement>(null);
  const measured = useSignal(640);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => (measured.value = Math.round(entry?.contentRect.width || measured.value)));
    observer.observe(svg.current!.parentElement!);
    return () => observer.disconnect();
  }, []);
  const { frame, walks, pair, heights, step, plane } = survey;
  const width = measured.value - margin.left - margin.right;
  const size = { width, height: width / ratio };
  const toPixels: ToPixels = ({ x, y }) => [
    ((x - frame.left) / frame.width) * size.width, (1 - (y - frame.bottom) / frame.height) * size.height,
  ];
  const contours = useMemo(() => contoursOf(heights, step), [heights]);
  const every = dotsEvery(survey);
  const farthest = farthestOff(survey);
  const [first, second] = pair;
  const ends = walks.map((walk) => ({ walk, at: toPixels(walk.points.at(-1)!) }));
  const start = toPixels({ x: 0, y: 0 });
  const names = namesOf(ends, pair, start, size);
  const taken = [
    start, ...ends.map(({ at }) => at), ...names.map(({ x, y, width: own }): Spot => [x + own / 2, y]),
    ...walks.flatMap(({ points }) => points.filter((_, i) => i % 3 === 0).map(toPixels)),
  ];
  const full = measured.value;
  const high = size.height + margin.top + margin.bottom;
  const everybody = t.list(walks.map(({ run }) => run.arm.name));
  return (
    <svg
      ref={svg}
      id="landscape-picture"
      width={full}
      height={high}
      viewBox={`${-margin.left} ${-margin.top} ${full} ${high}`}
      role="img"
      aria-label={t.picture(first.arm.name, second.arm.name, everybody)}
    >
      <clipPath id="landscape-frame">
        <rect width={size.width} height={size.height} />
      </clipPath>
      <g clip-path="url(#landscape-frame)">
        <Heights contours={contours} size={size} />
        {first !== second && <Straight from={toPixels({ x: plane.length, y: 0 })} to={toPixels({ x: plane.along, y: plane.height })} />}
        {walks.map((walk) => <Path walk={walk} toPixels={toPixels} farthest={farthest} every={every} />)}
        <Labels contours={contours} size={size} taken={taken} />
      </g>
      <Axes survey={survey} size={size} />
      <Start at={start} />
      <g clip-path="url(#landscape-frame)">
        {ends.map(({ walk, at: [x, y] }) => <circle class="end" cx={x} cy={y} r={3.5} fill={armColor(walk.run.index)} />)}
        {walks.map((walk) => <Now walk={walk} toPixels={toPixels} />)}
      </g>
      {names.map(({ walk, x, y, text }) => (
        <text class={pair.includes(walk.run) ? "name chosen" : "name"} x={x} y={y} dy=".35em">
          {text}
        </text>
      ))}
    </svg>
  );
}

function Heights({ contours, size }: { contours: readonly Contour[]; size: { width: number; height: number } }) {
  // Layers of ink over each other: the highest is as dark as `darkest`.
  const ink = 1 - (1 - darkest) ** (1 / Math.max(1, contours.length));
  const toPath = (ring: readonly Spot[]) =>
    `M${ring.map(([x, y]) => `${(x * size.width).toFixed(1)},${(y * size.height).toFixed(1)}`).join("L")}Z`;
  return (
    <>
      {contours.map(({ level, rings }) => (
        <path key={level} class="height" d={rings.map(toPath).join("")} fill-opacity={ink.toFixed(4)} fill-rule="evenodd" />
      ))}
    </>
  );
}

function Labels({ contours, size, taken }: { contours: readonly Contour[]; size: { width: number; height: number }; taken: readonly Spot[] }) {
  return (
    <>
      {labelsOf(contours, size, taken, labelRoom).map(({ level, x, y }) => (
        <text key={level} class="level" x={x} y={y} dy=".35em">
          {formatLoss(level)}
        </text>
      ))}
    </>
  );
}

const Straight = ({ from: [x1, y1], to: [x2, y2] }: { from: Spot; to: Spot }) => (
  <line class="straight" x1={x1} y1={y1} x2={x2} y2={y2} />
);

/** A path: fainter where it is farther from the plane, with a dot every so many iterations. */
function Path({ walk, toPixels, farthest, every }: { walk: Walk; toPixels: ToPixels; farthest: number; every: number }) {
  const { run, points, iterations } = walk;
  const color = armColor(run.index);
  const dashes = armDashes(run.index);
  const spots = points.map(toPixels);
  const last = iterations.at(-1)!;
  const dots = Array.from({ length: Math.floor(last / every) }, (_, i) => (i + 1) * every);
  let length = 0;
  return (
    <>
      <polyline class="halo" points={polyline(spots)} />
      {spots.slice(1).map(([x, y], i) => {
        const [x0, y0] = spots[i]!;
        const offset = length;
        length += Math.hypot(x - x0, y - y0);
        const opacity = strength((points[i]!.off + points[i + 1]!.off) / 2, farthest);
        return (
          <line
            class="path" x1={far(x0)} y1={far(y0)} x2={far(x)} y2={far(y)} stroke={color} stroke-opacity={opacity.toFixed(2)}
            stroke-dasharray={dashes} stroke-dashoffset={dashes === "none" ? undefined : offset.toFixed(1)}
          />
        );
      })}
      {dots.map((iteration) => {
        const [x, y] = toPixels(standAt(walk, iteration));
        const opacity = strength(points[momentAt(walk, iteration)]!.off, farthest);
        return <circle cx={far(x)} cy={far(y)} r={2.4} fill={color} fill-opacity={opacity.toFixed(2)} />;
      })}
    </>
  );
}

/** Where it is at the moment that is shown. */
function Now({ walk, toPixels }: { walk: Walk; toPixels: ToPixels }) {
  const [x, y] = toPixels(standAt(walk, iterationAt(walk.run)));
  return <circle class="now" cx={far(x)} cy={far(y)} r={6} stroke={armColor(walk.run.index)} />;
}

function Start({ at: [x, y] }: { at: Spot }) {
  return (
    <g>
      <path class="start" d={`M${x},${y - 5}l5,5l-5,5l-5,-5Z`} />
      <text class="name" x={x} y={y + 18} text-anchor="middle">
        {texts.value.start}
      </text>
    </g>
  );
}

function Axes({ survey: { frame, pair: [first, second] }, size }: { survey: Survey; size: { width: number; height: number } }) {
  const t = texts.value;
  const x = scaleLinear([frame.left, frame.left + frame.width], [0, size.width]);
  const y = scaleLinear([frame.bottom, frame.bottom + frame.height], [size.height, 0]);
  const ticks = Math.max(3, Math.round(size.width / 90));
  const most = (size.width - 8) / fontSize;
  const name = replaceUnprintable(first.arm.name);
  const whole = t.axisAlong(name);
  const along = emsOf(whole) <= most ? whole : shorten(t.axisAlongShort(name), most, emsOf);
  const across = first === second ? t.axisAcrossOwn : t.axisAcross(replaceUnprintable(second.arm.name));
  return (
    <g class="axes">
      <rect class="frame" width={size.width} height={size.height} />
      {x.ticks(ticks).map((value) => (
        <g transform={`translate(${x(value).toFixed(1)} ${size.height})`}>
          <line y2={4} />
          <text y={16} text-anchor="middle">
            {formatCount(value)}
          </text>
        </g>
      ))}
      {y.ticks(ticks * 0.75).map((value) => (
        <g transform={`translate(0 ${y(value).toFixed(1)})`}>
          <line x2={-4} />
          <text x={-7} dy=".35em" text-anchor="end">
            {formatCount(value)}
          </text>
        </g>
      ))}
      <text x={size.width / 2} y={size.height + 36} text-anchor="middle">
        {along}
      </text>
      <text transform={`translate(${-margin.left + 11} ${size.height / 2}) rotate(-90)`} text-anchor="middle">
        {shorten(across, (size.height - 8) / fontSize, emsOf)}
      </text>
    </g>
  );
}

interface Name {
  walk: Walk;
  x: number;
  y: number;
  width: number;
  text: string;
}

/** Names beside the ends, where there is room for them and no other end is nearer: first of the two that span the plane. */
function namesOf(
  ends: readonly { walk: Walk; at: Spot }[], pair: Survey["pair"], start: Spot, size: { width: number; height: number },
): Name[] {
  const height = fontSize + 3;
  const placed: Name[] = [];
  const marks = ends.map(({ at }): Box => around(at, 8));
  const word: Box = { left: start[0] - 18, right: start[0] + 18, top: start[1] - 8, bottom: start[1] + 24 };
  const order = [...ends.keys()].sort((a, b) => Number(pair.includes(ends[b]!.walk.run)) - Number(pair.includes(ends[a]!.walk.run)));
  for (const i of order.slice(0, mostNames)) {
    const { walk, at: [x, y] } = ends[i]!;
    const text = shorten(replaceUnprintable(walk.run.arm.name), 14, emsOf);
    const width = fontSize * emsOf(text) * (pair.includes(walk.run) ? 1.1 : 1);
    const places: Spot[] = [
      [x + 9, y], [x - width - 9, y], [x - width / 2, y - 15], [x - width / 2, y + 15], [x + 8, y - 14], [x + 8, y + 14],
      [x - width - 8, y - 14], [x - width - 8, y + 14], [x + 9, y - 28], [x + 9, y + 28],
    ];
    const boxes = placed.map((name): Box => boxOf(name.x, name.y, name.width, height));
    const obstacles = [...marks.filter((mark) => mark !== marks[i]), word, ...boxes];
    const found = places.find(([left, middle]) => {
      const box = boxOf(left, middle, width, height);
      const inside = box.left >= 2 && box.right <= size.width - 2 && box.top >= 0 && box.bottom <= size.height;
      const own = distanceOf(box, [x, y]);
      return inside && obstacles.every((other) => isApart(box, other)) && ends.every(({ at }) => own <= distanceOf(box, at));
    });
    if (found) placed.push({ walk, x: found[0], y: found[1], width, text });
  }
  return placed;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const boxOf = (left: number, middle: number, width: number, height: number): Box =>
  ({ left, right: left + width, top: middle - height / 2, bottom: middle + height / 2 });
const around = ([x, y]: Spot, radius: number): Box => boxOf(x - radius, y, 2 * radius, 2 * radius);
const distanceOf = ({ left, right, top, bottom }: Box, [x, y]: Spot) =>
  Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
const isApart = (a: Box, b: Box) => a.right < b.left || a.left > b.right || a.bottom < b.top || a.top > b.bottom;
