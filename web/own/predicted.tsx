// Of numbers to predict: what the chosen variant gives for test rows, over what they are.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Predictions } from "../../experiment/predictions.ts";
import { analyse } from "../analysis/client.ts";
import { paced } from "../analysis/paced.ts";
import { targetNamesOf } from "../data/held.ts";
import { armColor } from "../parts/swatch.tsx";
import { shownRuns, snapshotAt } from "../race/view.ts";
import { chosenArm, chosenName, race } from "../state/store.ts";
import { formatCount } from "../texts/language.ts";
import { Axes, rangeOf } from "./axes.tsx";
import { texts } from "./texts.ts";

const side = 230;

/** @param slot Of the analysis: two places may ask at once. @param only The place of one of several numbers. */
export function Predicted({ slot, only }: { slot: string; only?: number }) {
  const t = texts.value;
  const found = useSignal<{ name: string; all: readonly Predictions[] } | undefined>(undefined);
  const follow = useMemo(paced, []);
  const run = shownRuns.value.find(({ index }) => index === chosenArm.value);
  const snapshot = run && snapshotAt(run);
  const name = chosenName.value;
  useEffect(() => {
    if (!snapshot) {
      found.value = undefined;
      return;
    }
    follow(async () => {
      const all = await analyse(slot, "predicted", { networks: [snapshot] });
      if (all || !shownRuns.peek().includes(run)) found.value = all && { name, all };
    });
  }, [snapshot]);
  const targets = targetNamesOf(race.value?.data);
  const shown = found.value;
  if (!shown || shown.name !== name || shown.all.length > targets.length) return <p class="note">{t.predictedLater}</p>;
  return (
    <>
      <p class="note">{t.predictedNote(name, formatCount(shown.all[0]?.target.length ?? 0))}</p>
      <div class="predicted">
        {shown.all.map(({ target, output }, i) => {
          if (only !== undefined && i !== only) return null;
          const range = rangeOf(0.08, target);
          return (
            <figure key={i}>
              {targets.length > 1 && <figcaption>{targets[i]}</figcaption>}
              <Axes
                label={t.predictedPicture(targets[i]!, name)} width={side} height={side} xRange={range} yRange={range}
                xName={t.truth} yName={t.prediction}
              >
                {({ x, y }) => (
                  <>
                    <path class="same" d={`M${x(range[0])},${y(range[0])}L${x(range[1])},${y(range[1])}`} />
                    {target.map((value, row) => (
                      <circle
                        key={row} class="prediction" r="2" fill={armColor(chosenArm.value)} cx={x(value).toFixed(1)}
                        cy={y(Math.max(range[0], Math.min(range[1], output[row]!))).toFixed(1)}
                      />
                    ))}
                  </>
                )}
              </Axes>
            </figure>
          );
        })}
      </div>
    </>
  );
}
