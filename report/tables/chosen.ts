/** The settings that tuning chose, a row for each arm and searched path. */
import type { Results } from "../../experiment/results.ts";
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

const widthText = ({ from, to }: Width) => (from === to ? `${settingText(from)} alone` : `${settingText(from)} … ${settingText(to)}`);

/** `0.001 … 10, log`; of 1 − x: `0.5 … 0.995, log of 1 − x`; `0, 0.2, 0.5`. */
export function rangeText(range: Range): string {
  if ("values" in range) return range.values.map(settingText).join(", ");
  const { min, max, scale, of } = range;
  const [low, high] = of === "1-x" ? [1 - max, 1 - min] : [min, max];
  const how = [scale === "log" ? "log" : "", of === "1-x" ? "of 1 − x" : ""].filter((part) => part !== "").join(" ");
  return `${settingText(low)} … ${settingText(high)}${how && `, ${how}`}`;
}

interface Row {
  arm: TunedArm;
  path: string;
  isFirst: boolean;
}

export function chosenTable(results: Pick<Results, "experiment" | "tuning">): Table {
  const arms = tunedArms(results);
  const labels = pathLabels(arms);
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
    { ...textColumn<Row>("arm", "arm", ({ arm }) => arm.name), cell: (row: Row) => ({ text: once(({ arm }) => arm.name)(row), values: [row.arm.name] }) },
    { ...textColumn<Row>("setting", "path", ({ path }) => path), cell: ({ path }: Row) => ({ text: labels.get(path)!, values: [path] }) },
    {
      head: "chosen", align: "right", fields: ["chosen", "edge"],
      cell: (row) => {
        const { arm: { chosen, space }, path } = row;
        if (!chosen) return { text: "–", values: ["", ""] };
        const value = chosen.settings[path];
        const end = edgeOf(row);
        const edge = end === undefined ? "" : ` (${{ min: "lower", max: "upper" }[end]} edge)`;
        return { text: settingText(value) + edge, values: [isNumeric(space[path]!) ? Number(value) : choiceText(value), end] };
      },
    },
    textColumn<Row>("searched", "range", ({ arm, path }) => rangeText(arm.space[path]!)),
    {
      head: "within a point of the best", align: "right", fields: ["from", "to"],
      cell: ({ arm, path }) => {
        const width = widthOf(arm, path);
        return { text: width ? widthText(width) : "", values: [width?.from, width?.to] };
      },
    },
    numberColumn<Row>(
      "decades", "decades", ({ arm, path }) => widthOf(arm, path)?.decades, ({ arm, path }) => widthOf(arm, path)?.decades?.toFixed(1) ?? "",
    ),
    numberColumn<Row>("validation accuracy", "validation_accuracy", accuracy, once((row) => accuracy(row)?.toFixed(4) ?? "–")),
    numberColumn<Row>("trials", "trials", ({ arm }) => arm.trials.length, once(({ arm }) => String(arm.trials.length))),
    ...([["diverged", "diverged"], ["halved", "ended early"]] as const)
      .filter(([fate]) => rows.some((row) => counted(fate)(row) > 0))
      .map(([fate, head]) =>
        numberColumn<Row>(head, head.replace(" ", "_"), counted(fate), once((row) => String(counted(fate)(row))))),
  ];
  return makeTable("chosen", "Settings chosen by tuning", columns, rows);
}
