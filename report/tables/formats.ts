/** Tables as texts: GitHub's Markdown, LaTeX with booktabs, and CSV. */
import { csvText } from "../csv.ts";
import type { Table } from "./table.ts";

/** A text that Markdown shows as it is. */
const markdownText = (text: string) => text.replace(/[\\`*_[\]<>&|~$]/g, "\\$&");

function markdown({ caption, columns, rows }: Table): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    `**${markdownText(caption)}**`,
    "",
    line(columns.map(({ head }) => markdownText(head))),
    line(columns.map(({ align }) => (align === "left" ? ":--" : "--:"))),
    ...rows.map((cells) => line(cells.map(({ text }) => markdownText(text)))),
    "",
  ].join("\n");
}

const latexSigns: Record<string, string> = {
  "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "<": "\\textless{}", ">": "\\textgreater{}",
  "|": "\\textbar{}", '"': "''", "\u00a0": "~", "±": "$\\pm$", "×": "$\\times$", "−": "$-$", "–": "--", "…": "\\ldots{}",
  "Δ": "$\\Delta$",
};
const greek = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi"];
greek.forEach((name, index) => (latexSigns[String.fromCodePoint(0x3b1 + index)] = `$\\${name}$`));
["pi", "rho", "", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"].forEach((name, index) => {
  if (name) latexSigns[String.fromCodePoint(0x3c0 + index)] = `$\\${name}$`;
});

/** A text that LaTeX sets as it is; letters that only XeLaTeX and LuaLaTeX know stay. */
export const latexText = (text: string) =>
  Array.from(text, (sign) => latexSigns[sign] ?? sign.replace(/[&%$#_{}]/, "\\$&")).join("");

function latex({ name, caption, columns, rows }: Table): string {
  const line = (cells: string[]) => `    ${cells.join(" & ")} \\\\`;
  return [
    "% \\usepackage{booktabs}",
    "\\begin{table}",
    "  \\centering",
    `  \\caption{${latexText(caption)}}`,
    `  \\label{tab:${name}}`,
    `  \\begin{tabular}{@{}${columns.map(({ align }) => align[0]).join("")}@{}}`,
    "    \\toprule",
    line(columns.map(({ head }) => latexText(head))),
    "    \\midrule",
    // A line that begins with [ would be taken for the space above it.
    ...rows.map((cells) => line(cells.map(({ text }, index) => (index === 0 ? latexText(text).replace(/^\[/, "{[}") : latexText(text))))),
    "    \\bottomrule",
    "  \\end{tabular}",
    "\\end{table}",
    "",
  ].join("\n");
}

/** Every number in full; what a column shows as one, such as a mean with its deviation, has a column each. */
export function tableCsv({ columns, rows }: Table): string {
  return csvText([columns.flatMap(({ fields }) => fields), ...rows.map((cells) => cells.flatMap(({ values }) => values))]);
}

/** By the end of their files' names. */
export const tableFormats = { md: markdown, tex: latex, csv: tableCsv };

export type TableFormat = keyof typeof tableFormats;
