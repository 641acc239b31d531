// The table of schedules: what learning rate each step of the optimizer takes.

import type { NamedPart, OptionRules, OptionValues, ResolvedPart } from "./options.ts";

/** The learning rate of a step, which counts from 0. Nothing but arithmetic: host functions differ between machines. */
export type Rate = (step: number) => number;

interface ScheduleRow<Rules extends OptionRules> {
  readonly options: Rules;
  readonly rate: (learningRate: number, options: OptionValues<Rules>) => Rate;
}

function row<const Rules extends OptionRules>(definition: ScheduleRow<Rules>): ScheduleRow<Rules> {
  return definition;
}

export const schedules = {
  constant: row({ options: {}, rate: (learningRate) => () => learningRate }),
};

type Table = typeof schedules;
export type ScheduleName = keyof Table;
export type Schedule = NamedPart<Table>;
export type ResolvedSchedule = ResolvedPart<Table>;

/** Any row of the table, its options unknown to the compiler. */
export function scheduleRow(name: ScheduleName): ScheduleRow<OptionRules> {
  const rows: Readonly<Record<ScheduleName, unknown>> = schedules;
  return rows[name] as ScheduleRow<OptionRules>;
}
