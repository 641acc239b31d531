// One crosshair through all charts: where a chart is pointed at, every one shows the values of that iteration.

import { signal } from "@preact/signals";
import { armColor, Swatch } from "../parts/swatch.tsx";
import { formatCount } from "../texts/language.ts";
import { type Best, type Reading, readingsAt } from "./reading.ts";
import { texts } from "./texts.ts";
import type { View } from "./view.ts";

/** The iteration that is pointed at, by the pointer or by keys. */
export const pointed = signal<number | undefined>(undefined);

/** The line, and a dot on each curve. */
export function Crosshair({ view }: { view: View }) {
  const iteration = pointed.value;
  if (iteration === undefined || iteration > view.iterations) return null;
  const { frame: { top, bottom }, x, y } = view;
  const place = x(iteration);
  return (
    <g class="crosshair">
      <line x1={place} x2={place} y1={top} y2={bottom} />
      {readingsAt(view.curves, iteration, "highest").map(({ curve: { arm }, point }) => {
        const height = point ? y(point.value) : NaN;
        if (!point || !(height >= top && height <= bottom)) return null;
        return <circle key={arm} cx={x(point.iteration)} cy={height} r={3.5} fill={armColor(arm)} />;
      })}
    </g>
  );
}

/** The values beside the line, best first. Not for screen readers: the chart says the same as its value. */
export function ReadingTable({ view, best, format }: { view: View; best: Best; format: (value: number) => string }) {
  const iteration = pointed.value;
  const { frame: { left, right, width }, x, curves, iterations } = view;
  if (iteration === undefined || iteration > iterations || curves.every(({ points }) => points.length === 0)) return null;
  const place = x(iteration);
  const side = place > (left + right) / 2 ? { right: `${width - place + 10}px` } : { left: `${place + 10}px` };
  const t = texts.value;
  return (
    <div class="reading" style={side} aria-hidden="true">
      <p>{t.iteration} {formatCount(iteration)}</p>
      <table>
        <tbody>
          {readingsAt(curves, iteration, best).map(({ curve, point }) => (
            <tr key={curve.arm}>
              <td><Swatch index={curve.arm} /></td>
              <td class="name">{curve.name}</td>
              <td class="value">{point ? format(point.value) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The same in words. */
export const inWords = (readings: readonly Reading[], format: (value: number) => string) =>
  readings.map(({ curve: { name }, point }) => `${name} ${point ? format(point.value) : texts.value.none}`).join(", ");
