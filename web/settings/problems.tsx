// What is wrong with an experiment, in the language of the page, and the way to its place.

import type { PlacedProblem } from "../../experiment/read.ts";
import { formatPath, formatValue } from "../../experiment/problems.ts";
import { draft } from "../state/store.ts";
import { language } from "../texts/language.ts";
import { idOf } from "./fields.tsx";
import { goToText } from "./place.ts";
import { translated } from "../../experiment/messages-ja.ts";
import { texts } from "./texts.ts";

/** How many are listed: a hostile file has tens of thousands. */
export const mostListed = 50;

/** A problem as the command line says it or, in Japanese, what it comes to there. */
export function Said({ problem: { path, value, message, sentence } }: { problem: PlacedProblem }) {
  if (language.value === "en") return <>{sentence}</>;
  const japanese = translated(message);
  if (japanese === undefined) return <span lang="en">{sentence}</span>;
  const found = value === undefined ? "" : ` = ${formatValue(value)}`;
  return path.length === 0 ? <>{japanese}</> : <><span lang="en">{formatPath(path)}{found}</span>：{japanese}</>;
}

/** What is wrong with the whole, each with a way to where it stands. */
export function ProblemSummary() {
  const { problems, warnings, file } = draft.value;
  const t = texts.value;
  return (
    <>
      {problems.length > 0 && (
        <div class="notice bad" id="all-problems">
          <p>{t.problems(file, problems.length)}</p>
          <Places problems={problems} />
        </div>
      )}
      {warnings.length > 0 && problems.length === 0 && (
        <div class="notice" id="all-warnings">
          <p>{t.warnings}</p>
          <Places problems={warnings} />
        </div>
      )}
    </>
  );
}

function Places({ problems }: { problems: readonly PlacedProblem[] }) {
  const t = texts.value;
  const { file } = draft.value;
  return (
    <ul class="problems">
      {problems.slice(0, mostListed).map((problem) => {
        const position = problem.position?.();
        return (
          <li>
            {position ? (
              <button type="button" class="place" onClick={() => goTo(problem)}>
                {`${file}:${position.line}:${position.column}`}
              </button>
            ) : (
              file
            )}
            {"  "}
            <Said problem={problem} />
          </li>
        );
      })}
      {problems.length > mostListed && <li>{t.moreProblems(problems.length - mostListed)}</li>}
    </ul>
  );
}

/** To the field of the setting or, where there is none, to the text. */
function goTo({ path, position }: PlacedProblem): void {
  const field = path.length > 0 ? document.getElementById(idOf(path)) : null;
  if (!field) {
    goToText(position?.());
    return;
  }
  for (let owner: HTMLElement | null = field; owner; owner = owner.parentElement) {
    if (owner instanceof HTMLDetailsElement) owner.open = true;
  }
  field.focus();
}
