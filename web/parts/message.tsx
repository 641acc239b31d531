// What the library finds wrong or odd, in the language of the page: it says so in English, and what says it in Japanese
// comes where it is wanted.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { language } from "../texts/language.ts";

const japanese = signal<((message: string) => string | undefined) | undefined>(undefined);

export function Message({ message }: { message: string }) {
  const wanted = language.value === "ja";
  useEffect(() => {
    if (!wanted || japanese.peek()) return;
    void import("../../experiment/data/messages-ja.ts").then(({ translatedData }) => (japanese.value = translatedData), () => {});
  }, [wanted]);
  const said = wanted ? japanese.value?.(message) : undefined;
  return said === undefined ? <span lang="en">{message}</span> : <>{said}</>;
}
