// What several seeds say at the end: the sentences of report.html, whose code comes when it is asked for.

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Finding } from "../../report/findings/finding.ts";
import type { Language } from "../../experiment/language.ts";
import type { Race } from "../race/race.ts";
import { language } from "../texts/language.ts";

interface Said {
  readonly all: readonly Finding[];
  readonly sentence: (finding: Finding, language: Language) => string;
}

async function conclude({ experiment, runs }: Race): Promise<Said> {
  const [{ findings }, { brief }, { sentence }] = await Promise.all([
    import("../../report/findings/findings.ts"), import("../../report/findings/brief.ts"), import("../../report/findings/sentence.ts"),
  ]);
  return { all: brief(findings({ experiment, runs: runs.map((run) => run.result()) })), sentence };
}

/** @param meanwhile Shown until it is there, and where it cannot be loaded. */
export function Conclusion({ race, meanwhile }: { race: Race; meanwhile: ComponentChildren }) {
  const said = useSignal<Said | undefined>(undefined);
  useEffect(() => {
    said.value = undefined;
    let wanted = true;
    void conclude(race).then((all) => {
      if (wanted) said.value = all;
    }, () => {});
    return () => (wanted = false);
  }, [race]);
  if (!said.value) return <>{meanwhile}</>;
  const { all, sentence } = said.value;
  return (
    <ul class="finding">
      {all.map((finding) => (
        <li key={JSON.stringify(finding)} class={finding.kind === "method" ? "note" : undefined}>
          {sentence(finding, language.value)}
        </li>
      ))}
    </ul>
  );
}
