// The kernels in the newest Node, without V8's flag and with it: each in a process of its own.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { wideFlag } from "./engines.js";

const script = fileURLToPath(new URL("kernels.js", import.meta.url));

/** [what kernels.js prints, with its engine]: the first without the flag, the second with it where there is one. */
export function measureEngines({ name, command, hasWide }, rounds, say) {
  return (hasWide ? [[], [wideFlag]] : [[]]).map((flags) => {
    say(`Kernels, ${[name, ...flags].join(" ")} …`);
    const { status, stdout, stderr } = spawnSync(command, [...flags, script, rounds], {
      encoding: "utf8", maxBuffer: 2 ** 26,
    });
    if (status !== 0) throw new Error(`kernels.js failed: ${stderr}`);
    return { engine: name, ...JSON.parse(stdout) };
  });
}
