import { signal } from "@preact/signals";
import { claimIn } from "./claim.ts";

/** The result that the address holds, if any. */
export const linked = signal(claimIn(location.hash));
addEventListener("popstate", () => (linked.value = claimIn(location.hash)));
