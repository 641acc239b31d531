// What is computed of the network of a run at the shown moment.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Snapshot } from "../../experiment/worker/training-worker.ts";
import { paced } from "../analysis/paced.ts";
import type { Run } from "../race/run.ts";
import { shownRuns } from "../race/view.ts";

/** The newest that was found of the run; while a later moment is computed, that of the one before. */
export function useFound<Found>(run: Run, snapshot: Snapshot, find: (snapshot: Snapshot) => Promise<Found | undefined>): Found | undefined {
  const newest = useSignal<{ run: Run; found: Found | undefined } | undefined>(undefined);
  const follow = useMemo(paced, []);
  useEffect(() => {
    follow(async () => {
      const found = await find(snapshot);
      if (found || !shownRuns.peek().includes(run)) newest.value = { run, found };
    });
  }, [snapshot]);
  return newest.value?.run === run ? newest.value.found : undefined;
}
