/** HTML elements, made by a DOM so that what users give can only ever be text. */
import { parseHTML } from "linkedom";

const { document } = parseHTML("<!doctype html><html></html>");

/** Strings become text, undefined nothing. */
export type Child = Element | string | undefined;

export function make(
  name: string,
  attributes: Record<string, string | number | boolean> = {},
  ...children: Child[]
): Element {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) node.setAttribute(key, value === true ? "" : String(value));
  }
  const given = children.filter((child) => child !== undefined);
  // linkedom escapes all text but that of <title> and <style>.
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  node.append(
    ...given.map((child) => (name === "title" && typeof child === "string" ? escaped(child) : child)),
  );
  return node;
}

/** A row of a table, headed by its first cell. @param texts Which cells are texts, and not numbers. */
export function row([head = "", ...cells]: string[], texts: boolean[] = []): Element {
  const cell = (text: string, index: number) => make("td", { class: texts[index + 1] ? "text" : false }, text);
  return make("tr", {}, make("th", { scope: "row" }, head), ...cells.map(cell));
}

/** A table that scrolls where it is wider than the page; the class goes to its frame. */
export function table(heads: string[], rows: Element[], kind = "", texts: boolean[] = []): Element {
  const cell = (text: string, index: number) => make("th", { scope: "col", class: texts[index] ? "text" : false }, text);
  const content = make("table", {}, make("thead", {}, make("tr", {}, ...heads.map(cell))), make("tbody", {}, ...rows));
  return make("div", { class: `scroll ${kind}`.trimEnd(), tabindex: 0 }, content);
}
