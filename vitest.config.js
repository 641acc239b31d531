import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { vitePlugin } from "./tests/guarded/replace.js";

// The tiers. A test is of the tier that its file's name tells:
//   x.test.ts          unit: what the source computes, in this process, in seconds
//   x.system.test.ts   system: what is built, as processes, threads and browsers run it
//   x.nightly.test.ts  nightly: what takes minutes
//   x.guarded.test.ts  guarded: the debug build alone
// All of fuzz/, packaging/ and soak/ are system tests; fuzz/ and soak/ do more at night.
// Of the command line tests expect English, whatever the language of who runs them.
process.env.LC_ALL = "C.UTF-8";

const system = ["tests/**/*.system.test.ts", "tests/{fuzz,packaging,soak}/**/*.test.ts"];
const nightly = ["tests/**/*.nightly.test.ts"];
const guarded = ["tests/**/*.guarded.test.ts"];

/** Those of other packages, in tests/packaging/tools. */
const tools = "**/node_modules/**";

/** A test that takes longer hangs: no verdict is to depend on how fast a machine is. */
const minutes = (count) => ({ testTimeout: count * 60_000, hookTimeout: count * 60_000 });

const tiers = {
  unit: {
    test: {
      name: "unit", include: ["tests/**/*.test.ts"], exclude: [...system, ...nightly, ...guarded, tools], ...minutes(5),
    },
  },
  system: {
    test: {
      name: "system", include: system, exclude: [...nightly, ...guarded, tools], ...minutes(10),
      // What a page comes to show, however long that takes.
      expect: { poll: { timeout: 300_000, interval: 50 } },
    },
  },
  // Unit and system under another Node, but for what no Node of ours runs: the page, what bundlers and TypeScript make of
  // the package, the floors; for the commands that docs and deploy/ print, which others run too, and for what trains for
  // a minute.
  engines: {
    test: {
      name: "engines", include: ["tests/**/*.test.ts"],
      exclude: [
        "tests/{docs,cluster,queue}/**/*.system.test.ts", "tests/web/**", "tests/packaging/{browser,tools}.test.ts", "tests/soak/**",
        "tests/floors.test.ts", "tests/cli/{conclusions,tuning}.system.test.ts", ...nightly, ...guarded, tools,
      ],
      env: { USAGI_ENGINES: "1" },
      ...minutes(10),
    },
  },
  nightly: {
    test: {
      name: "nightly", include: ["tests/{fuzz,soak}/**/*.test.ts", "tests/cli/resume.system.test.ts", ...nightly],
      exclude: [tools], env: { USAGI_NIGHTLY: "1" },
      ...minutes(60),
    },
  },
  // The suite once more on the debug build, which keeps the kernels' asserts and checks every call of one
  // (tests/guarded/), but for what is released, what calls no kernel, what takes many steps, and most of the command
  // line's processes, which nightly adds.
  guarded: {
    plugins: [vitePlugin],
    test: {
      name: "guarded",
      include: ["tests/**/*.test.ts"],
      exclude: [
        "tests/packaging/**", "tests/soak/**", "tests/web/**/*.system.test.ts", "tests/{report,scripts}/**",
        "tests/floors.test.ts", "tests/web/settings.test.ts", ...nightly,
        // What they train, others train too; the debug build takes minutes for them.
        ...(process.env.USAGI_NIGHTLY
          ? []
          : ["tests/cli/**/!(run|inspect).system.test.ts", "tests/{docs,cluster,queue}/*.system.test.ts"]),
      ],
      env: { USAGI_GUARDED: "1" },
      ...minutes(30),
    },
  },
};

// guarded needs the debug build in dist/, nightly an hour, engines another Node: their scripts ask for them.
const asked = process.env.USAGI_TIER?.split(",") ?? ["unit", "system"];

// Two files at once on two cores: vitest would leave one idle.
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** The gate names a seed, from which all random cases begin. */
const setupFiles = process.env.USAGI_SEED ? ["tests/seed.ts"] : [];

export default defineConfig({
  test: { maxWorkers, projects: asked.map((tier) => ({ ...tiers[tier], test: { ...tiers[tier].test, setupFiles } })) },
});
