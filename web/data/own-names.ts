// What files are for, by their names.

import { parseIdxName } from "../../experiment/data/idx.ts";

/** What systems add by themselves is none of one's own. */
const isHidden = (path: string) => /(^|\/)(\.|__MACOSX\/)/.test(path);
/** EMNIST's list of what its labels stand for. */
const isMapping = (path: string) => /-mapping\.txt$/.test(path);

export const nameOf = (path: string): string => path.split("/").at(-1)!;
/** The folder that a file lies in. */
export const folderNameOf = (path: string): string => path.split("/").at(-2) ?? "";
export const isZip = (path: string): boolean => /\.zip$/i.test(path);
export const isPicture = (path: string): boolean => /\.(png|jpe?g)$/i.test(path) && !isHidden(path);
export const isTable = (path: string): boolean => /\.(csv|tsv|txt)$/i.test(path) && !isHidden(path) && !isMapping(path);
/** Whether a file is one of a set of IDX files. */
export const isOfIdx = (path: string): boolean => !isHidden(path) && (parseIdxName(nameOf(path)) !== undefined || isMapping(path));
