/** What scores, fates of runs and lists are called in each language. */
import type { LocalText } from "../experiment/claims.ts";
import type { Score } from "../experiment/metrics.ts";
import type { Language } from "../experiment/language.ts";
import type { RunStatus } from "../experiment/results.ts";
import { replaceUnprintable } from "./text.ts";

/** Behind "training" or "test". */
export const scoreWords: Readonly<Record<Score["name"], LocalText>> = {
  accuracy: { en: "accuracy", ja: "正解率" },
  RMSE: { en: "RMSE", ja: "RMSE" },
};

export const statusWords: Readonly<Record<RunStatus | "stopped early", LocalText>> = {
  "complete": { en: "complete", ja: "完了" },
  "failed": { en: "failed", ja: "失敗" },
  "interrupted": { en: "interrupted", ja: "中断" },
  "not started": { en: "not started", ja: "未開始" },
  "stopped early": { en: "stopped early", ja: "早期終了" },
};

/** Between the name of an experiment and what is shown of it. */
export const colon: LocalText = { en: ": ", ja: "：" };
/** Between an arm and its seeds. */
export const comma: LocalText = { en: ", ", ja: "、" };

const outputWord: LocalText = { en: "output ", ja: "出力" };
/** Fit to print; its place where it has no name. */
export const targetName = (name: string | undefined, place: number, language: Language) =>
  (name === undefined ? `${outputWord[language]}${place}` : replaceUnprintable(name));
