import { seriesStyle, seriesColors } from "../../report/palette.ts";

/** CSS colour of an arm, in the light and the dark theme. */
export const armColor = (index: number) => `var(--arm-${index % seriesColors.length})`;
export const armDashes = (index: number) => seriesStyle(index).strokeDasharray;

/** An arm's line, as in the curves. */
export function Swatch({ index }: { index: number }) {
  return (
    <svg class="swatch" viewBox="0 0 24 8" width="24" height="8" aria-hidden="true">
      <line x1="1" x2="23" y1="4" y2="4" stroke={armColor(index)} stroke-dasharray={armDashes(index)} />
    </svg>
  );
}

/** The report's palette as a style sheet, so that the page and the report agree. */
export function adoptPalette(): void {
  const variables = (theme: 0 | 1) => seriesColors.map((pair, i) => `--arm-${i}:${pair[theme]}`).join(";");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    `:root{${variables(0)}}@media (prefers-color-scheme:dark){:root{${variables(1)}}}`,
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
