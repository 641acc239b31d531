/** A path as a shell takes it, for commands that are to be copied. */
export function shellWord(path: string): string {
  const word = path.startsWith("-") ? `./${path}` : path;
  return /^[\p{L}\p{N}_./\\:+@%,=-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
