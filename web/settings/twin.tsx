// On a variant's card: the same with three times the learning rate or a third of it, raced beside it.

import { draft, editAll } from "../state/store.ts";
import { inLanguages } from "../texts/language.ts";
import { threefold } from "./ladder.ts";
import { addTwin, armCount, learningRate, learningRateOf } from "./table.ts";

const texts = inLanguages({
  en: { label: (name: string, rate: number) => `Add a variant: ${name} with η ${rate}` },
  ja: { label: (name, rate) => `条件を追加：${name}（η ${rate}）` },
});

/** @param arm Index of the arm in the settings; a fork, which is not in them, has no twins. */
export function Twins({ arm, name }: { arm: number; name: string }) {
  const { value: file } = draft.value;
  const count = armCount(file);
  const scope = count === 0 ? "all" : arm;
  const rate = learningRateOf(file, scope);
  if (arm >= Math.max(count, 1) || typeof rate !== "number") return null;
  const twin = (direction: 1 | -1) => {
    const next = threefold(rate, direction);
    return (
      <button
        type="button"
        class="small"
        disabled={next === undefined}
        onClick={() => next !== undefined && editAll(addTwin(draft.peek().value, scope, learningRate, next, "η"))}
      >
        η {direction > 0 ? "× 3" : "÷ 3"}
        {next !== undefined && <span class="hidden">: {texts.value.label(name, next)}</span>}
      </button>
    );
  };
  return (
    <>
      {twin(-1)}
      {twin(1)}
    </>
  );
}
