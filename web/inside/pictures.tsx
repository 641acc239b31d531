// The first layers of all variants as pictures on one scale, as the analysis worker paints them.

import { effect, signal } from "@preact/signals";
import { analyse } from "../analysis/client.ts";
import { paced } from "../analysis/paced.ts";
import { paintPicture } from "../analysis/pictures.ts";
import type { WeightPictures } from "../analysis/tasks/weights.ts";
import { Canvas } from "../parts/canvas.tsx";
import type { Run } from "../race/run.ts";
import { shownRuns, snapshotAt } from "../race/view.ts";
import { race } from "../state/store.ts";
import { texts } from "./texts.ts";
import { formatCount } from "../texts/language.ts";

/** More tiles nobody tells apart. */
const mostTiles = 200;
/** Of fewer inputs a tile has few pixels, whose edges are to be seen. */
const fewInputs = 100;

export type Pictured = WeightPictures["networks"][number];

const pictures = signal<{ scale: number; of: ReadonlyMap<Run, Pictured> }>({ scale: 1, of: new Map() });

/** What full colour stands for in all pictures. */
export const weightScale = (): number => pictures.value.scale;
/** The picture of a run's first layer, and what is said of its weights. */
export const picturedOf = (run: Run | undefined): Pictured | undefined => run && pictures.value.of.get(run);

const follow = paced();

effect(() => {
  const shown = shownRuns.value.flatMap((run) => {
    const snapshot = snapshotAt(run);
    return snapshot ? [{ run, snapshot }] : [];
  });
  if (shown.length === 0) return;
  follow(async () => {
    const networks = shown.map(({ snapshot }) => snapshot);
    const found = await analyse("inside/weights", "weights", { networks, most: mostTiles });
    if (!found) return;
    pictures.value = { scale: found.scale, of: new Map(shown.map(({ run }, i) => [run, found.networks[i]!])) };
  });
});

/** A run's first layer; an empty place until there is something to see. */
export function WeightPicture({ run, name }: { run: Run | undefined; name: string }) {
  const pictured = picturedOf(run);
  if (!pictured) return <div class="weights empty" />;
  const { picture, units } = pictured;
  return (
    <Canvas
      class={(race.value?.data.train.inputs ?? fewInputs) < fewInputs ? "weights few" : "weights"}
      label={texts.value.weightsOf(name, formatCount(units))}
      when={[picture]}
      paint={(canvas) => paintPicture(canvas, picture)}
    />
  );
}
