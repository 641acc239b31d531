import { fullLevel, gap, gapLevel, negative, positive } from "../../report/tiles.ts";

/** Red, green, blue and opacity of a level of a sheet of tiles: hue is the sign and opacity the size. */
export const colorOf = (level: number): readonly [number, number, number, number] =>
  level === gapLevel ? gap : [...(level < 0 ? negative : positive), Math.round((255 * Math.abs(level)) / fullLevel)];
