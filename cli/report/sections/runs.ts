/** Every run, where it was computed, and what of. */
import { compactJson } from "../../../report/json.ts";
import { finalIndex } from "../../../report/statistics/arms.ts";
import { replaceUnprintable } from "../../../report/text.ts";
import { make, row, table } from "../elements.ts";
import type { Section } from "./section.ts";

export const runs: Section = {
  title: "Runs",
  id: "runs",
  content: ({ results }) => {
    const rows = results.runs.map((run) => {
      const { arm, seed, status, stopped, iterations, testAccuracy, digest } = run;
      const line = row([
        replaceUnprintable(arm),
        String(seed),
        stopped === undefined ? status : "stopped early",
        String(iterations.at(-1) ?? "–"),
        testAccuracy[finalIndex(run)]?.toFixed(4) ?? "–",
      ]);
      line.append(make("td", { class: "digest" }, make("code", {}, digest || "–")));
      return line;
    });
    const heads = ["arm", "seed", "status", "iteration", "test accuracy", "SHA-256 of the final parameters"];
    return [table(heads, rows, "long", heads.map((_, index) => index === heads.length - 1))];
  },
};

export const environment: Section = {
  title: "Environment",
  id: "environment",
  content: ({ results: { usagi, environment: { node, platform, arch, cpu, threads, wide, date } } }) => {
    const facts = {
      "usagi-nn": usagi,
      "Node.js": node,
      "platform": `${platform} ${arch}`,
      "processor": cpu,
      "threads": String(threads),
      ...(wide ? { "vectors": "256 bits (--wide)" } : {}),
      "date": date,
    };
    const terms = Object.entries(facts).flatMap(([term, fact]) => [
      make("dt", {}, term),
      make("dd", {}, replaceUnprintable(fact)),
    ]);
    return [make("dl", {}, ...terms)];
  },
};

export const experiment: Section = {
  title: "Experiment",
  id: "experiment",
  content: ({ results }) => [
    make("p", {}, "Every setting of every arm, defaults included."),
    make("pre", { tabindex: 0 }, compactJson(results.experiment)),
  ],
};
