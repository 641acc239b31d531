// Numbers and lists as a language writes them, without the page: sentences are tested in Node.

import type { Language } from "../texts/language.ts";
import { formatNumber } from "../texts/format.ts";

export interface Words {
  readonly language: Language;
  /** `91.2%` */
  readonly percent: (share: number) => string;
  /** A target: `90%` */
  readonly whole: (share: number) => string;
  /** A difference of shares in points: `2.9` */
  readonly points: (difference: number) => string;
  readonly count: (value: number) => string;
  /** Two digits that count: `0.00026` */
  readonly rough: (value: number) => string;
  readonly list: (items: readonly string[]) => string;
}

export function wordsOf(language: Language): Words {
  // A hyphen is no minus.
  const format = (value: number, options: Intl.NumberFormatOptions) => formatNumber(language, value, options).replace("-", "−");
  const one = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  return {
    language,
    percent: (share) => format(share, { style: "percent", ...one }),
    whole: (share) => format(share, { style: "percent" }),
    points: (difference) => format(100 * difference, one),
    count: (value) => format(value, {}),
    rough: (value) => format(value, { maximumSignificantDigits: 2 }),
    list: (items) => list.format(items),
  };
}
