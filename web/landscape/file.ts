// A drawing of the page as a file of its own: the style sheet's values become attributes.

const properties = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "font-size", "font-weight", "text-anchor", "paint-order",
];
const fonts = "system-ui, sans-serif";

/** The drawing as it looks now, on its background. */
export function fileOf(svg: SVGSVGElement, background: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((element, i) => {
    const style = getComputedStyle(originals[i]!);
    for (const property of properties) {
      const value = style.getPropertyValue(property);
      if (value && value !== "normal") element.setAttribute(property, value);
    }
    element.removeAttribute("class");
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("font-family", fonts);
  const { x, y, width, height } = svg.viewBox.baseVal;
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  Object.entries({ x, y, width, height, fill: background }).forEach(([name, value]) => paper.setAttribute(name, String(value)));
  copy.prepend(paper);
  return new XMLSerializer().serializeToString(copy);
}
