// What in the digit decided: each of 7 × 7 squares is emptied in turn, and coloured by what that does to the answer.

import { signal, useSignalEffect } from "@preact/signals";
import { analyse } from "../analysis/client.ts";
import { paintImage } from "../analysis/pictures.ts";
import { type Occlusion, squares } from "../analysis/tasks/occlusion.ts";
import { negative, positive } from "../../report/tiles.ts";
import { Canvas } from "../parts/canvas.tsx";
import { shownRuns, snapshotAt } from "../race/view.ts";
import { chosenArm, chosenName } from "../state/store.ts";
import { formatPercent } from "../texts/language.ts";
import { digit } from "./digit.ts";
import { type Images, images } from "./images.ts";
import { texts } from "./texts.ts";

const asked = signal(false);
const decided = signal<Occlusion | undefined>(undefined);
/** Less than this is not worth a colour: the strongest square has the full one. */
const least = 0.01;

/** It takes squares of a square. */
const canDecide = (of: Images | undefined) => of !== undefined && of.size.rows === of.size.columns && of.size.rows >= squares;

function useDecided(): void {
  useSignalEffect(() => {
    const image = digit.value?.image;
    const run = shownRuns.value.find(({ index }) => index === chosenArm.value);
    const snapshot = run && snapshotAt(run);
    if (!asked.value || !canDecide(images.value) || !image || image.length !== snapshot?.description.inputs) {
      decided.value = undefined;
      return;
    }
    void analyse("decided", "occlusion", { networks: [snapshot], image }, "shown").then((output) => {
      if (asked.peek() && digit.peek()) decided.value = output ?? decided.peek();
    });
  });
}

const strongest = ({ loss }: Occlusion) => loss.reduce((most, value) => Math.max(most, Math.abs(value)), least);

/** The digit as the networks see it and, if that is asked for, what decided. */
export function SeenDigit() {
  useDecided();
  const t = texts.value;
  const shown = digit.value;
  const size = images.value?.size ?? { rows: 1, columns: 1 };
  return (
    <div class="seen-digit">
      <Canvas
        class="digit"
        label={t.asSeen(size.rows, size.columns)}
        when={[shown]}
        paint={(canvas) => paintImage(canvas, shown?.image.map((value) => value * 255) ?? [], size)}
      />
      {decided.value && (
        <Canvas class="decided" label={t.squares} when={[decided.value]} paint={(canvas) => paintLoss(canvas, decided.value!)} />
      )}
    </div>
  );
}

function paintLoss(canvas: HTMLCanvasElement, occlusion: Occlusion): void {
  const side = Math.sqrt(occlusion.loss.length);
  const most = strongest(occlusion);
  const picture = new ImageData(side, side);
  occlusion.loss.forEach((loss, i) => {
    const [r, g, b] = loss < 0 ? negative : positive;
    picture.data.set([r, g, b, Math.round((220 * Math.abs(loss)) / most)], 4 * i);
  });
  canvas.width = canvas.height = side;
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
}

export function DecidedChoice() {
  const t = texts.value;
  const name = chosenName.value;
  if (!canDecide(images.value)) return null;
  return (
    <label class="check">
      <input type="checkbox" checked={asked.value} onChange={({ currentTarget }) => (asked.value = currentTarget.checked)} />
      <span>
        {t.decided} <strong>{name}</strong>
      </span>
    </label>
  );
}

export function DecidedLegend() {
  const t = texts.value;
  if (!decided.value) return null;
  const { chosen } = decided.value;
  const points = formatPercent(strongest(decided.value), 0);
  return (
    <p class="decided-legend note">
      <span class="less" aria-hidden="true" /> {t.less(images.value?.names[chosen] ?? "", points)} <span class="more" aria-hidden="true" /> {t.more}
    </p>
  );
}
