/** The settings that a search has chosen, a row an arm, and how to search beyond the ends of its ranges. */
import picocolors from "picocolors";
import stringWidth from "string-width";
import { scoreOf } from "../../experiment/metrics.ts";
import type { Results, TunedArm } from "../../experiment/results.ts";
import { widerEnd } from "../../experiment/tuning/wider.ts";
import { replaceUnprintable, shorten } from "../../report/text.ts";
import { heading, said } from "../texts/language.ts";
import { shellWord } from "../shell.ts";
import { gap, plainTable } from "./plain-table.ts";
import { wrap } from "./wrap.ts";

interface Terminal {
  colors: boolean;
  columns: number;
  /** Whose shell takes the hints. */
  platform: NodeJS.Platform;
}

/** Undefined where nothing was searched. */
export function chosenText({ experiment, tuning }: Pick<Results, "experiment" | "tuning">, { colors, columns, platform }: Terminal): string | undefined {
  if (!tuning) return undefined;
  const { dim, yellow } = picocolors.createColors(colors);
  const nameWidth = Math.min(20, Math.max(stringWidth(heading("arm")), ...tuning.arms.map(({ arm }) => stringWidth(replaceUnprintable(arm)))));
  const rows = tuning.arms.map((arm) => [
    shorten(replaceUnprintable(arm.arm), nameWidth, stringWidth), arm.trials[arm.chosen ?? -1]?.value?.toFixed(4) ?? "–",
    replaceUnprintable(settingsOf(arm)),
  ]);
  const head = ["arm", scoreOf(experiment.arms[0]).task === "targets" ? "validation R²" : "validation", "chosen settings"];
  const valueWidth = Math.max(...[heading(head[1]!), ...rows.map(([, value]) => value!)].map((text) => stringWidth(text)));
  const room = Math.max(24, columns - nameWidth - valueWidth - 2 * gap.length);
  const table = plainTable(head.map((text) => dim(heading(text))), ["left", "right", "left"], rows, [nameWidth, valueWidth, room]);
  const hints = tuning.arms.flatMap((arm) => arm.edges.flatMap((edge) => hintOf(arm, edge, experiment, platform) ?? []));
  if (hints.length === 0) return table;
  const beyond = wrap(said().chosenAtEnd, Math.max(40, columns)).map((line) => yellow(line));
  return [table, "", ...beyond, ...hints.map((hint) => `  ${hint}`)].join("\n");
}

const lastOf = (path: string) => path.split(".").at(-1)!;

/** `learningRate 2.87, momentum 0.93`: by the last part of a path, where that is enough. */
function settingsOf({ trials, chosen, edges }: TunedArm): string {
  if (chosen === null) return trials.every(({ runs }) => runs.length > 0) ? said().noneChosen : said().noneYet;
  const settings = Object.entries(trials[chosen]!.settings);
  return settings.map(([path, value]) => {
    const isAlone = settings.filter(([other]) => lastOf(other) === lastOf(path)).length === 1;
    const end = edges.find((edge) => edge.path === path)?.end;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const mark = end === undefined ? "" : said().rangeEnd[end];
    return `${isAlone ? lastOf(path) : path} ${text}${mark}`;
  }).join(", ");
}

/** An argument of `run` that widens the range; none for lists, or where there is nothing beyond. */
function hintOf(
  { arm, space }: TunedArm, { path, end }: TunedArm["edges"][number], { arms }: Results["experiment"], platform: NodeJS.Platform,
): string | undefined {
  const wider = widerEnd(space[path]!, end, path, arms.find(({ name }) => name === arm));
  if (wider === undefined) return undefined;
  const key = (name: string) => (/^[^.[\]="]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`);
  const place = `arms${key(arm)}.search.${path}.${end}=${wider}`;
  return `--set ${shellWord(place, platform)}`;
}
