/** Fills texts up with spaces to so many columns of a terminal, where letters may be wide. */
import stringWidth from "string-width";

const spaces = (text: string, columns: number) => " ".repeat(Math.max(0, columns - stringWidth(text)));

export const padEnd = (text: string, columns: number): string => text + spaces(text, columns);
export const padStart = (text: string, columns: number): string => spaces(text, columns) + text;
