// The report's plots, for files. They are loaded when they are asked for.

export { scorePlot, lossPlot } from "../../report/figures/curves.ts";
export { svgFile } from "../../report/svg.ts";
