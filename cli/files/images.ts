/** The images that paths name: an IDX file, or pictures and folders of them. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError, reasonOf } from "../errors.ts";
import { maxCsvBytes } from "../../experiment/data/table.ts";
import { mayBeTable, type Sniffed, sniff, sniffBytes, sniffWhole } from "../../experiment/data/sniff.ts";
import { readOpened, withFile } from "./whole.ts";

/** Either an IDX file, or PNG and JPEG files. */
export type ImageFiles = { idx: string } | { pictures: string[] };

/** @throws InputError that names what is no image, and says what it is. */
export async function imageFiles(paths: string[]): Promise<ImageFiles> {
  const pictures: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch((error: unknown) => {
      throw new InputError(`${path}: ${reasonOf(error)}`);
    });
    if (found.isDirectory()) {
      pictures.push(...(await picturesIn(path)));
      continue;
    }
    const { kind, name } = await sniffFile(path);
    if (kind === "png" || kind === "jpeg") pictures.push(path);
    else if (kind !== "idx" && kind !== "gzip") {
      throw new InputError(`${path}: is ${name}; images are PNG, JPEG, or an IDX file, raw or gzipped`);
    } else if (paths.length > 1) throw new InputError(`${path}: is ${name}; name an IDX file alone`);
    else return { idx: path };
  }
  return { pictures };
}

export async function sniffFile(file: string): Promise<Sniffed> {
  return await withFile(file, async (opened, size) => {
    const { buffer, bytesRead } = await opened.read({ buffer: new Uint8Array(sniffBytes), position: 0 });
    const found = sniff(buffer.subarray(0, bytesRead));
    return mayBeTable(file, found) && size <= maxCsvBytes ? sniffWhole(file, await readOpened(opened, size)) : found;
  });
}

/** The pictures of a folder, not of those in it; files of other kinds are left out. */
async function picturesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new InputError(`${folder}: ${reasonOf(error)}`);
  });
  const names = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith(".")).map(({ name }) => name);
  names.sort(new Intl.Collator("en", { numeric: true }).compare);
  const pictures: string[] = [];
  for (const name of names) {
    const file = join(folder, name);
    const { kind } = await sniffFile(file).catch(() => ({ kind: "other" }));
    if (kind === "png" || kind === "jpeg") pictures.push(file);
  }
  if (pictures.length > 0) return pictures;
  throw new InputError(`${folder}: holds no PNG or JPEG image; a labelled set of IDX files is for: evaluate`);
}
