// A pad to draw on or to see test images on, what every variant makes of that, and what in it decided.

import { useEffect, useRef } from "preact/hooks";
import { paintImage } from "../analysis/pictures.ts";
import { Answers } from "./answers.tsx";
import { DecidedChoice, DecidedLegend, SeenDigit } from "./decided.tsx";
import { areDigits } from "../state/store.ts";
import { clear, digit, drawStroke, label, type Point, putStrokes, putTestImage, type Stroke, strokes, undoStroke } from "./digit.ts";
import { type Images, images } from "./images.ts";
import { texts } from "./texts.ts";

/** Pixels of the pad. */
const side = 280;
/** Nearer points than this part of the side are not worth keeping. */
const apart = 0.004;

export function Pad() {
  return images.value ? <OfImages of={images.value} /> : null;
}

function OfImages({ of }: { of: Images }) {
  const t = texts.value;
  const { count, canDraw } = of;
  return (
    <section id="pad" class="card pad" aria-labelledby="pad-title">
      <h2 id="pad-title">{areDigits.value ? t.title : canDraw ? t.titleOfOwn : t.titleOfImages}</h2>
      <Paper of={of} />
      <div class="pad-actions">
        <button type="button" class="small" onClick={() => putTestImage(Math.floor(Math.random() * count))} disabled={count === 0}>
          {t.randomImage}
        </button>
        {canDraw && (
          <>
            <button type="button" class="small" onClick={undoStroke} disabled={strokes.value.length === 0}>
              {t.undo}
            </button>
            <button type="button" class="small" onClick={clear} disabled={!digit.value}>
              {t.clear}
            </button>
          </>
        )}
      </div>
      <Seen of={of} />
      <Answers />
    </section>
  );
}

/** The way without a pointer: the arrow keys go through the test images. */
function TestImageNumber({ count }: { count: number }) {
  const t = texts.value;
  return (
    <label class="test-image">
      {t.testImage}{" "}
      <input
        type="number"
        min={0}
        max={Math.max(0, count - 1)}
        disabled={count === 0}
        value={digit.value?.row ?? ""}
        onInput={({ currentTarget: { value, valueAsNumber } }) => {
          if (value !== "" && Number.isInteger(valueAsNumber) && valueAsNumber >= 0 && valueAsNumber < count) {
            putTestImage(valueAsNumber);
          }
        }}
      />
    </label>
  );
}

/** As the networks see it. */
function Seen({ of: { count, names } }: { of: Images }) {
  const t = texts.value;
  const shown = digit.value;
  return (
    <div class="seen note">
      <SeenDigit />
      <div>
        <TestImageNumber count={count} />
        <p>
          {!shown && t.empty}
          {shown && shown.row === undefined && t.drawn}
          {shown?.row !== undefined && label.value !== undefined && (areDigits.value ? t.isDigit(label.value) : t.isClass(names[label.value]!))}
        </p>
        <DecidedChoice />
      </div>
      <DecidedLegend />
    </div>
  );
}

function Paper({ of }: { of: Images }) {
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
      paintImage(small, shown.image.map((value) => value * 255), of.size);
      context.imageSmoothingEnabled = false;
      const scale = side / Math.max(of.size.rows, of.size.columns);
      const [width, height] = [scale * of.size.columns, scale * of.size.rows];
      context.drawImage(small, (side - width) / 2, (side - height) / 2, width, height);
    }
    for (const stroke of drawn) drawStroke(context, stroke);
  }, [of.of, shown?.row, drawn]);

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
    if (!of.canDraw || !event.isPrimary || event.button !== 0 || !canvas.current) return;
    canvas.current.setPointerCapture(event.pointerId);
    // As it is now: a second stroke may begin before the first has been drawn anew.
    if (digit.peek()?.row !== undefined) canvas.current.getContext("2d")?.clearRect(0, 0, side, side);
    pen.current = { points: [], before: strokes.peek(), box: canvas.current.getBoundingClientRect() };
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
      class={of.canDraw ? "paper" : "paper still"}
      width={side}
      height={side}
      role="img"
      aria-label={of.canDraw ? texts.value.padLabel : texts.value.imageLabel}
      onPointerDown={begin}
      onPointerMove={draw}
      onPointerUp={end}
      onPointerCancel={end}
    />
  );
}
