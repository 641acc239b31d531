import { requireInteger, UsagiError } from "./errors.ts";
import { MAX_UNITS } from "./parts/dense.ts";

/** How many pixels an image has from top to bottom, and from left to right. */
export interface ImageSize {
  readonly rows: number;
  readonly columns: number;
}

/** Requires the size of images of so many inputs, which are their pixels row by row. */
export function requireImageSize(place: string, size: ImageSize, inputs: number): ImageSize {
  const rows = requireInteger(`${place}.rows`, size.rows, 1, MAX_UNITS);
  const columns = requireInteger(`${place}.columns`, size.columns, 1, MAX_UNITS);
  if (rows * columns === inputs) return { rows, columns };
  throw new UsagiError(`${place} has ${rows} rows of ${columns} pixels; they must be the ${inputs} inputs`);
}
