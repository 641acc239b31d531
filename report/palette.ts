/** Colours of the plots, light and dark. */

/** A colour an arm; any two stay apart for readers with protanopia, deuteranopia or tritanopia. */
export const seriesColors: readonly (readonly [light: string, dark: string])[] = [
  ["#0072b2", "#56b4e9"],
  ["#d55e00", "#e69f00"],
  ["#009e73", "#bbffc8"],
  ["#882255", "#c73758"],
  ["#1e20a3", "#7f52db"],
  ["#be76ff", "#1089a0"],
  ["#ba0d01", "#f0da1c"],
  ["#b0378b", "#9fcc9d"],
  ["#8f8bc1", "#2eebfb"],
  ["#68231b", "#d76821"],
];
export const ink = ["#24272c", "#e4e6ea"] as const;
export const surface = ["#ffffff", "#14161a"] as const;

const dashes = ["none", "8 3", "3 2", "9 3 2 3"];

/** Colour and dashes of the arm with this index; beyond the tenth the colours come again, dashed. */
export function seriesStyle(index: number): { stroke: string; strokeDasharray: string } {
  const round = Math.floor(index / seriesColors.length) % dashes.length;
  return {
    stroke: seriesColors[index % seriesColors.length]?.[0] ?? ink[0],
    strokeDasharray: dashes[round] ?? "none",
  };
}

/**
 * Marks carry the light colours as attributes and this style sheet swaps them where the reader prefers dark:
 * a viewer without CSS still shows a correct light picture.
 */
export const plotStyle = [
  ".usagi-plot{color-scheme:light dark}",
  ".usagi-plot text{white-space:pre}",
  `@media (prefers-color-scheme:dark){.usagi-plot{color:${ink[1]}}.usagi-plot .surface{fill:${surface[1]}}`,
  ...seriesColors.map(
    ([light, dark]) =>
      `.usagi-plot [stroke="${light}"]{stroke:${dark}}.usagi-plot [fill="${light}"]{fill:${dark}}`,
  ),
  "}",
].join("");
