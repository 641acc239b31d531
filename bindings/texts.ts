// What options mean: the build puts the texts of all rules here, and their numbers into the rules (scripts/texts.js).

const texts: readonly string[] = [];

/** The text that a rule's `about` is, or stands for. */
export function textOf(about: string): string {
  return texts[about as unknown as number] ?? about;
}
