// A pad to draw a digit on, and what every arm makes of it.

import { effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { centreDigit } from "../../experiment/image.ts";
import { shownRuns } from "../race/arms.tsx";
import { Canvas } from "../parts/canvas.tsx";
import { arrived, classes, testImage, testLabel } from "../data/data.ts";
import { formatCount, texts } from "../texts/language.ts";
import { classify } from "../analysis/networks.ts";
import { paintDigit } from "../analysis/pictures.ts";
import { experiment, followTraining } from "../state/state.ts";
import { Swatch } from "../parts/swatch.tsx";

/** Pixels of the pad; a stroke is as thick as MNIST's, about 2 of 20. */
const side = 280;
const stroke = 22;

interface Digit {
  /** 784 values from 0 to 1, as the networks see it. */
  image: Float32Array;
  /** The test image it is; none where it was drawn. */
  row?: number;
}

const digit = signal<Digit | undefined>(undefined);
let touched = false;

const showing = (row: number): Digit => {
  return { image: Float32Array.from(testImage(row), (value) => value / 255), row };
};

/** So that there is something to see, the first image to arrive is put on the pad. */
effect(() => {
  if (arrived.value.test > 0 && !touched) digit.value = showing(0);
});

/** Puts a test image on the pad and brings it into view. */
export function showTestImage(row: number): void {
  touched = true;
  digit.value = showing(row);
  const section = document.getElementById("draw");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  section?.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "nearest" });
}

export function Draw() {
  const t = texts.value;
  const row = digit.value?.row;
  const clear = () => {
    touched = true;
    digit.value = undefined;
  };
  const random = () => showTestImage(Math.floor(Math.random() * arrived.value.test));
  return (
    <section id="draw" aria-labelledby="draw-title">
      <h2 id="draw-title">{t.draw}</h2>
      <p class="note">{t.drawNote}</p>
      <div class="draw">
        <div class="card pad">
          <Pad />
          <p class="actions">
            <button type="button" onClick={random} disabled={arrived.value.test === 0}>
              {t.randomImage}
            </button>
            <button type="button" onClick={clear} disabled={!digit.value}>
              {t.clear}
            </button>
          </p>
          <p class="seen note">
            {digit.value && (
              <Canvas
                class="digit"
                label={t.asSeen}
                when={[digit.value]}
                paint={(canvas) => paintDigit(canvas, digit.value!.image.map((value) => value * 255))}
              />
            )}
            <span>
              {!digit.value && t.padEmpty}
              {digit.value && row === undefined && t.padDrawn}
              {row !== undefined && t.padTestImage(formatCount(row), testLabel(row))}
            </span>
          </p>
        </div>
        <Opinions />
      </div>
    </section>
  );
}

function Pad() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pen = useRef<{ x: number; y: number } | undefined>(undefined);
  const shown = digit.value;

  useEffect(() => {
    const context = inkOn(canvas.current);
    if (!context || (shown && shown.row === undefined)) return;
    context.clearRect(0, 0, side, side);
    if (shown?.row === undefined) return;
    const small = document.createElement("canvas");
    paintDigit(small, testImage(shown.row));
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, side, side);
  }, [shown]);

  const place = ({ clientX, clientY }: PointerEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    return { x: ((clientX - box.left) * side) / box.width, y: ((clientY - box.top) * side) / box.height };
  };
  const draw = (event: PointerEvent) => {
    const context = inkOn(canvas.current);
    if (!context || !pen.current) return;
    const to = place(event);
    Object.assign(context, { strokeStyle: "#fff", lineWidth: stroke, lineCap: "round", lineJoin: "round" });
    context.beginPath();
    context.moveTo(pen.current.x, pen.current.y);
    context.lineTo(to.x, to.y);
    context.stroke();
    pen.current = to;
    const image = centreDigit({ rows: side, columns: side, values: inkOf(context) });
    digit.value = image && { image: image.values };
  };
  const begin = (event: PointerEvent) => {
    if (!event.isPrimary || event.button !== 0) return;
    canvas.current?.setPointerCapture(event.pointerId);
    if (shown?.row !== undefined) inkOn(canvas.current)?.clearRect(0, 0, side, side);
    touched = true;
    pen.current = place(event);
    draw(event);
  };
  const end = () => (pen.current = undefined);
  return (
    <canvas
      ref={canvas}
      class="paper"
      width={side}
      height={side}
      role="img"
      aria-label={texts.value.padLabel}
      onPointerDown={begin}
      onPointerMove={draw}
      onPointerUp={end}
      onPointerCancel={end}
    />
  );
}

const inkOn = (canvas: HTMLCanvasElement | null) => canvas?.getContext("2d", { willReadFrequently: true });

/** How opaque each pixel is, from 0 to 1. */
function inkOf(context: CanvasRenderingContext2D): Float32Array {
  const { data } = context.getImageData(0, 0, side, side);
  return Float32Array.from({ length: side * side }, (_, i) => data[i * 4 + 3]! / 255);
}

function Opinions() {
  followTraining();
  const t = texts.value;
  const image = digit.value?.image;
  const runs = shownRuns();
  return (
    <div class="card scroll" tabIndex={0} role="region" aria-label={t.opinions}>
      <table class="opinions">
        <caption class="note">{t.opinions}</caption>
        <thead>
          <tr>
            <th scope="col">{t.arm}</th>
            <th scope="col">{t.answer}</th>
            {Array.from({ length: classes }, (_, label) => <th scope="col">{label}</th>)}
          </tr>
        </thead>
        <tbody>
          {experiment.value?.arms.map(({ name }, index) => {
            const run = runs.find((candidate) => candidate.index === index);
            const probabilities = image && run ? classify(run, image) : undefined;
            const best = probabilities?.reduce((a, b) => Math.max(a, b)) ?? NaN;
            return (
              <tr>
                <th scope="row">
                  <span class="arm-name">
                    <Swatch index={index} /> {name}
                  </span>
                </th>
                <td class="answer">
                  {probabilities ? <strong>{probabilities.indexOf(best)}</strong> : "–"}
                </td>
                {Array.from({ length: classes }, (_, label) => (
                  <Probability value={probabilities?.[label]} best={probabilities?.[label] === best} />
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Probability({ value, best }: { value: number | undefined; best: boolean }) {
  if (value === undefined) return <td class="probability" />;
  return (
    <td class={`probability${best ? " best" : value < 0.005 ? " none" : ""}`} style={{ "--share": value }}>
      {Math.round(value * 100)}
    </td>
  );
}
