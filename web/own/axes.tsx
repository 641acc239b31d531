// A small plot's axes: ticks and names, around what is drawn in them.

import { scaleLinear } from "d3-scale";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { formatTick } from "../charts/axes.ts";

export type Range = readonly [low: number, high: number];

/** Units of the drawing. */
const left = 46;
const [right, top, bottom] = [8, 8, 34];

export interface Plotted {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** The range of all numbers, with so much room in parts of it; around 0 where there are none. */
export function rangeOf(room: number, ...all: readonly ArrayLike<number>[]): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const values of all) {
    for (let i = 0; i < values.length; i++) {
      low = Math.min(low, values[i]!);
      high = Math.max(high, values[i]!);
    }
  }
  if (!(low <= high)) return [-1, 1];
  const more = high > low ? room * (high - low) : 1;
  return [low - more, high + more];
}

export function Axes({ label, width, height, xRange, yRange, xName, yName, children }: {
  label: string;
  width: number;
  height: number;
  xRange: Range;
  yRange: Range;
  xName: string;
  yName: string;
  children: (plotted: Plotted) => ComponentChildren;
}) {
  const clip = useId();
  const x = scaleLinear(xRange, [left, width - right]);
  const y = scaleLinear(yRange, [height - bottom, top]);
  const [bodyWidth, bodyHeight] = [width - left - right, height - top - bottom];
  return (
    <svg class="axes" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <clipPath id={clip}><rect x={left} y={top} width={bodyWidth} height={bodyHeight} /></clipPath>
      <rect class="body" x={left} y={top} width={bodyWidth} height={bodyHeight} />
      {x.ticks(5).map((tick) => (
        <text key={`x ${tick}`} x={x(tick)} y={height - bottom + 13} text-anchor="middle">{formatTick(tick)}</text>
      ))}
      {y.ticks(5).map((tick) => (
        <g key={`y ${tick}`}>
          <path class="line" d={`M${left},${y(tick)}H${width - right}`} />
          <text x={left - 5} y={y(tick)} dy=".32em" text-anchor="end">{formatTick(tick)}</text>
        </g>
      ))}
      <text class="name" x={left + bodyWidth / 2} y={height - 6} text-anchor="middle">{xName}</text>
      <text class="name" transform={`translate(10,${top + bodyHeight / 2}) rotate(-90)`} text-anchor="middle">{yName}</text>
      <g clip-path={`url(#${clip})`}>{children({ x, y })}</g>
    </svg>
  );
}
