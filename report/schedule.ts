import type { Language } from "../experiment/language.ts";
import { type ResolvedSchedule, scheduleRow } from "../bindings/parts/schedules.ts";

/** A schedule on a line, without what goes without saying: `cosine, steps 900, warmup 100`. */
export function scheduleText(schedule: ResolvedSchedule | undefined, language: Language = "en"): string {
  if (!schedule) return { en: "constant", ja: "一定" }[language];
  const { name, ...options } = schedule;
  const { options: rules } = scheduleRow(name);
  const said = Object.entries(options).filter(([key, value]) => value !== rules[key as "warmup"]?.default);
  return [name, ...said.map(([key, value]) => `${key} ${Array.isArray(value) ? value.join(" ") : String(value)}`)].join(", ");
}
