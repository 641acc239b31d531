// Places in drawings, some of which lie far outside.

/** A coordinate that every renderer can draw. */
export const far = (value: number) => Math.min(1e4, Math.max(-1e4, value)).toFixed(1);

/** The points of a polyline. */
export const polyline = (places: readonly (readonly [x: number, y: number])[]) =>
  places.map(([x, y]) => `${far(x)},${far(y)}`).join(" ");
