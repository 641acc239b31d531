// Trains the experiments of experiments/claims/ where they have no results yet, and writes docs/claims.md and
// docs/claims.ja.md. What was interrupted goes on; names after -- train those anew: npm run claims -- optimizers

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { importSource } from "./source.js";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

/**
 * @typedef {typeof import("../experiment/read.ts")} Read
 * @typedef {import("../experiment/results.ts").Results} Results
 * @typedef {import("../report/claims/document.ts").Study} Study
 */

/** @type {Read & typeof import("../experiment/results.ts") & typeof import("../report/claims/document.ts")} */
const { claimsDocument, readExperiment, resultsSchema } = await importSource(`
  export { readExperiment } from "./experiment/read.ts";
  export { resultsSchema } from "./experiment/results.ts";
  export { claimsDocument } from "./report/claims/document.ts";`);

const again = process.argv.slice(2);
const names = (await readdir("experiments/claims")).map((file) => file.replace(/\.json$/, "")).sort();
const studies = [];
for (const name of names) studies.push({ name, results: await resultsOf(name) });

await writeFile("docs/claims.md", claimsDocument(studies, "en"));
await writeFile("docs/claims.ja.md", claimsDocument(studies, "ja"));
console.log("Written: docs/claims.md and docs/claims.ja.md");

/**
 * Results with the claims as the file has them now: other words or another margin need no other training.
 * @param {string} name
 * @returns {Promise<Results>}
 */
async function resultsOf(name) {
  const file = `experiments/claims/${name}.json`;
  const folder = `runs/claims/${name}`;
  const { experiment, problems } = readExperiment(await readFile(file, "utf8"));
  if (!experiment) throw new Error(`${file}: ${problems.map(({ sentence }) => sentence).join("\n")}`);
  const same = !again.includes(name) && (await trainedAs(folder)) === training(experiment);
  if (!same || !(await read(folder))) {
    const command = same ? ["resume", folder] : ["run", file, "--out", folder, "--force"];
    const { status } = spawnSync(process.execPath, ["cli.js", ...command], { stdio: "inherit" });
    // 1 where some runs diverged, of which claims say so.
    if (status !== 0 && !(status === 1 && (await read(folder)))) process.exit(status ?? 1);
  }
  const results = await read(folder);
  if (!results) throw new Error(`${folder} holds no whole results`);
  return { ...results, experiment: { ...results.experiment, claims: experiment.claims } };
}

/** Whole results. */
async function read(folder) {
  if (!existsSync(`${folder}/results.json`)) return undefined;
  const results = resultsSchema.parse(JSON.parse(await readFile(`${folder}/results.json`, "utf8")));
  return results.status === "interrupted" ? undefined : results;
}

/** What an experiment trains, whatever is said of it. */
function training(experiment) {
  return JSON.stringify({ ...experiment, description: undefined, claims: undefined });
}

async function trainedAs(folder) {
  if (!existsSync(`${folder}/run.json`)) return undefined;
  const begun = readExperiment(JSON.stringify(JSON.parse(await readFile(`${folder}/run.json`, "utf8")).experiment));
  return begun.experiment && training(begun.experiment);
}
