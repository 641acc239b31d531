// The heading, in one line. It imports little, as it is there before the rest of the page.

import { Mark } from "./parts/mark.tsx";
import { StoryLinks } from "./story/place.tsx";
import type { Language } from "./texts/language.ts";
import { language, languages, setLanguage, texts } from "./texts/language.ts";

export function Header({ variants, optimizers, digits = true }: {
  variants: number;
  /** Whether each variant has another optimizer. */
  optimizers: boolean;
  digits?: boolean;
}) {
  const t = texts.value;
  return (
    <header>
      <Mark />
      <h1>{t.heading}</h1>
      <p class="lead">{t.lead(variants, optimizers, digits)}</p>
      <StoryLinks />
      <nav aria-label={t.languageChoice}>
        {Object.entries(languages).map(([tag, name]) => (
          <a
            href={`?lang=${tag}`}
            lang={tag}
            hreflang={tag}
            aria-current={language.value === tag ? "true" : undefined}
            onClick={(event) => {
              event.preventDefault();
              void setLanguage(tag as Language);
            }}
          >
            {name}
          </a>
        ))}
      </nav>
    </header>
  );
}
