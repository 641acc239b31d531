/** Breaks sentences into lines for a terminal. */
import stringWidth from "string-width";
import { wrapText } from "../../report/wrap.ts";

/**
 * @param columns What is wider than a line by itself, such as a command to paste, stays whole.
 * @param indent Before every line but the first.
 */
export const wrap = (text: string, columns: number, indent?: string): string[] => wrapText(text, columns, stringWidth, indent);
