// Of one input and numbers to predict: the points, and through them each variant's function.

import { useSignal, useSignalEffect } from "@preact/signals";
import { line } from "d3-shape";
import { useMemo } from "preact/hooks";
import type { Data } from "../../experiment/evaluation.ts";
import { analyse } from "../analysis/client.ts";
import { paced } from "../analysis/paced.ts";
import { about, inFileUnits, targetNamesOf } from "../data/held.ts";
import { targetValues } from "../data/targets.ts";
import { armColor, armDashes } from "../parts/swatch.tsx";
import type { Race } from "../race/race.ts";
import { shownRuns, snapshotAt } from "../race/view.ts";
import { chosenArm, experiment } from "../state/store.ts";
import { Axes, type Plotted, type Range, rangeOf } from "./axes.tsx";
import { texts } from "./texts.ts";
import { chosenTarget, VariantChoice } from "./variant.tsx";

const places = 161;
/** More points nobody tells apart. */
const mostPoints = 500;
const [width, height] = [280, 230];

export function Functions({ now: { data } }: { now: Race }) {
  const t = texts.value;
  const output = chosenTarget();
  const { train, test } = data;
  const [xRange, yRange] = useMemo(
    () => [rangeOf(0.05, train.rows, test.rows), rangeOf(0.12, targetValues(data, "train", output), targetValues(data, "test", output))] as const, [data, output],
  );
  const given = useFunctions(xRange);
  const own = inFileUnits(data, 0);
  const xName = about.get(data)?.features?.[0] ?? "x";
  const target = targetNamesOf(data)[output]!;
  const names = given.map(({ index }) => experiment.value?.arms[index]?.name ?? "");
  return (
    <>
      <h2 id="pad-title">{t.functions}</h2>
      <Axes {...{ width, height, yRange, xName }} xRange={[own(xRange[0]), own(xRange[1])]} yName={target} label={t.functionsPicture(target, xName, names.join(", "))}>
        {({ x: across, y }) => {
          const x = (value: number) => across(own(value));
          return (
            <>
              <Points data={data} output={output} plotted={{ x, y }} />
              {given.toSorted((a, b) => Number(a.index === chosenArm.value) - Number(b.index === chosenArm.value)).map(({ index, values }) => (
                <path
                  key={`line ${index}`} class={index === chosenArm.value ? "function chosen" : "function"} stroke={armColor(index)}
                  stroke-dasharray={armDashes(index)} d={pathOf(values, data.train.outputs!, output, xRange, x, y)}
                />
              ))}
            </>
          );
        }}
      </Axes>
      <VariantChoice />
      <p class="note">{t.functionsNote}</p>
    </>
  );
}

/** They stay, whatever the networks become. */
function Points({ data, output, plotted: { x, y } }: { data: Data; output: number; plotted: Plotted }) {
  const all = useMemo(() => (["test", "train"] as const).map((part) => {
    const values = targetValues(data, part, output);
    return Array.from({ length: Math.min(mostPoints, values.length) }, (_, i) => (
      <circle key={`${part} ${i}`} class={part} r="1.9" cx={x(data[part].rows[i]!).toFixed(1)} cy={y(values[i]!).toFixed(1)} />
    ));
  }), [data, output]);
  return <>{all}</>;
}

function pathOf(
  values: Float32Array, outputs: number, output: number, [from, to]: Range, x: (value: number) => number, y: (value: number) => number,
): string {
  const path = line<number>((i) => x(from + ((to - from) * i) / (places - 1)), (i) => y(values[i * outputs + output]!)).digits(1);
  return path(Array.from({ length: places }, (_, i) => i))!;
}

interface Given {
  readonly index: number;
  readonly values: Float32Array;
}

/** What the shown networks give all over a range. */
function useFunctions([from, to]: Range): readonly Given[] {
  const found = useSignal<readonly Given[]>([]);
  const follow = useMemo(paced, []);
  const range = useSignal<Range>([from, to]);
  if (range.peek()[0] !== from || range.peek()[1] !== to) range.value = [from, to];
  useSignalEffect(() => {
    const looks = shownRuns.value.flatMap((run) => {
      const snapshot = snapshotAt(run);
      return snapshot?.description.inputs === 1 ? [{ index: run.index, snapshot }] : [];
    });
    const x = range.value;
    if (looks.length === 0) {
      found.value = [];
      return;
    }
    follow(async () => {
      const given = await analyse("plane", "functions", { networks: looks.map(({ snapshot }) => snapshot), x, count: places });
      if (given) found.value = looks.flatMap(({ index }, i) => (given[i] ? [{ index, values: given[i] }] : []));
    });
  });
  return found.value;
}
