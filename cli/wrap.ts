/** Lines of at most 80 columns, the first of them not indented. */
export function wrapped(text: string, indent = "  "): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 80) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length > 0 ? indent + word : word);
  }
  return lines;
}
