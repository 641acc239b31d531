// What can be taken along: files, and a link.

import { encodeModel } from "../../bindings/model.ts";
import { shownRuns, snapshotAt } from "../race/view.ts";
import { CopyButton } from "../parts/copy.tsx";
import { imageSide } from "../data/data.ts";
import { texts } from "../texts/language.ts";
import { chosenArm, draft, experiment, link, race } from "../state/store.ts";

function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const fileName = (...parts: string[]) => parts.map((part) => part.replace(/[^\p{L}\p{N}._-]+/gu, "-")).join("-");

async function saveResults(kind: "csv" | "accuracy" | "loss"): Promise<void> {
  const { value: now } = race;
  if (!now) return;
  const results = { experiment: now.experiment, runs: now.runs.map((run) => run.result()) };
  const stem = fileName(now.experiment.name);
  if (kind === "csv") {
    const { metricsCsv } = await import("../../report/csv.ts");
    save(`${stem}-metrics.csv`, new Blob([metricsCsv(results)], { type: "text/csv" }));
    return;
  }
  const { accuracyPlot, lossPlot, svgFile } = await import("./result-plots.ts");
  const svg = (kind === "accuracy" ? accuracyPlot : lossPlot)(results, { document });
  save(`${stem}-${kind}.svg`, new Blob([svgFile(svg)], { type: "image/svg+xml" }));
}

export function Downloads() {
  const t = texts.value;
  const run = shownRuns.value.find(({ index }) => index === chosenArm.value);
  const snapshot = run && snapshotAt(run);
  const measured = race.value?.runs.some(({ evaluations }) => evaluations.value > 0) ?? false;
  const saveWeights = () => {
    if (!run || !snapshot) return;
    const { description, tensors, iteration, digest } = snapshot;
    const { name } = experiment.value!;
    const metadata = {
      steps: iteration,
      image: `${imageSide}x${imageSide}`,
      experiment: name,
      arm: run.arm.name,
      seed: run.seed,
      ...(digest === "" ? {} : { digest }),
    };
    const file = fileName(name, run.arm.name, `seed${run.seed}`);
    save(`${file}.safetensors`, new Blob([encodeModel({ description, tensors, metadata })]));
  };
  return (
    <section id="sharing" aria-labelledby="take-title">
      <h2 id="take-title">{t.take}</h2>
      <p class="note">{t.takeNote}</p>
      <p class="actions">
        <CopyButton label={t.copyLink} text={link} disabled={!draft.value.experiment} />
        <button
          type="button"
          disabled={!draft.value.experiment}
          onClick={() => save("experiment.json", new Blob([draft.value.text], { type: "application/json" }))}
        >
          experiment.json
        </button>
        <button type="button" disabled={!measured} onClick={() => void saveResults("csv")}>
          metrics.csv
        </button>
        <button type="button" disabled={!measured} onClick={() => void saveResults("accuracy")}>
          accuracy.svg
        </button>
        <button type="button" disabled={!measured} onClick={() => void saveResults("loss")}>
          loss.svg
        </button>
        <button type="button" disabled={!snapshot} onClick={saveWeights}>
          {t.weightsFile(run?.arm.name ?? "")}
        </button>
      </p>
      <p class="note">
        {t.sameBits} <code>npx usagi run experiment.json</code>
      </p>
    </section>
  );
}
