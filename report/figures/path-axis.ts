/** The axis of a searched setting: linear, logarithmic, logarithmic in 1 − x, or a place for each choice. */
import type * as Plot from "@observablehq/plot";
import { formatTick, logAxis } from "../axis.ts";
import { settingDigits } from "../format.ts";
import type { Language } from "../../experiment/language.ts";
import { choiceText, isNumeric, type Range } from "../tuned.ts";
import type { TickFormat } from "./panels.ts";

export interface PathAxis {
  scale: Plot.ScaleOptions;
  ticks: number[] | undefined;
  fewTicks: number[] | undefined;
  format: TickFormat;
  /** Where a value is on the axis. */
  place: (value: unknown) => number | string;
  /** What is to be said of it beside the name of the setting. */
  remark: string;
}

const remarks = { en: { log: "log", complement: "log of 1 − x" }, ja: { log: "対数", complement: "1 − x の対数" } };

const spread = (values: number[]) => Math.max(...values) / Math.min(...values);

/** @param ranges In which the arms have searched the setting. */
export function pathAxis(ranges: readonly Range[], language: Language): PathAxis {
  if (!ranges.every(isNumeric)) {
    const choices = [...new Set(ranges.flatMap((range) => ("values" in range ? range.values.map(choiceText) : [])))];
    return {
      scale: { type: "band", domain: choices, padding: 0.3 }, ticks: undefined, fewTicks: undefined,
      format: String, place: choiceText, remark: "",
    };
  }
  const ends = ranges.flatMap((range) => ("values" in range ? (range.values as number[]) : [range.min, range.max]));
  const spans = ranges.flatMap((range) => ("values" in range ? [] : [range]));
  if (spans.length > 0 && spans.every(({ of }) => of === "1-x")) {
    const { domain, ticks, fewTicks } = logAxis(Math.min(...ends), Math.max(...ends));
    return {
      // Larger values stand further to the right, as on any axis.
      scale: { type: "log", domain: [domain[1], domain[0]] }, ticks: ticks as number[], fewTicks: fewTicks as number[],
      format: (value: number) => settingDigits(1 - value), place: (value) => 1 - (value as number), remark: remarks[language].complement,
    };
  }
  const isLog = spans.length > 0 ? spans.some(({ scale }) => scale === "log") : spread(ends) >= 20;
  const place = (value: unknown) => value as number;
  if (isLog && Math.min(...ends) > 0) {
    const { domain, ticks, fewTicks } = logAxis(Math.min(...ends), Math.max(...ends));
    return {
      scale: { type: "log", domain }, ticks: ticks as number[], fewTicks: fewTicks as number[], format: formatTick, place,
      remark: remarks[language].log,
    };
  }
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = 0.04 * (high - low) || 1;
  return {
    scale: { type: "linear", domain: [low - room, high + room] }, ticks: undefined, fewTicks: undefined,
    format: formatTick, place, remark: "",
  };
}
