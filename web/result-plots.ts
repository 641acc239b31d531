// The report's plots, for files. They are loaded when they are asked for.

export { accuracyPlot, lossPlot } from "../cli/report/plots.ts";
export { svgFile } from "../cli/report/svg.ts";
