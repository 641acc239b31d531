/** The settings that tuning chose, a row for each arm and searched path. */
import type { Language } from "../../experiment/language.ts";
import { metrics, scoreOf } from "../../experiment/metrics.ts";
import type { Results } from "../../experiment/results.ts";
import { chosenByText } from "../claims/words.ts";
import { settingDigits } from "../format.ts";
import { choiceText, isNumeric, pathLabels, type Range, type TunedArm, tunedArms, type Width, widthOf } from "../tuned.ts";
import { replaceUnprintable } from "../text.ts";
import { type Column, makeTable, numberColumn, type Table, textColumn } from "./table.ts";

/** As many digits as tell it apart. */
export function settingText(value: unknown): string {
  if (typeof value !== "number") return replaceUnprintable(choiceText(value));
  const rounded = Number(value.toPrecision(3));
  return rounded !== 0 && Math.abs(rounded) < 1e-3 ? rounded.toExponential() : settingDigits(value);
}

const texts = {
  en: {
    alone: (value: string) => `${value} alone`,
    how: (isLog: boolean, isComplement: boolean) => [isLog ? "log" : "", isComplement ? "of 1 − x" : ""].filter((part) => part !== "").join(" "),
    arm: "arm", setting: "setting", chosen: "chosen", edge: { min: " (lower edge)", max: " (upper edge)" }, searched: "searched",
    width: "within a point of the best", decades: "decades", trials: "trials", diverged: "diverged", halved: "ended early",
    caption: "Settings chosen by tuning",
  },
  ja: {
    alone: (value: string) => `${value} だけ`,
    how: (isLog: boolean, isComplement: boolean) => [isComplement ? "1 − x" : "", isLog ? "対数" : ""].filter((part) => part !== "").join("の"),
    arm: "条件", setting: "設定", chosen: "選ばれた値", edge: { min: "（下端）", max: "（上端）" }, searched: "探索範囲",
    width: "最良から1ポイント以内", decades: "桁", trials: "試行", diverged: "発散", halved: "打ち切り",
    caption: "探索で選ばれた設定",
  },
};

const widthText = ({ from, to }: Width, language: Language) =>
  (from === to ? texts[language].alone(settingText(from)) : `${settingText(from)} … ${settingText(to)}`);

/** `0.001 … 10, log`; of 1 − x: `0.5 … 0.995, log of 1 − x`; `0, 0.2, 0.5`. */
export function rangeText(range: Range, language: Language = "en"): string {
  if ("values" in range) return range.values.map(settingText).join(", ");
  const { min, max, scale, of } = range;
  const [low, high] = of === "1-x" ? [1 - max, 1 - min] : [min, max];
  const how = texts[language].how(scale === "log", of === "1-x");
  return `${settingText(low)} … ${settingText(high)}${how && { en: `, ${how}`, ja: `（${how}）` }[language]}`;
}

interface Row {
  arm: TunedArm;
  path: string;
  isFirst: boolean;
}

export function chosenTable(results: Pick<Results, "experiment" | "tuning">, language: Language = "en"): Table {
  const say = texts[language];
  const arms = tunedArms(results);
  const labels = pathLabels(arms);
  const { chosenBy: { metric } } = scoreOf(results.experiment.arms[0]);
  const rows = arms.flatMap((arm) => Object.keys(arm.space).map((path, index): Row => ({ arm, path, isFirst: index === 0 })));
  /** Of the value that is shown: of 1 − x the least end is the greatest of x. */
  const edgeOf = ({ arm: { edges, space }, path }: Row) => {
    const end = edges.find((edge) => edge.path === path)?.end;
    const range = space[path]!;
    return end !== undefined && "of" in range && range.of === "1-x" ? ({ min: "max", max: "min" } as const)[end] : end;
  };
  const counted = (fate: string) => ({ arm: { trials } }: Row) => trials.filter((trial) => trial.fate === fate).length;
  /** What is the same for all settings of an arm stands in its first row. */
  const once = (text: (row: Row) => string) => (row: Row) => (row.isFirst ? text(row) : "");
  const accuracy = ({ arm: { chosen } }: Row) => chosen?.value;
  const columns: Column<Row>[] = [
    { ...textColumn<Row>(say.arm, "arm", ({ arm }) => arm.name), cell: (row: Row) => ({ text: once(({ arm }) => arm.name)(row), values: [row.arm.name] }) },
    { ...textColumn<Row>(say.setting, "path", ({ path }) => path), cell: ({ path }: Row) => ({ text: labels.get(path)!, values: [path] }) },
    {
      head: say.chosen, align: "right", fields: ["chosen", "edge"],
      cell: (row) => {
        const { arm: { chosen, space }, path } = row;
        if (!chosen) return { text: "–", values: ["", ""] };
        const value = chosen.settings[path];
        const end = edgeOf(row);
        const edge = end === undefined ? "" : say.edge[end];
        return { text: settingText(value) + edge, values: [isNumeric(space[path]!) ? Number(value) : choiceText(value), end] };
      },
    },
    textColumn<Row>(say.searched, "range", ({ arm, path }) => rangeText(arm.space[path]!), ({ arm, path }) => rangeText(arm.space[path]!, language)),
    {
      head: say.width, align: "right", fields: ["from", "to"],
      cell: ({ arm, path }) => {
        const width = widthOf(arm, path);
        return { text: width ? widthText(width, language) : "", values: [width?.from, width?.to] };
      },
    },
    numberColumn<Row>(
      say.decades, "decades", ({ arm, path }) => widthOf(arm, path)?.decades, ({ arm, path }) => widthOf(arm, path)?.decades?.toFixed(1) ?? "",
    ),
    numberColumn<Row>(chosenByText(results.experiment.arms, language), metrics[metric].column, accuracy, once((row) => accuracy(row)?.toFixed(4) ?? "–")),
    numberColumn<Row>(say.trials, "trials", ({ arm }) => arm.trials.length, once(({ arm }) => String(arm.trials.length))),
    ...([["diverged", "diverged"], ["halved", "ended_early"]] as const)
      .filter(([fate]) => rows.some((row) => counted(fate)(row) > 0))
      .map(([fate, field]) =>
        numberColumn<Row>(say[fate], field, counted(fate), once((row) => String(counted(fate)(row))))),
  ];
  return makeTable("chosen", say.caption, columns, rows);
}
