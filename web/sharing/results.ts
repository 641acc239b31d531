// What the race has come to, as files. The report's parts come when they are asked for.

import { type Score, scoreOf } from "../../experiment/metrics.ts";
import { valueAxis } from "../charts/axes.ts";
import { imageSize } from "../data/data.ts";
import { about } from "../data/held.ts";
import { fileName, save } from "../parts/save.ts";
import type { Race } from "../race/race.ts";
import type { Run } from "../race/run.ts";
import { iterationAt, shownRuns, snapshotAt } from "../race/view.ts";
import { areDigits } from "../state/store.ts";
import { formatCount, formatLoss, formatPercent } from "../texts/language.ts";
import { formatMetric } from "../texts/metric.ts";
import { modelFile } from "./model-file.ts";
import { film, type FilmAxis, type FilmCurve } from "./film.ts";
import { pngOf } from "./picture.ts";
import { texts } from "./texts.ts";

const resultsOf = ({ experiment, runs }: Race) => ({ experiment, runs: runs.map((run) => run.result()) });
const scoreIn = ({ experiment }: Race): Score => scoreOf(experiment.arms[0]);
/** In names of files: "accuracy" or "rmse". */
const nameOf = (race: Race, kind: Drawing) => (kind === "score" ? scoreIn(race).name.toLowerCase() : kind);
type Drawing = "score" | "loss";
const svgBlob = (text: string) => new Blob([text], { type: "image/svg+xml" });

export async function saveTable(race: Race, kind: "metrics" | "layers"): Promise<void> {
  const { layersCsv, metricsCsv } = await import("../../report/csv.ts");
  const csv = (kind === "metrics" ? metricsCsv : layersCsv)(resultsOf(race));
  save(`${fileName(race.experiment.name)}-${kind}.csv`, new Blob([csv], { type: "text/csv" }));
}

export async function drawingOf(race: Race, kind: Drawing): Promise<string> {
  const { scorePlot, lossPlot, svgFile } = await import("./result-plots.ts");
  return svgFile((kind === "score" ? scorePlot : lossPlot)(resultsOf(race), { document }));
}

export async function saveDrawing(race: Race, kind: Drawing): Promise<void> {
  save(`${fileName(race.experiment.name)}-${nameOf(race, kind)}.svg`, svgBlob(await drawingOf(race, kind)));
}

export async function savePicture(race: Race): Promise<void> {
  save(`${fileName(race.experiment.name)}-${nameOf(race, "score")}.png`, await pngOf(await drawingOf(race, "score")));
}

/** The race of the shown seed, as far as it is shown. */
export async function saveFilm(race: Race): Promise<void> {
  const [{ svgFile }, { foundText }] = await Promise.all([import("./result-plots.ts"), import("../findings/findings.tsx")]);
  const t = texts.value;
  const { name } = race.experiment;
  const score = scoreIn(race);
  const curves = shownRuns.value.map((run) => {
    const { iterations, [score.test]: values = [] } = run.metrics;
    const shown = iterations.filter((iteration) => iteration <= iterationAt(run)).length;
    const start = run.start.value;
    const first = start ? [{ iteration: 0, value: start[score.test] ?? NaN }] : [];
    const points = iterations.slice(0, shown).map((iteration, i) => ({ iteration, value: values[i]! }));
    return { name: run.arm.name, index: run.index, points: [...first, ...points] };
  });
  const svg = film(document, {
    title: name, curves, finding: foundText(), texts: { score: t.scores[score.task], iteration: t.iteration },
    axis: axisOf(score, curves), format: (value) => formatMetric(score.test, value), formatCount,
  });
  save(`${fileName(name)}-race.svg`, svgBlob(svgFile(svg)));
}

/** Of shares from 0 to 100 %, of errors as high as the curves go. */
function axisOf({ task }: Score, curves: readonly FilmCurve[]): FilmAxis {
  const { domain: [low, high], ticks } = task === "labels"
    ? valueAxis("full", [])
    : valueAxis("linear", curves.map(({ name, index, points }) => ({ name, arm: index, kind: "main", points: points.map(meanOfOne) })));
  return { low, high, ticks, format: (tick) => (task === "labels" ? formatPercent(tick, 0) : formatLoss(tick)) };
}

const meanOfOne = ({ iteration, value }: FilmCurve["points"][number]) => ({ iteration, value, low: value, high: value });

/** The network of a run at the moment that is shown. */
export function saveWeights(race: Race, run: Run): void {
  const snapshot = snapshotAt(run);
  if (!snapshot) return;
  const { description, tensors, iteration, digest } = snapshot;
  const { name } = race.experiment;
  const { status } = run.result();
  const ended = run.ended && iteration === run.at;
  const origin = {
    steps: iteration,
    experiment: name,
    arm: run.arm.name,
    seed: run.seed,
    ...(digest === "" ? {} : { digest }),
    // What was taken before the end is not the network that the experiment makes.
    ...(ended && status === "complete" ? {} : { status: ended ? status : "interrupted" }),
  };
  const { coding, image } = about.get(race.data) ?? {};
  const file = modelFile({ description, tensors }, origin, { coding, image: areDigits.peek() ? imageSize : image });
  save(`${fileName(name, run.arm.name, `seed${run.seed}`)}.safetensors`, new Blob([file]));
}
