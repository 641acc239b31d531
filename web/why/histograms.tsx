// How each layer's weights are spread: the chosen variant's filled, the others' as lines.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { analyse } from "../analysis/client.ts";
import type { Histograms } from "../analysis/tasks/histogram.ts";
import { armColor, armDashes } from "../parts/swatch.tsx";
import type { Run } from "../race/run.ts";
import { shownRuns, snapshotAt } from "../race/view.ts";
import { chosenArm, chosenName } from "../state/store.ts";
import { formatPercent } from "../texts/language.ts";
import { nearZero } from "../../report/statistics/weights.ts";
import { heightOf, outline } from "./outline.ts";
import { short } from "../texts/numbers.ts";
import { texts } from "./texts.ts";

/** An odd number has a bar at 0. */
const bars = 61;
const size = { width: 260, height: 110 } as const;

export function WeightHistograms() {
  const t = texts.value;
  const runs = shownRuns.value;
  const layers = layersOf(runs);
  const name = chosenName.value;
  return (
    <div class="card">
      <h3>{t.histograms}</h3>
      <p class="note">{t.histogramsNote(name)}</p>
      {layers.length === 0 ? <p class="note">{t.histogramsLater}</p> : (
        <ul class="histograms">
          {layers.map((layer) => <LayerHistogram key={layer} layer={layer} runs={runs} />)}
        </ul>
      )}
    </div>
  );
}

/** Layers with weights of the variant that has most. */
function layersOf(runs: readonly Run[]): string[] {
  const all = runs.map((run) => Object.keys(snapshotAt(run)?.tensors ?? {}).filter((name) => name.endsWith("/weight")));
  return all.reduce<string[]>((most, own) => (own.length > most.length ? own : most), []);
}

interface Spread {
  readonly places: readonly number[];
  readonly of: Histograms;
}

function LayerHistogram({ layer, runs }: { layer: string; runs: readonly Run[] }) {
  const t = texts.value;
  const spread = useSignal<Spread | undefined>(undefined);
  const looked = runs.flatMap((run) => {
    const snapshot = snapshotAt(run);
    return snapshot ? [{ place: run.index, snapshot }] : [];
  });
  const networks = looked.map(({ snapshot }) => snapshot);
  const places = looked.map(({ place }) => place);
  useEffect(() => {
    void analyse(`histogram ${layer}`, "histogram", { networks, array: layer, bars }, "shown").then((of) => {
      if (of) spread.value = { places, of };
    });
  }, [layer, ...networks.map(({ tensors }) => tensors)]);
  const name = chosenName.value;
  const { places: of = [], of: { range, networks: found } = { range: 1, networks: [] } } = spread.value ?? {};
  const own = found[of.indexOf(chosenArm.value)];
  const most = Math.max(1, ...found.flatMap((one) => (one ? [...one.counts] : [])));
  const total = own?.counts.reduce((sum, count) => sum + count, 0) ?? 0;
  const share = own ? formatPercent(own.nearZero) : "–";
  const { width, height } = size;
  const zero = heightOf(Math.round((own?.nearZero ?? 0) * total), most) * height;
  const zeroWidth = Math.max(3, (nearZero / range) * width);
  return (
    <li>
      <h4>
        <code>{layer.replace("/weight", "")}</code> <span class="note">{t.nearZero(share)}</span>
      </h4>
      <svg
        viewBox={`0 0 ${width} ${height}`} role="img" preserveAspectRatio="none"
        aria-label={t.histogramOf(layer.replace("/weight", ""), name, share, short(-range), short(range))}
      >
        {own && <path class="own" d={outline(own.counts, most, size)} fill={armColor(chosenArm.value)} />}
        {found.map((one, i) => (one && of[i] !== chosenArm.value
          ? <path key={of[i]} class="other" d={outline(one.counts, most, size)} stroke={armColor(of[i]!)} stroke-dasharray={armDashes(of[i]!)} />
          : null))}
        <rect class="zero" x={(width - zeroWidth) / 2} width={zeroWidth} y={height - zero} height={zero} />
      </svg>
      <p class="range note" aria-hidden="true">
        <span>{short(-range)}</span><span>0</span><span>{short(range)}</span>
      </p>
    </li>
  );
}
