/** What the sections of the report have in common. */
import type { LocalText } from "../../../experiment/claims.ts";
import type { Language } from "../../../experiment/language.ts";
import type { FirstLayer, Results } from "../../../experiment/results.ts";
import type { Table } from "../../../report/tables/table.ts";
import type { ArmResults } from "../../../report/statistics/arms.ts";
import { type Child, make, row, table } from "../elements.ts";
import type { FigureName, PlotFiles } from "../figures.ts";

/** What the report is made of. */
export interface Report {
  results: Results;
  arms: ArmResults[];
  firstLayers: FirstLayer[];
  /** Those that the results have something for. */
  figures: Partial<Record<FigureName, PlotFiles>>;
  language: Language;
}

export interface Section {
  title: LocalText;
  /** Where the list of contents leads to: letters and hyphens. */
  id: string;
  /** Nothing where the results have nothing for it. */
  content: (report: Report) => Child[];
}

export const note = (text: string, kind = "note") => make("p", { class: kind }, text);

export const dataUri = (type: string, bytes: Uint8Array | string) =>
  `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;

const numbersIn = {
  en: (alt: string, file: string) => `${alt} The numbers are in ${file}.`,
  ja: (alt: string, file: string) => `${alt}数値は ${file} にあります。`,
};

/**
 * A plot with what it shows below it.
 * @param alt For those who do not see it.
 * @param numbers The file that has its numbers.
 */
export function figure(
  { wide, narrow }: PlotFiles, language: Language, alt: string, numbers: string, caption?: string,
): Element {
  const picture = make(
    "picture",
    {},
    make("source", { media: "(max-width: 40rem)", srcset: dataUri("image/svg+xml", narrow) }),
    make("img", { src: dataUri("image/svg+xml", wide), alt: numbersIn[language](alt, numbers) }),
  );
  return make("figure", {}, picture, caption === undefined ? undefined : make("figcaption", {}, caption));
}

/** Arms up to here show their matrices, tables and weights at once; more are folded. */
const mostOpen = 12;

/** A card for each arm. */
export function armCards(
  arms: ArmResults[], content: (arm: ArmResults) => Element[], { wide = false, open = arms.length <= mostOpen } = {},
): Element {
  const cards = arms.map((arm) => folded(arm.name, content(arm), open));
  return make("div", { class: wide ? "grid wide" : "grid" }, ...cards);
}

export const folded = (title: string, content: Child[], open = false): Element =>
  make("details", { open }, make("summary", {}, title), ...content);

/** Rows up to here are shown at once; more scroll. */
const mostRows = 40;

/** A table that was made as data. */
export function tableElement({ columns, rows }: Table, kind = rows.length > mostRows ? "long" : ""): Element {
  const texts = columns.map(({ align }) => align === "left");
  return table(
    columns.map(({ head }) => head),
    rows.map((cells) => row(cells.map(({ text }) => text), texts)),
    kind, texts,
  );
}
