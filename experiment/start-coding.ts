/** Whether data are made inputs and classes as they were for the trained network that an arm begins with. */
import type { Coding, Feature, TargetScale } from "./data/coding.ts";
import { formatValue } from "./problems.ts";

/** By how much of a deviation a mean may be another, and of itself a deviation, before it is doubted. */
const tolerance = 0.1;

const namesText = (names: readonly string[] = []) => names.slice(0, 4).map(formatValue).join(", ") + (names.length > 4 ? ", …" : "");

/**
 * What is coded otherwise than for the trained network, if anything is.
 * @param output Whether its output layer is taken.
 */
export function codingDoubt(here: Coding | undefined, there: Coding | undefined, output: boolean): string | undefined {
  const [own, others] = [here?.features, there?.features];
  if (own && others) {
    const i = own.findIndex((feature, at) => !alike(feature, others[at]));
    if (i >= 0) return `input ${featureText(own[i])} was ${featureText(others[i])} where the network was trained`;
  }
  if (output && there) {
    const [scales, earlier] = [here?.targetScales ?? [], there.targetScales ?? []];
    const k = Array.from({ length: Math.max(scales.length, earlier.length) }).findIndex((_, at) => !alikeScales(scales[at], earlier[at]));
    if (k >= 0) {
      const name = here?.targetNames?.[k];
      const target = name === undefined ? `target ${k}` : formatValue(name);
      return `${target} is ${scaleText(scales[k])} here and was ${scaleText(earlier[k])} where the output layer was trained`;
    }
  }
  const [classes, before] = [here?.classNames, there?.classNames];
  if (output && classes && before && String(classes) !== String(before)) {
    return `the classes are ${namesText(classes)} here and were ${namesText(before)} where the output layer was trained`;
  }
  return undefined;
}

function alike(one: Feature, other: Feature | undefined): boolean {
  if (!other || one.name !== other.name) return false;
  if ("categories" in one || "categories" in other) {
    return "categories" in one && "categories" in other && String(one.categories) === String(other.categories);
  }
  return alikeScales(one, other);
}

function alikeScales(one: TargetScale | undefined, other: TargetScale | undefined): boolean {
  if (!one || !other) return one === other;
  const near = (a: number, b: number) => Math.abs(a - b) <= tolerance * other.deviation;
  return near(one.mean, other.mean) && near(one.deviation, other.deviation);
}

const scaleText = (scale: TargetScale | undefined) => (scale ? `standardized (${momentsText(scale)})` : "as it is");
const momentsText = ({ mean, deviation }: TargetScale) => `mean ${Number(mean.toPrecision(3))}, deviation ${Number(deviation.toPrecision(3))}`;

function featureText(feature: Feature | undefined): string {
  if (!feature) return "missing";
  const name = formatValue(feature.name);
  if ("categories" in feature) return `${name} (${namesText(feature.categories)})`;
  return `${name} (${momentsText(feature)})`;
}
