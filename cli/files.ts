/** Files that users name: opened only where they are files, read only where they are not too large. */
import { type FileHandle, open, stat } from "node:fs/promises";
import { errorCode, InputError, reasonOf } from "./errors.ts";

/** What Node reads as one file. */
export const maxBytes = 2 ** 31 - 1;

const bad = (file: string, reason: string) => new InputError(`${file}: ${reason}`);

/**
 * Opens a file, calls `use` with it and its size in bytes, and closes it.
 * @throws InputError that names the file where it cannot be read or is none.
 */
export async function withFile<Result>(
  file: string, use: (opened: FileHandle, size: number) => Promise<Result>,
): Promise<Result> {
  try {
    // Before it is opened: a named pipe would wait for a writer.
    const found = await stat(file);
    if (!found.isFile()) throw bad(file, "is not a file");
    const opened = await open(file);
    try {
      return await use(opened, found.size);
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    throw bad(file, reasonOf(error));
  }
}

/**
 * A whole file.
 * @throws InputError that names the file where it cannot be read or has more than `most` bytes.
 */
export function readWhole(file: string, most = maxBytes): Promise<Buffer> {
  return withFile(file, async (opened, size) => {
    if (size > most) throw bad(file, `has ${size} bytes; at most ${most} are read`);
    return await opened.readFile();
  });
}
