// A pad to draw a digit on, what every variant makes of it, and what in the drawing decided.

import { useEffect, useRef } from "preact/hooks";
import { paintDigit } from "../analysis/pictures.ts";
import { arrived, testImage } from "../data/data.ts";
import { Answers } from "./answers.tsx";
import { DecidedChoice, DecidedLegend, SeenDigit } from "./decided.tsx";
import { clear, digit, drawStroke, label, type Point, putStrokes, putTestImage, type Stroke, strokes, undoStroke } from "./digit.ts";
import { texts } from "./texts.ts";

/** Pixels of the pad. */
const side = 280;
/** Nearer points than this part of the side are not worth keeping. */
const apart = 0.004;

export function Pad() {
  const t = texts.value;
  const images = arrived.value.test;
  return (
    <section id="pad" class="card pad" aria-labelledby="pad-title">
      <h2 id="pad-title">{t.title}</h2>
      <Paper />
      <div class="pad-actions">
        <button type="button" class="small" onClick={() => putTestImage(Math.floor(Math.random() * images))} disabled={images === 0}>
          {t.randomImage}
        </button>
        <button type="button" class="small" onClick={undoStroke} disabled={strokes.value.length === 0}>
          {t.undo}
        </button>
        <button type="button" class="small" onClick={clear} disabled={!digit.value}>
          {t.clear}
        </button>
      </div>
      <Seen images={images} />
      <Answers />
    </section>
  );
}

/** The way without a pointer: the arrow keys go through the test images. */
function TestImageNumber({ images }: { images: number }) {
  const t = texts.value;
  return (
    <label class="test-image">
      {t.testImage}{" "}
      <input
        type="number"
        min={0}
        max={Math.max(0, images - 1)}
        disabled={images === 0}
        value={digit.value?.row ?? ""}
        onInput={({ currentTarget: { value, valueAsNumber } }) => {
          if (value !== "" && Number.isInteger(valueAsNumber) && valueAsNumber >= 0 && valueAsNumber < images) {
            putTestImage(valueAsNumber);
          }
        }}
      />
    </label>
  );
}

/** As the networks see it. */
function Seen({ images }: { images: number }) {
  const t = texts.value;
  const shown = digit.value;
  return (
    <div class="seen note">
      <SeenDigit />
      <div>
        <TestImageNumber images={images} />
        <p>
          {!shown && t.empty}
          {shown && shown.row === undefined && t.drawn}
          {shown?.row !== undefined && label.value !== undefined && t.isDigit(label.value)}
        </p>
        <DecidedChoice />
      </div>
      <DecidedLegend />
    </div>
  );
}

function Paper() {
  const canvas = useRef<HTMLCanvasElement>(null);
  /** The stroke that is being drawn, the strokes before it, and where the pad lies. */
  const pen = useRef<{ points: Point[]; before: readonly Stroke[]; box: DOMRect } | undefined>(undefined);
  const frame = useRef<number | undefined>(undefined);
  const shown = digit.value;
  const drawn = strokes.value;

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || pen.current) return;
    context.clearRect(0, 0, side, side);
    if (shown?.row !== undefined) {
      const small = document.createElement("canvas");
      paintDigit(small, testImage(shown.row));
      context.imageSmoothingEnabled = false;
      context.drawImage(small, 0, 0, side, side);
    }
    for (const stroke of drawn) drawStroke(context, stroke);
  }, [shown?.row, drawn]);

  /** What was drawn since the last frame becomes the digit: once a frame, however often the pen reports. */
  const settle = () => {
    frame.current = undefined;
    if (pen.current) putStrokes([...pen.current.before, pen.current.points]);
  };
  const draw = (event: PointerEvent) => {
    const context = canvas.current?.getContext("2d");
    if (!context || !pen.current) return;
    const { points, box } = pen.current;
    const from = Math.max(0, points.length - 1);
    const reported = event.getCoalescedEvents?.() ?? [];
    for (const { clientX, clientY } of reported.length > 0 ? reported : [event]) {
      const point = { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
      const last = points.at(-1);
      if (!last || Math.hypot(point.x - last.x, point.y - last.y) >= apart) points.push(point);
    }
    drawStroke(context, points.slice(from));
    frame.current ??= requestAnimationFrame(settle);
  };
  const begin = (event: PointerEvent) => {
    if (!event.isPrimary || event.button !== 0 || !canvas.current) return;
    canvas.current.setPointerCapture(event.pointerId);
    if (shown?.row !== undefined) canvas.current.getContext("2d")?.clearRect(0, 0, side, side);
    pen.current = { points: [], before: drawn, box: canvas.current.getBoundingClientRect() };
    draw(event);
  };
  const end = () => {
    if (!pen.current) return;
    settle();
    pen.current = undefined;
  };
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
