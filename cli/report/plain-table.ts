import CliTable from "cli-table3";
import { heading } from "../texts/language.ts";

const noBorders = Object.fromEntries(
  ["top", "bottom", "left", "mid", "right"]
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .map((place) => [place, ""]),
);

/** What stands between two columns. */
export const gap = "  ";

/** A table without lines; its cells may be coloured. With `widths`, longer cells are wrapped. */
export function plainTable(
  head: string[], align: ("left" | "right")[], rows: string[][], widths: number[] = [],
): string {
  const table = new CliTable({
    head: head.map(heading),
    colAligns: align,
    colWidths: widths,
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { "head": [], "border": [], "padding-left": 0, "padding-right": 0 },
    chars: { ...noBorders, middle: gap },
  });
  table.push(...rows);
  return table.toString().replace(/ +$/gm, "");
}
