/** The command line in Japanese: what --lang and the environment ask for, and that help has a Japanese text for everything. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import stringWidth from "string-width";
import { afterEach, expect, test } from "vitest";
import { optimizerNames, optimizerRow } from "../../bindings/parts/optimizers.ts";
import type { OptionRule } from "../../bindings/parts/options.ts";
import { main } from "../../cli/main.ts";
import { chooseLanguage, heading, language, translated } from "../../cli/texts/language.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { translatedProblem } from "../../experiment/messages-ja.ts";
import { told } from "../../cli/texts/optimizers.ts";
import { prose } from "../../report/optimizers.ts";
import { cli, FakeHost, temporaryFolder } from "./helpers.ts";
import { isDescription, isExempt, isExemptFile, isPart } from "./language/exempt.ts";
import { filesIn, Sources } from "./language/sentences.ts";

afterEach(() => chooseLanguage([], {}));

test.each<[string[], NodeJS.ProcessEnv, "en" | "ja"]>([
  [[], {}, "en"],
  [[], { LANG: "ja_JP.UTF-8" }, "ja"],
  [[], { LANG: "ja" }, "ja"],
  [[], { LANG: "jam_JM.UTF-8" }, "en"],
  [[], { LANG: "ja_JP.UTF-8", LC_MESSAGES: "en_US.UTF-8" }, "en"],
  [[], { LANG: "en_US.UTF-8", LC_ALL: "ja_JP.eucJP" }, "ja"],
  [[], { LANG: "C", LC_ALL: "" }, "en"],
  [["run", "--lang", "ja"], {}, "ja"],
  [["run", "--lang=en"], { LANG: "ja_JP.UTF-8" }, "en"],
])("%j with %j: %s", (argv, env, expected) => {
  chooseLanguage(argv, env);
  expect(language()).toBe(expected);
});

test("an unknown language is refused", async () => {
  const { code, err } = await cli("--lang", "fr", "optimizers");
  expect(code).toBe(2);
  expect(err).toContain('Allowed choices are en, ja');
});

test("help is in Japanese as a whole, within 80 columns, and names commands, options and choices as they are typed", async () => {
  const english = await cli("--help");
  const names = Array.from(english.out.matchAll(/^ {2}(\w+) .* {2,}/gm), ([, name]) => name!).filter((name) => name !== "help");
  expect(names.length).toBeGreaterThan(8);
  for (const argv of [["--help"], ...names.map((name) => [name, "--help"])]) {
    const { out } = await cli("--lang", "ja", ...argv);
    const left = (text: string) => Array.from(text.matchAll(/^ {2}(\S+(?:, --\S+)?(?: [<[]\S+)?)/gm), ([, term]) => term);
    expect(left(out)).toEqual(left((await cli(...argv)).out));
    expect(out.split("\n").filter((line) => stringWidth(line) > 80)).toEqual([]);
    // Words of more than two letters, one after another, are English prose.
    const prose = out.split("\n").filter((line) => /[a-z]{3,} [a-z]{2,} [a-z]{2,}/.test(line.replace(/"[^"]*"/g, "")));
    expect(prose, argv.join(" ")).toEqual([]);
  }
});

test("problems of an experiment say place, value and what is allowed in Japanese", async () => {
  const file = join(temporaryFolder(), "wrong.json");
  writeFileSync(file, '{ "name": "t",\n  "training": { "iterations": -5 }, "optimizer": "adma" }');
  const host = new FakeHost();
  host.env = { LANG: "ja_JP.UTF-8" };
  expect(await main(["run", file], host)).toBe(2);
  expect(host.stderr.text.split("\n").slice(0, 3)).toEqual([
    `エラー：${file} に問題が2件あります：`,
    `  ${file}:2:17  training.iterations = -5：1から10000000までの整数にしてください。`,
    expect.stringMatching(/:2:37 {2}optimizer = "adma"："sgd"、.* のどれか、.*にしてください。"adam" のことですか？$/) as string,
  ]);
});

test("what an experiment lacks is said to be missing in Japanese too", async () => {
  const file = join(temporaryFolder(), "empty.json");
  writeFileSync(file, "{}");
  const host = new FakeHost();
  host.env = { LANG: "ja_JP.UTF-8" };
  expect(await main(["run", file], host)).toBe(2);
  expect(host.stderr.text.split("\n")[1]).toBe(`  ${file}:1:1  name：書かれていません。テキストにしてください。`);
});

/** Messages of which a part comes from elsewhere in words, which the sources do not show: here they are whole. */
const assembled: readonly string[] = [
  "m.safetensors: gives no probabilities of image 7: with its weights the sums overflow to NaN",
  "runs/a was begun with other data: choose another folder with --out, or begin anew with --force",
  "runs/a was begun with another trained network (from): choose another folder with --out, or begin anew with --force",
  "runs/a was begun by version 0.0.1 of usagi-nn, and this is 0.1.0: choose another folder with --out, or begin anew with --force",
  "x: is a CSV file; with a file of labels, name the file of images",
  "x: is a .npz file; with a file of labels, name the file of images",
  "redis://h:1: it closes the connection: where it speaks TLS, the URL begins with rediss://",
  "rediss://h:1: it does not answer: where it speaks no TLS, the URL begins with redis://",
  "redis://h:1: its certificate is of no authority that this machine trusts; where it is your own, set NODE_EXTRA_CA_CERTS to the file of that authority's certificate",
  "redis://h:1: is version 5.0; a queue needs 6.2 or newer",
  "e.json: from = \"runs/b\": there is no such file or folder: runs/b; did you mean \"a\"?",
  "e.json: from = \"a\": there is no such file or folder: x/a; a relative path starts at the experiment file: from there it is ../a",
  "runs/a/run.json: its checkpointEvery is 0; it must be a whole number from 1; begin the run anew",
  "runs/a/run.json: its experiment is not valid: training.iterations = -1: must be a whole number from 1 to 10000000; begin the run anew",
  "runs/a/trials.jsonl: line 3 is damaged, and 2 more: these trials are trained again; the file is kept as x.damaged",
  "runs/a/trials.jsonl: line 3 is of another experiment: these trials are trained again; the file is kept as x.damaged",
  "runs/a/checkpoints/x is damaged (its header is not JSON): Adam, trial 3, seed 0, begins anew; it is kept as y",
  "runs/a/models/x.safetensors was begun with another optimizer's state, so the script checks the network and does not train it",
  "x.safetensors lies in no folder of a run, so the script checks the network and does not train it",
  "sgd has no nesterov: it is an optimizer of its own: { \"name\": \"nesterov\" }",
  "momentum has no amsgrad: it keeps the greatest mean square, and momentum has no mean square",
  "nesterov has no amsgrad: it keeps the greatest mean square, and nesterov has no mean square; search it in arms that have it",
  "unknown key: nesterov has no nesterov: that is what it is",
  "unknown key: nesterov has no dampening: its look ahead is that of a velocity of whole gradients (torch refuses it too)",
  "unknown key: nadam has no amsgrad: no source has it; take adam",
  "unknown key: sgd has no momentum: it is of momentum, nesterov, rmsprop (Momentum μ, the share of the velocity that each step keeps)",
  "huber is of targets, numbers to come near to, and the data set has classes; give \"softmaxCrossEntropy\" or \"binaryCrossEntropy\", or a data set with targets",
  "has a line break or a tab where \\n or \\t was written; a backslash is written \\\\ in JSON: \"D:\\\\new\", or with / as \"D:/new\"",
  "a backslash is written \\\\ in JSON: \"D:\\\\x\", or with / as \"D:/x\"",
  "has 300 classes; at most 256 are allowed: where column \"y\" is a number to predict, call it target in place of label",
  "has a trial that cannot train, training.batchSize 1, optimizer.learningRate 0.1: training.batchSize batch norm of a single row is the same for every row; give 2 or more, or leave batchNorm out",
  "makes the value 1.5, which must be a number, 0 <= x < 1",
  "is no setting of this arm; did you mean \"optimizer.learningRate\"?",
  "x.npy: its type is not a type of numbers (a structure or objects); allowed are u1, f4, as of x.astype(\"float32\")",
  "x.csv: line 3: quoted field unterminated; a quote within quotes is written twice: \"\"",
  "x.csv: has no column \"age\" (of the network's inputs); there are \"a\" or \"b\"; did you mean \"a\"?",
  "x.csv: line 3, column \"age\": \"x\" is no number; numbers have a decimal point: 1.5, or a comma with \"decimal\": \",\"",
  "x.csv: line 3, column \"age\": \"x\" is no number; numbers have a decimal comma and no mark for thousands: 1200,5",
  "x.csv: line 3, column \"age\": \"x\" is no number; thousands have no point: 1200; decimals have a comma: 1,200",
  "x.csv: line 3: has 3 values, the first line 2; commas stand between values, so a number with a decimal comma is quoted: \"1,5\"",
  "This network and its batches need 7,000 bytes of memory; WebAssembly can address 4,000. Use fewer units or a smaller batchSize",
  "This network and its batches need 7,000 bytes of memory, more than this machine gives. Use fewer threads, fewer units or a smaller batchSize",
  "x: batchSize is 1 and hidden[0] has batchNorm: one row alone has no variance, so batch norm gives the same whatever the row is, and nothing is learned; take a batchSize of at least 2, or no batchNorm",
  "dataset.train = 5: every training image in use (5) is of class 5, so there is nothing to learn; use more images or, where the files are sorted by class, mix them",
  "dataset: no training row in use is of class a, b (rows of each class from a: 0, 0, 7), so the network never learns them; mend the labels",
  "dataset.validation = 7: with the 5 to train on, that is more than the 9 training images",
  "x.safetensors: this is no intact safetensors file: tensor \"a\" has 3 bytes; its shape and dtype need 4",
  "lab-1 (3f) and lab-2 (4a) have trained the same run, job r-1…, to different bits: one of them computes wrongly, or a file was changed. Find out which by training it alone, with `run` on each",
  "the queue holds the result of another trial",
  "the share to test on is 2; it must be a number, 0 < x < 1",
  "standard input: has 7 bytes; an experiment has at most 3",
];

const isJapanese = (text: string) =>
  /[ぁ-んァ-ヶ一-龠]/.test(text) && !/[a-z]{2,} [a-z]{2,} [a-z]{2,}/.test(text.replace(/usagi [a-z]+|"[^"]*"|npm (install|ci)[a-z- ]*/g, ""));

test("whatever can be said in the terminal has words in Japanese", () => {
  chooseLanguage(["--lang", "ja"], {});
  const files = ["cli", "experiment", "bindings"].flatMap(filesIn).filter((file) => !isExemptFile(file));
  const found = new Sources(files).sentences(isExempt).filter((one) => !isDescription(one) && !isPart(one.text));
  expect(found.length).toBeGreaterThan(500);
  // Some are said behind "must be", some with a stop, some are heads of tables.
  const english = found.filter(({ text }) =>
    ![translated, heading, (form: string) => translated(`must be ${form}`), (form: string) => translated(`${form}.`)]
      .some((say) => isJapanese(say(text))));
  expect(english.map(({ place, text }) => `${place}  ${text}`)).toEqual([]);
  expect(assembled.filter((text) => !isJapanese(translated(text)))).toEqual([]);
});

/** Between them these have every key. */
const experiments: readonly string[] = [
  `{ "$schema": "x", "name": "a", "description": "b", "from": { "path": "x", "arm": "a", "seed": 0, "layers": ["dense1"], "freeze": ["dense1"],
    "optimizerState": false, "digest": { "0": "${"0".repeat(64)}" } },
    "dataset": { "name": "csv", "path": "x", "label": 1, "test": 0.5, "header": true, "delimiter": ",", "categorical": [1], "ignore": ["c"],
      "missing": "mean", "decimal": ",", "standardize": true, "train": 90, "validation": 9, "labelNoise": 0.1, "seed": 1 },
    "network": { "hidden": [3, { "units": 4, "activation": { "name": "leakyRelu", "slope": 0.1 }, "batchNorm": { "momentum": 0.8 },
      "dropout": { "ratio": 0.3 }, "init": "glorot", "trainable": true, "l1": 0.1 }], "batchNorm": true, "dropout": 0.2, "output": { "init": 0.1 } },
    "training": { "epochs": 3, "batchSize": 4, "evaluateEvery": 2, "sampling": "epochs", "clipping": { "by": "value" },
      "stop": { "patience": 3, "on": "validationLoss" } },
    "optimizer": { "name": "adagrad", "semantics": "torch", "rateDecay": 0.1 }, "schedule": { "name": "oneCycle", "steps": 9, "rise": 0.5 },
    "loss": { "name": "softmaxCrossEntropy" }, "regularization": { "l2": 0.001, "labelSmoothing": 0.1 },
    "seeds": [0, 1], "arms": [{ "name": "c" }, { "name": "d", "optimizer": { "learningRate": 0.1 }, "schedule": "plateau" }],
    "claims": [{ "claim": { "en": "x", "ja": "y" }, "source": "z", "compare": ["c", "d"], "metric": "testAccuracy", "at": [{ "reach": 0.4 }, { "reach": 0.5 }],
      "direction": "higher", "margin": 0.1 }] }`,
  `{ "name": "a", "dataset": { "name": "images", "path": "x", "size": [8, 9], "prepare": "fit", "invert": true, "test": "y", "validation": 9 }, "regularization": { "augment": { "rotate": 3 } },
    "search": { "optimizer.learningRate": { "min": 0.1, "max": 1, "scale": "log", "of": "x" }, "training.batchSize": [2, 3] }, "seeds": [1],
    "tuning": { "trials": 3, "method": "random", "seeds": 2, "choose": "best", "rerun": 2, "halving": { "factor": 2 } },
    "arms": [{ "name": "c", "search": "default" }, { "name": "d", "search": false }] }`,
  `{ "name": "a", "dataset": { "name": "npz", "path": "x", "features": "x", "target": "y", "test": 0.5 }, "loss": { "name": "huber", "delta": 2 },
    "optimizer": "nesterov", "from": "y", "schedule": { "name": "milestones", "at": [3, 4] } }`,
  `{ "name": "a", "dataset": { "name": "idx", "path": "x", "set": "y", "transposed": true, "standardize": true, "test": 9 } }`,
  `{ "name": "a", "dataset": { "name": "moons", "train": 90, "test": 9, "noise": 0.1, "seed": 1 }, "loss": "binaryCrossEntropy", "network": { "hidden": [] } }`,
];
const wrong: readonly unknown[] = [null, -1, 0.5, "1", ["x", 1, 1], { units: 1, momentum: 1 }];

/** Every value of a file in turn in the place of each of these. */
function* spoilt(text: string): Generator {
  const paths: (string | number)[][] = [];
  const see = (value: unknown, path: (string | number)[]) => {
    if (path.length > 0) paths.push(path);
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) see(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  see(JSON.parse(text), []);
  for (const path of paths) {
    for (const value of wrong) {
      const file = JSON.parse(text) as Record<string | number, unknown>;
      const owner = path.slice(0, -1).reduce<Record<string | number, unknown>>((one, step) => one[step] as Record<string | number, unknown>, file);
      owner[path.at(-1)!] = value;
      yield file;
    }
  }
}

test("whatever is wrong with a value of an experiment is said in words of its own, and in Japanese", () => {
  const messages = new Set<string>();
  for (const text of experiments) {
    expect(checkExperiment(JSON.parse(text))).not.toHaveProperty("problems");
    for (const file of spoilt(text)) {
      const checked = checkExperiment(file);
      for (const { message } of "problems" in checked ? checked.problems : checked.warnings) messages.add(message);
    }
  }
  expect(messages.size).toBeGreaterThan(100);
  expect([...messages].filter((message) => /^(Invalid|Too|Unrecognized|Expected)/.test(message))).toEqual([]);
  expect([...messages].filter((message) => !isJapanese(translatedProblem({ path: [], value: 1, message }) ?? ""))).toEqual([]);
});

test("every kind of file that is told by its bytes has a name in Japanese", () => {
  chooseLanguage(["--lang", "ja"], {});
  const source = readFileSync("experiment/data/sniff.ts", "utf8");
  const names = Array.from(source.matchAll(/"(an? [^"]+|UTF-16 text)"/g), ([, name]) => name!);
  expect(names.length).toBeGreaterThan(30);
  const english = names.filter((name) => translated(`is ${name}, not an experiment (JSON); write one: x`).includes(name));
  expect(english).toEqual([]);
});

test("of optimizers everything is told in Japanese", async () => {
  chooseLanguage(["--lang", "ja"], {});
  const texts = optimizerNames.flatMap((name) => {
    const { formula, forms, paper, differences } = prose[name];
    const abouts = Object.values<OptionRule>(optimizerRow(name).options).map(({ about }) => about);
    // A formula has words where it says when it holds, a paper where it says what of it is meant.
    const inWords = [...formula, ...forms, paper].filter((text) => /: (?!Auto)|; |where|then |with|section/.test(text) && text !== "w −= ηs");
    return [...inWords, ...differences, ...abouts];
  });
  expect(texts.filter((text) => !/[ぁ-んァ-ヶ一-龠]/.test(told(text)) && /[A-Za-z]{2,} [a-z]{2,}/.test(text))).toEqual([]);
  for (const name of optimizerNames) {
    const { out } = await cli("--lang", "ja", "optimizers", name);
    const [, ...lines] = out.split("\n");
    expect(lines.filter((line) => stringWidth(line) > 80)).toEqual([]);
    expect(lines.slice(lines.indexOf("")).filter((line) => /[a-z]{3,} [a-z]{2,} [a-z]{2,}/.test(line.replace(/^.* {2}(torch|keras|optax|paper|book|report).*$|^.*usagi.*$/, "")))).toEqual([]);
  }
});
