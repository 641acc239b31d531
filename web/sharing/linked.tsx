// Whether the address holds a result; what says so comes only then.

import { signal } from "@preact/signals";
import { lazy } from "../parts/lazy.tsx";
import { claimIn } from "./claim.ts";

export const linked = signal(claimIn(location.hash));
addEventListener("popstate", () => (linked.value = claimIn(location.hash)));

const Proof = lazy("proof", 5.75, () => import("./proof.tsx").then(({ Proof }) => Proof));

export const Linked = () => (linked.value ? <Proof /> : null);
