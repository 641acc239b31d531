/** What a network's file says of the columns of the table that it was trained on, for exports: they take rows as tables have them. */
import { UsagiError } from "../../bindings/errors.ts";
import type { Model } from "../../bindings/model.ts";
import { lossOf } from "../../bindings/parts/losses.ts";
import { type Coding, type Feature, parseCoding, type TargetScale } from "../../experiment/data/coding.ts";
import { inputNames } from "../../experiment/data/encode.ts";

export interface Columns {
  readonly features: readonly Feature[];
  /** Names of the network's inputs. */
  readonly inputs: readonly string[];
  /** Of each input: it is (value − mean) ÷ deviation, and 0 where all training rows had one value. */
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  /** Whether some input is another number than the table has. */
  readonly standardized: boolean;
  /** Whether the mean stands for a number that is missing. */
  readonly fills: boolean;
}

export const codingIn = ({ metadata: { data } }: Pick<Model, "metadata">): Coding | undefined =>
  data === undefined ? undefined : parseCoding(data);

/** How the targets were standardized, one an output; undefined where they were not. @throws UsagiError where they are not those of the network. */
export function targetScalesOf({ description }: Pick<Model, "description">, { targetScales }: Partial<Coding> = {}): readonly TargetScale[] | undefined {
  if (!targetScales) return undefined;
  const { output: { units } } = description;
  if (lossOf(description).of === "targets" && targetScales.length === units) return targetScales;
  const has = lossOf(description).of === "targets" ? `${units}` : "classes";
  throw new UsagiError(`its metadata say how ${targetScales.length} targets were standardized; it has ${has}`);
}

/** Undefined where the inputs are no columns. @throws UsagiError where they are not those of the network. */
export function columnsOf({ description }: Pick<Model, "description">, { features, missing }: Partial<Coding> = {}): Columns | undefined {
  if (!features) return undefined;
  const inputs = inputNames(features);
  const { inputs: count } = description;
  if (inputs.length !== count) throw new UsagiError(`its metadata say how ${inputs.length} inputs are made; it has ${count}`);
  const moments = features.flatMap((feature) => ("categories" in feature ? feature.categories.map(() => ({ mean: 0, deviation: 1 })) : [feature]));
  return {
    features, inputs, means: moments.map(({ mean }) => mean), deviations: moments.map(({ deviation }) => deviation),
    standardized: moments.some(({ mean, deviation }) => mean !== 0 || deviation !== 1), fills: missing === "mean",
  };
}
