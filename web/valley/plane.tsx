// The surface from above, with the ways of the balls and a start that can be dragged.

import { useEffect, useMemo, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { formatNumber } from "./numbers.ts";
import { far, polyline } from "../parts/coordinates.ts";
import { armColor, armDashes } from "../parts/swatch.tsx";
import { moveStart, paths, shownStep, start, surface, surfaceName } from "./balls.ts";
import { contoursOf } from "./contours.ts";
import type { Path } from "./path.ts";
import type { Point } from "./surfaces.ts";
import { texts } from "./texts.ts";

/** Up to so many steps each has a dot. */
const mostDots = 250;
/** Points of a way that lie closer to the last one are left out, in pixels. */
const closest = 0.4;
/** A ball outside of the picture stands at its edge. */
const edge = 6;

export function Plane() {
  const t = texts.value;
  const svg = useRef<SVGSVGElement>(null);
  const width = useSignal(640);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => (width.value = entry?.contentRect.width || width.value));
    if (svg.current) observer.observe(svg.current);
    return () => observer.disconnect();
  }, []);
  const { x, y } = surface.value;
  const size: Point = [width.value, (width.value * (y[1] - y[0])) / (x[1] - x[0])];
  const toPixels = ([a, b]: Point): Point => [
    ((a - x[0]) / (x[1] - x[0])) * size[0], ((y[1] - b) / (y[1] - y[0])) * size[1],
  ];
  const fromPointer = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top, width, height } = svg.current!.getBoundingClientRect();
    const value = (share: number, [from, to]: Point) => Number((from + (to - from) * share).toFixed(2));
    return [value((clientX - left) / width, x), value(1 - (clientY - top) / height, y)];
  };
  const contours = useMemo(() => contoursOf(surface.value), [surface.value]);
  const [startX, startY] = toPixels(start.value);
  return (
    <>
      <svg
        ref={svg}
        class="plane"
        viewBox={`0 0 ${size[0]} ${size[1]}`}
        role="group"
        aria-label={t.picture(t.surfaces[surfaceName.value])}
        onClick={(event) => moveStart(fromPointer(event))}
      >
        <g transform={`scale(${size[0]} ${size[1]})`} class="heights" aria-hidden="true">
          {contours.map(({ level, path }) => <path key={level} d={path} />)}
        </g>
        <g class="bottoms" aria-hidden="true">
          {surface.value.bottoms.map((bottom) => {
            const [a, b] = toPixels(bottom);
            return <path d={`M${a - 5},${b}h10M${a},${b - 5}v10`} />;
          })}
        </g>
        <g aria-hidden="true">
          {paths.value?.map((path, index) => <Way path={path} index={index} toPixels={toPixels} size={size} />)}
        </g>
        <circle
          class="start"
          cx={startX}
          cy={startY}
          r={9}
          tabindex={0}
          role="slider"
          aria-label={t.start}
          aria-valuemin={x[0]}
          aria-valuemax={x[1]}
          aria-valuenow={start.value[0]}
          aria-valuetext={t.startAt(formatNumber(start.value[0]), formatNumber(start.value[1]))}
          onKeyDown={moveByKey}
          onPointerDown={(event) => {
            event.currentTarget.focus();
            event.currentTarget.setPointerCapture(event.pointerId);
          }}
          onPointerMove={(event) => {
            if (event.currentTarget.hasPointerCapture(event.pointerId)) moveStart(fromPointer(event));
          }}
          onClick={(event) => event.stopPropagation()}
        />
      </svg>
      <p class="note">{t.startHint}</p>
    </>
  );
}

const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
};

function moveByKey(event: KeyboardEvent): void {
  const direction = directions[event.key];
  if (!direction) return;
  event.preventDefault();
  event.stopPropagation();
  const { x, y } = surface.value;
  const share = event.shiftKey ? 0.05 : 0.005;
  const [dx, dy] = direction;
  moveStart([start.value[0] + dx * share * (x[1] - x[0]), start.value[1] + dy * share * (y[1] - y[0])]);
}

interface WayProps {
  path: Path;
  index: number;
  toPixels: (point: Point) => Point;
  size: Point;
}

function Way({ path, index, toPixels, size: [width, height] }: WayProps) {
  const steps = Math.min(path.steps, Math.floor(shownStep.value));
  const points: Point[] = [];
  for (let step = 0; step <= steps; step++) {
    const at = [path.w[2 * step]!, path.w[2 * step + 1]!].map((value) => (Number.isFinite(value) ? value : 0));
    const [a, b] = toPixels([at[0]!, at[1]!]);
    const last = points.at(-1);
    if (!last || step === steps || Math.hypot(a - last[0], b - last[1]) >= closest) points.push([a, b]);
  }
  const [a, b] = points.at(-1)!;
  const inside: Point = [clamp(a, width), clamp(b, height)];
  const out = Math.hypot(a - inside[0], b - inside[1]) > edge;
  const color = armColor(index);
  return (
    <>
      <polyline
        points={polyline(points)}
        stroke={color}
        stroke-dasharray={armDashes(index)}
      />
      {steps <= mostDots && points.map(([x, y]) => <circle cx={far(x)} cy={far(y)} r={1.8} fill={color} />)}
      <circle class={out ? "out" : "rolling"} cx={inside[0]} cy={inside[1]} r={out ? edge - 1 : edge} stroke={color} fill={color} />
    </>
  );
}

const clamp = (value: number, length: number) => Math.min(length - edge, Math.max(edge, value));
