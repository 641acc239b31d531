import { useLayoutEffect, useRef } from "preact/hooks";

/** A picture that is painted anew when one of `when` changes. */
export function Canvas(props: {
  label: string;
  class: string;
  when: readonly unknown[];
  paint: (canvas: HTMLCanvasElement) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current) props.paint(canvas.current);
  }, props.when);
  return <canvas ref={canvas} class={props.class} role="img" aria-label={props.label} />;
}
