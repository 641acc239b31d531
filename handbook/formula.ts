/** Formulas in plain lines, as the table of optimizers has them, as HTML with MathML: browsers draw it themselves. */
import { type Markup, statementsOf } from "../report/mathml.ts";

/** Of all languages this one has the font with the signs of mathematics; in Japanese roots come from several. */
export const mathLanguage = 'lang="en"';

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function xmlOf({ tag, attributes = {}, children }: Markup): string {
  const given = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`).join("");
  return `<${tag}${given}>${typeof children === "string" ? escaped(children) : children.map(xmlOf).join("")}</${tag}>`;
}

/** A paragraph a line; one that is too long breaks between its statements and at its words. */
export function formulaHtml(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "").map((line) => {
    const statements = statementsOf(line).map((pieces) => pieces
      .map((piece) => ("text" in piece ? escaped(piece.text) : `<math ${mathLanguage} displaystyle="true">${piece.math.map(xmlOf).join("")}</math>`))
      .join(""));
    return `<p>${statements.map((statement) => `<span class="statement">${statement}</span>`).join(" ")}</p>`;
  });
  // Vue is not to look into it.
  return `<div class="formula" v-pre>${lines.join("")}</div>\n`;
}
