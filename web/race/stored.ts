// Finished runs in the browser's own database, so that a reload shows them again at once: the latest, as many as there is
// room for.

import type { RunRecord } from "./run.ts";
import { bytesOf } from "./moments.ts";

const mostBytes = 32 * 2 ** 20;
/** A network that is larger takes longer to fetch than it is worth. */
const mostBytesOfRun = 4 * 2 ** 20;

/** Beside each record, which is large. */
interface Entry {
  readonly key: string;
  /** Of which build: another one may come to other numbers. */
  readonly build: string;
  readonly bytes: number;
  /** When it was last stored or asked for, in milliseconds. */
  readonly used: number;
}

/** The entries that have to go, so that the others have room: the longest unused first, and all of other builds. */
export function overflow(entries: readonly Entry[], build: string, most: number): string[] {
  let room = most;
  return [...entries]
    .sort((a, b) => b.used - a.used)
    .filter((entry) => entry.build !== build || (room -= entry.bytes) < 0)
    .map(({ key }) => key);
}

let opened: Promise<IDBDatabase> | undefined;

/** The database of this page's build. */
function database(): Promise<IDBDatabase> {
  if (opened) return opened;
  const request = indexedDB.open("usagi-runs", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("entries", { keyPath: "key" });
    request.result.createObjectStore("records");
  };
  return (opened = done(request));
}

const done = <Result>(request: IDBRequest<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });

/** The records of these keys that there are. */
export async function recall(keys: readonly string[]): Promise<Map<string, RunRecord>> {
  const transaction = (await database()).transaction(["entries", "records"], "readwrite");
  const [entries, records] = [transaction.objectStore("entries"), transaction.objectStore("records")];
  const found = new Map<string, RunRecord>();
  await Promise.all(keys.map(async (key) => {
    const entry = (await done(entries.get(key))) as Entry | undefined;
    if (entry?.build !== BUILD.wasm) return;
    entries.put({ ...entry, used: Date.now() } satisfies Entry);
    found.set(key, (await done(records.get(key))) as RunRecord);
  }));
  return found;
}

/** Stores a record; others make room for it. */
export async function remember(key: string, record: RunRecord): Promise<void> {
  const bytes = record.moments.reduce((sum, moment) => sum + bytesOf(moment), 0) + 8 * record.progress.loss.length;
  if (bytes > mostBytesOfRun) return;
  const transaction = (await database()).transaction(["entries", "records"], "readwrite");
  const [entries, records] = [transaction.objectStore("entries"), transaction.objectStore("records")];
  entries.put({ key, build: BUILD.wasm, bytes, used: Date.now() } satisfies Entry);
  records.put(record, key);
  const all = (await done(entries.getAll())) as Entry[];
  for (const gone of overflow(all, BUILD.wasm, mostBytes)) {
    entries.delete(gone);
    records.delete(gone);
  }
}
