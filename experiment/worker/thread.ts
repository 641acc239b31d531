// The script of a training thread, which TrainingWorker starts. Bundled into one file that imports nothing.

import { serve } from "./trainer.ts";

serve(globalThis, holdLock());

/** The name of a lock that is held as long as the thread lives; none where there are no locks: pages that are not secure. */
function holdLock(): Promise<string | undefined> {
  if (!("locks" in navigator)) return Promise.resolve(undefined);
  const name = `usagi-nn ${crypto.randomUUID()}`;
  return new Promise((resolve) => {
    const hold = () => {
      resolve(name);
      return new Promise<never>(() => {});
    };
    navigator.locks.request(name, hold).catch(() => resolve(undefined));
  });
}
