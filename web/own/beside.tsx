// Beside the first curve, where the data are no images: the points of the plane, or the functions through them, or what is
// known of the data.

import { useMemo } from "preact/hooks";
import { about, classNamesOf, targetNamesOf } from "../data/held.ts";
import { targetValues } from "../data/targets.ts";
import type { Race } from "../race/race.ts";
import { experiment, race } from "../state/store.ts";
import { formatCount, formatLoss } from "../texts/language.ts";
import { rangeOf } from "./axes.tsx";
import { drawing } from "./drawing.ts";
import { drawnFile } from "./drawn.ts";
import { Functions } from "./functions.tsx";
import { Plane } from "./plane.tsx";
import { Predicted } from "./predicted.tsx";
import { texts } from "./texts.ts";
import { chosenTarget, VariantChoice } from "./variant.tsx";

export function Beside() {
  const now = race.value;
  const dataset = experiment.value?.dataset;
  const isDrawn = drawing.value || (dataset?.name === "csv" && dataset.path === drawnFile);
  if (isDrawn || now?.data.train.inputs === 2) return <Plane drawn={isDrawn} />;
  if (!now) return <p class="note">{texts.value.later}</p>;
  const { inputs, outputs } = now.data.train;
  return inputs === 1 && outputs !== undefined ? <Functions now={now} /> : <Facts now={now} />;
}

const mostListed = 30;

function Facts({ now: { data } }: { now: Race }) {
  const t = texts.value;
  const { train, test } = data;
  const { features = [] } = about.get(data) ?? {};
  const ranges = useMemo(() => targetNamesOf(data).map((name, i) => ({ name, range: rangeOf(0, targetValues(data, "train", i), targetValues(data, "test", i)) })), [data]);
  const listed = (names: readonly string[]) => names.slice(0, mostListed).join(", ") + (names.length > mostListed ? ", …" : "");
  const classes = classNamesOf(data);
  return (
    <>
      <h2 id="pad-title">{ranges.length > 0 ? t.predicted : t.known}</h2>
      {ranges.length > 0 && (
        <>
          <VariantChoice />
          <Predicted slot="plane" only={chosenTarget()} />
        </>
      )}
      <p>{t.facts(formatCount(train.size), formatCount(test.size), formatCount(train.inputs))}</p>
      <dl class="facts">
        {classes.length > 0 && (
          <>
            <dt>{t.classesAre(formatCount(classes.length))}</dt>
            <dd>{listed(classes)}</dd>
          </>
        )}
        {ranges.length > 0 && (
          <>
            <dt>{t.targetsAre}</dt>
            {ranges.slice(0, mostListed).map(({ name, range: [low, high] }) => (
              <dd key={name}>{t.targetRange(name, formatLoss(low), formatLoss(high))}</dd>
            ))}
          </>
        )}
        {features.length > 0 && (
          <>
            <dt>{t.inputsAre}</dt>
            <dd>{listed(features)}</dd>
          </>
        )}
      </dl>
    </>
  );
}
