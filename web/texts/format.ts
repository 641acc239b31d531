// Numbers as a language writes them.

const formats = new Map<string, Intl.NumberFormat>();

/** As toLocaleString, many times as fast: most of its time goes into making a format. */
export function formatNumber(language: string, value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = language + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.NumberFormat(language, options)));
  return format.format(value);
}
