/** The figures as SVG texts, drawn without a browser. */
import { DOMParser } from "linkedom";
import type { Language } from "../../experiment/language.ts";
import type { Figure, PlottedResults } from "../../report/figures/frame.ts";
import { type FigureName, figures } from "../../report/figures/index.ts";
import { svgFile } from "../../report/svg.ts";

export type { FigureName };

/** A plot as SVG files: for wide screens and for phones. */
export interface PlotFiles {
  wide: string;
  narrow: string;
}

const widths = { wide: 880, narrow: 400 };

function plotFiles(results: PlottedResults, draw: Figure, language: Language): PlotFiles | undefined {
  const parsed = new DOMParser().parseFromString('<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml");
  const document = parsed as unknown as Document;
  const drawn = (width: number) => {
    const svg = draw(results, { document, width, language });
    // Fonts have other forms of the same letters for other languages.
    if (language !== "en") svg?.setAttribute("lang", language);
    return svg;
  };
  const wide = drawn(widths.wide);
  const narrow = wide && drawn(widths.narrow);
  return wide && narrow && { wide: svgFile(wide), narrow: svgFile(narrow) };
}

/** Every figure that the results have something for. */
export function drawFigures(results: PlottedResults, language: Language = "en"): Partial<Record<FigureName, PlotFiles>> {
  const drawn = Object.entries(figures).map(([name, draw]) => [name, plotFiles(results, draw, language)] as const);
  return Object.fromEntries(drawn.filter(([, files]) => files !== undefined));
}
