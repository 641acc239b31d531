// What the race has come to, as files. The report's parts come when they are asked for.

import { encodeModel } from "../../bindings/model.ts";
import { imageSide } from "../data/data.ts";
import { fileName, save } from "../parts/save.ts";
import type { Race } from "../race/race.ts";
import type { Run } from "../race/run.ts";
import { iterationAt, shownRuns, snapshotAt } from "../race/view.ts";
import { formatCount, formatPercent } from "../texts/language.ts";
import { film } from "./film.ts";
import { pngOf } from "./picture.ts";
import { texts } from "./texts.ts";

const resultsOf = ({ experiment, runs }: Race) => ({ experiment, runs: runs.map((run) => run.result()) });
const svgBlob = (text: string) => new Blob([text], { type: "image/svg+xml" });

export async function saveTable(race: Race, kind: "metrics" | "layers"): Promise<void> {
  const { layersCsv, metricsCsv } = await import("../../report/csv.ts");
  const csv = (kind === "metrics" ? metricsCsv : layersCsv)(resultsOf(race));
  save(`${fileName(race.experiment.name)}-${kind}.csv`, new Blob([csv], { type: "text/csv" }));
}

export async function drawingOf(race: Race, kind: "accuracy" | "loss"): Promise<string> {
  const { accuracyPlot, lossPlot, svgFile } = await import("./result-plots.ts");
  return svgFile((kind === "accuracy" ? accuracyPlot : lossPlot)(resultsOf(race), { document }));
}

export async function saveDrawing(race: Race, kind: "accuracy" | "loss"): Promise<void> {
  save(`${fileName(race.experiment.name)}-${kind}.svg`, svgBlob(await drawingOf(race, kind)));
}

export async function savePicture(race: Race): Promise<void> {
  save(`${fileName(race.experiment.name)}-accuracy.png`, await pngOf(await drawingOf(race, "accuracy")));
}

/** The race of the shown seed, as far as it is shown. */
export async function saveFilm(race: Race): Promise<void> {
  const [{ svgFile }, { foundText }] = await Promise.all([import("./result-plots.ts"), import("../findings/findings.tsx")]);
  const t = texts.value;
  const { name } = race.experiment;
  const curves = shownRuns.value.map((run) => {
    const { iterations, testAccuracy } = run.metrics;
    const shown = iterations.filter((iteration) => iteration <= iterationAt(run)).length;
    const start = run.start.value;
    const first = start ? [{ iteration: 0, value: start.testAccuracy }] : [];
    const points = iterations.slice(0, shown).map((iteration, i) => ({ iteration, value: testAccuracy[i]! }));
    return { name: run.arm.name, index: run.index, points: [...first, ...points] };
  });
  const svg = film(document, {
    title: name, curves, finding: foundText(), texts: { accuracy: t.accuracy, iteration: t.iteration }, formatPercent, formatCount,
  });
  save(`${fileName(name)}-race.svg`, svgBlob(svgFile(svg)));
}

/** The network of a run at the moment that is shown. */
export function saveWeights(race: Race, run: Run): void {
  const snapshot = snapshotAt(run);
  if (!snapshot) return;
  const { description, tensors, iteration, digest } = snapshot;
  const { name } = race.experiment;
  const { status } = run.result();
  const ended = run.ended && iteration === run.at;
  const metadata = {
    steps: iteration,
    image: `${imageSide}x${imageSide}`,
    experiment: name,
    arm: run.arm.name,
    seed: run.seed,
    ...(digest === "" ? {} : { digest }),
    // What was taken before the end is not the network that the experiment makes.
    ...(ended && status === "complete" ? {} : { status: ended ? status : "interrupted" }),
  };
  const file = fileName(name, run.arm.name, `seed${run.seed}`);
  save(`${file}.safetensors`, new Blob([encodeModel({ description, tensors, metadata })]));
}
