/** What arms begin with, in words. */
import type { Language } from "../experiment/language.ts";
import type { ResolvedArm } from "../experiment/resolve.ts";
import type { LayerChoice, ResolvedStart } from "../experiment/start.ts";

/** So many digits tell a digest from others. */
const shownDigits = 12;

const texts = {
  en: {
    hidden: "hidden layers", more: (count: number) => ` and ${count} more`, arm: (arm: string) => `, arm ${arm}`,
    seed: (seed: number) => `, seed ${seed}`, digest: (digest: string, more: string) => ` (${digest}…${more})`,
    only: (layers: string) => `only ${layers}`, frozen: (layers: string) => `frozen ${layers}`,
    state: "with the optimizer's state", separator: "; ", begins: (arm: string, start: string) => `“${arm}” begins with ${start}`,
  },
  ja: {
    hidden: "隠れ層", more: (count: number) => `、ほか${count}個`, arm: (arm: string) => `、条件 ${arm}`,
    seed: (seed: number) => `、シード${seed}`, digest: (digest: string, more: string) => `（${digest}…${more}）`,
    only: (layers: string) => `${layers}だけ`, frozen: (layers: string) => `${layers}を固定`,
    state: "最適化手法の状態を引き継ぎ", separator: "、", begins: (arm: string, start: string) => `「${arm}」の始まり：${start}`,
  },
};

const layersText = (choice: LayerChoice, language: Language) => (choice === "hidden" ? texts[language].hidden : choice.join(", "));

/** `runs/a, arm Adam, seed 0 (3fa9c1d2e0ab…); only hidden layers; frozen hidden layers; with the optimizer's state` */
export function startText(
  { path, arm, seed, digest, layers, freeze, optimizerState }: ResolvedStart, language: Language = "en",
): string {
  const say = texts[language];
  const [first = "", ...others] = typeof digest === "object" ? Object.values(digest) : [digest];
  const more = others.length > 0 ? say.more(others.length) : "";
  return [
    [
      path, ...(arm === undefined ? [] : [say.arm(arm)]), ...(seed === undefined ? [] : [say.seed(seed)]),
      ...(first === "" ? [] : [say.digest(first.slice(0, shownDigits), more)]),
    ].join(""),
    ...(layers ? [say.only(layersText(layers, language))] : []),
    ...(freeze ? [say.frozen(layersText(freeze, language))] : []),
    ...(optimizerState ? [say.state] : []),
  ].join(say.separator);
}

/** Arms with what they begin with; none where all draw their first weights. */
export function startLines(arms: readonly Pick<ResolvedArm, "name" | "from">[], language: Language = "en"): string[] {
  return arms.flatMap(({ name, from }) => (from ? [texts[language].begins(name, startText(from, language))] : []));
}
