// Whether the address holds a result; what says so comes only then.

import { lazy } from "../parts/lazy.tsx";
import { linked } from "./address.ts";

const Proof = lazy("proof", 5.75, () => import("./proof.tsx").then(({ Proof }) => Proof));

export const Linked = () => (linked.value ? <Proof /> : null);
