/** Files that users name: read only where they are files and not too large, written whole or not at all. */
import { fsync } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { threadId } from "node:worker_threads";
import { errorCode, InputError, reasonOf } from "../errors.ts";

/** Until the disk has it. Node's permission model forbids the one way, Yarn's Plug'n'Play has not the other. */
export async function sync(opened: FileHandle): Promise<void> {
  const unlessForbidden = (error: unknown) => {
    if (errorCode(error) !== "ERR_ACCESS_DENIED") throw error;
  };
  try {
    await promisify(fsync)(opened.fd);
  } catch (error) {
    unlessForbidden(error);
    // Node 26's permission model has no fsync at all: the file is whole all the same, unless the machine loses power.
    await opened.sync().catch(unlessForbidden);
  }
}

/** What Node reads at once. */
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
    if (!found.isFile()) throw bad(file, found.isDirectory() ? "is a folder, not a file" : "is not a file");
    const opened = await open(file);
    try {
      return await use(opened, found.size);
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    throw Object.assign(bad(file, reasonOf(error)), { cause: error });
  }
}

/**
 * A whole file.
 * @throws InputError that names the file where it cannot be read or has more than `most` bytes; its `cause` is the
 * system's error, if that was it.
 */
export function readWhole(file: string, most = maxBytes): Promise<Buffer> {
  return withFile(file, async (opened, size) => {
    if (size > most) throw bad(file, `has ${size} bytes; at most ${most} are read`);
    return readOpened(opened, size);
  });
}

const partBytes = 2 ** 22;

/**
 * All that a file held when it was opened. Not by readFile(), which is limited in size and fails in Yarn's archives.
 * @param see Called with each part in turn, while the next is read.
 */
export async function readOpened(
  opened: FileHandle, size: number, see: (part: Uint8Array) => void = () => {},
): Promise<Buffer> {
  // One byte is asked of an empty file too: a disk that does not read says so then.
  const bytes = Buffer.alloc(Math.max(size, 1));
  const readFrom = (at: number) => opened.read(bytes, at, Math.min(partBytes, bytes.length - at), at);
  let at = 0;
  for (let reading = readFrom(0); ;) {
    const { bytesRead } = await reading;
    const end = at + bytesRead;
    const isLast = bytesRead === 0 || end === bytes.length;
    if (!isLast) reading = readFrom(end);
    see(bytes.subarray(at, end));
    at = end;
    if (isLast) return bytes.subarray(0, at);
  }
}

/** The names of temporary files, which a process that is killed leaves behind. */
export const temporary = /^\..+\.\d+-\d+-\d+\.tmp$/;
let written = 0;

/**
 * Writes a file whole or not at all: into another beside it, to the disk, then in its place. Makes its folder;
 * replaces what is there, a link too, which could lead anywhere. The package write-file-atomic does not notice
 * a write that a full disk cut short.
 * @throws The system's error; the temporary file is gone then, and the old one as it was.
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  const beside = join(folder, `.${basename(file)}.${process.pid}-${threadId}-${written++}.tmp`);
  try {
    const opened = await open(beside, "wx");
    try {
      await opened.writeFile(content);
      await sync(opened);
    } finally {
      await opened.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(folder);
}

/** Puts the new name itself on the disk. */
async function syncFolder(folder: string): Promise<void> {
  const opened = await open(folder).catch(() => undefined); // Windows opens no folders
  try {
    if (opened) await sync(opened);
  } finally {
    await opened?.close();
  }
}
