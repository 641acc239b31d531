// Data of one's own in a real browser: made, in a file, drawn; trained to the bits of the library.

import { readFileSync } from "node:fs";
import { strToU8, zipSync } from "fflate";
import type * as playwright from "playwright-core";
import { expect, test } from "vitest";
import { compile } from "../../bindings/compile.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { readCsv } from "../../experiment/data/csv.ts";
import { makeSet } from "../../experiment/data/made.ts";
import { datasetsOf, type Tables } from "../../experiment/data/prepare.ts";
import { evaluate } from "../../experiment/evaluation.ts";
import { Training } from "../../experiment/training.ts";
import { hasChromium, hasFirefox } from "../browser.ts";
import { png } from "../cli/png.ts";
import { builtPage, digests, finished, link, violations } from "./built-page.ts";
import { driveFirefox, inChromium, type Tab, until } from "./tab.ts";

const built = builtPage();
const chromium = inChromium();

const small = {
  name: "small",
  dataset: { name: "moons", train: 60, test: 40 },
  network: { hidden: [4], activation: "tanh" },
  training: { iterations: 50, batchSize: 10, evaluateEvery: 10 },
  arms: [{ name: "Adam", optimizer: { name: "adam", learningRate: 0.02 } }],
};

/** What the library comes to, with the same data. */
async function digestOf(dataset: object, tables: Tables, loss?: string): Promise<string> {
  const checked = checkExperiment({ ...small, dataset, ...(loss && { loss }) });
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  const training = new Training(await compile(), checked.experiment.arms[0]!, 0, datasetsOf(tables), { layers: false });
  while (!training.finished) {
    training.step();
    if (training.due) training.record(evaluate(training));
  }
  return training.network.digest();
}

const csv = `length,width,kind\n${Array.from({ length: 60 }, (_, i) => `${(i % 3) + (i % 7) / 10},${(i % 3) * 2 + (i % 5) / 10},${["a", "b", "c"][i % 3]!}`).join("\n")}\n`;

/** Whether what there is of one's own data can be used by all, in the light and in the dark. */
async function lookedAt(page: playwright.Page, tab: Tab): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    // Colours that fade from one to the other are neither.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await violations(tab, "#data, #pad"), colorScheme).toEqual([]);
  }
}

test.skipIf(!hasChromium)("made points, a CSV file and drawn points are trained to the library's bits, with the plane behind them", async () => {
  const loss = "binaryCrossEntropy";
  const { page, tab } = await chromium.visit(built.address + link({ ...small, loss }));
  await until(tab, finished);
  expect(await tab.evaluate(digests)).toEqual([await digestOf(small.dataset, makeSet("moons", { train: 60, test: 40 }), loss)]);
  await until(tab, () => document.querySelectorAll("#pad .unit").length === 4);
  await expect.poll(() => tab.evaluate(() => document.querySelectorAll("#pad circle.trained").length)).toBe(60);
  await expect.poll(() => tab.evaluate(() => document.querySelector("#pad .class-names")?.textContent)).toBe(" 0 1");
  await lookedAt(page, tab);

  // The column of the class is found, and the loss is one of three classes.
  await until(tab, () => document.querySelector("#data input[type=file]"));
  await page.setInputFiles(".open input[type=file]", { name: "rows.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await until(tab, () => document.querySelector(".basis")?.textContent.includes("on 48 rows"));
  await until(tab, finished);
  await expect.poll(() => tab.evaluate(() => document.querySelector<HTMLSelectElement>("#data .answer-column select")?.value)).toBe("kind");
  await lookedAt(page, tab);
  const dataset = { name: "csv", path: "rows.csv", label: "kind" };
  expect(await tab.evaluate(digests)).toEqual([await digestOf(dataset, readCsv("rows.csv", csv, { label: "kind" }))]);

  await page.locator("#data .chip", { hasText: "Draw points" }).locator("input").dispatchEvent("click");
  for (const [label, at] of [["A", 0.2], ["B", 0.7]] as const) {
    await page.locator(".draw-tools .chip", { hasText: label }).locator("input").dispatchEvent("click");
    await page.locator(".drawing").scrollIntoViewIfNeeded();
    const box = (await page.locator(".drawing").boundingBox())!;
    await page.mouse.move(box.x + box.width * at, box.y + box.height * 0.2);
    await page.mouse.down();
    for (let i = 1; i <= 9; i++) await page.mouse.move(box.x + box.width * at, box.y + box.height * (0.2 + i / 15));
    await page.mouse.up();
  }
  await until(tab, () => document.querySelector(".basis")?.textContent.includes("on 16 rows"));
  await until(tab, finished);
  // By keyboard: to the left, another class, and a point.
  await page.locator(".drawing").focus();
  for (const key of ["ArrowLeft", "c", "Enter"]) await page.keyboard.press(key);
  await expect.poll(() => tab.evaluate(() => document.querySelector(".draw-tools input:checked")?.closest("label")!.textContent.trim())).toBe("C");
  await expect.poll(() => tab.evaluate(() => document.querySelectorAll(".drawing circle").length)).toBe(21);
  await lookedAt(page, tab);
  expect(tab.complaints).toEqual([]);
  await tab.close();
});

/** A section comes when it comes near. */
const reveal = (tab: Tab, id: string) => until(tab, (name) => {
  document.querySelector(`#${name}-place, #${name}`)!.scrollIntoView();
  return document.querySelector(`#${name} .card, #${name} p`);
}, id);

const sine = { ...small, name: "sine", dataset: { name: "sine", train: 60, test: 40 }, loss: "meanSquaredError" };
const ofSine = () => digestOf(sine.dataset, makeSet("sine", sine.dataset), sine.loss);

test.skipIf(!hasChromium)("numbers to predict: the points and each network's function, and RMSE and R² wherever others have an accuracy", async () => {
  const tab = await chromium.open();
  await tab.goto(built.address + link({ ...sine, training: { ...small.training, trainAccuracy: "all" }, arms: [...small.arms, { name: "SGD" }] }));
  await until(tab, finished);
  await until(tab, () => document.querySelectorAll("#pad .function").length === 2);
  await expect.poll(() => tab.evaluate(() => document.querySelectorAll("#pad circle.train").length)).toBe(60);
  for (const id of ["inside", "overfitting", "sharing"]) await reveal(tab, id);
  await until(tab, () => document.querySelectorAll("#inside .prediction").length === 40);
  const said = () => tab.evaluate(() => {
    const parts = document.querySelectorAll("main > .now, #inside, #overfitting, #sharing, footer + [role=status]");
    return Array.from(parts, ({ textContent }) => textContent).join(" ");
  });
  for (const words of ["Test RMSE", "Test R²", "R² 0.9", "lowest with a test RMSE of", "mean squared error", "Finished. Best so far"]) {
    await expect.poll(said).toContain(words);
  }
  expect(await said()).not.toMatch(/accurac|image|digit/i);
  expect(tab.complaints).toEqual([]);
  await tab.close();
});

type Files = readonly (readonly [name: string, bytes: Uint8Array])[];
/** Drops files on the page. */
const drop = (tab: Tab, files: Files) => tab.evaluate((all) => {
  const dataTransfer = new DataTransfer();
  for (const { name, base64 } of all) dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}, files.map(([name, bytes]) => ({ name, base64: Buffer.from(bytes).toString("base64") })));

/** Drops files, and waits until they are trained on. */
async function train(tab: Tab, rows: number, files: Files): Promise<void> {
  await drop(tab, files);
  await until(tab, (count) => document.querySelector(".basis")?.textContent.includes(`Trained on ${count} rows`), rows);
  await until(tab, finished);
}

const curve = `x,y\n${Array.from({ length: 60 }, (_, i) => `${i / 30 - 1},${(i / 30 - 1) ** 2}`).join("\n")}\n`;
const ofCurve = () => {
  const options = { target: "y", standardizeTargets: true };
  return digestOf({ name: "csv", path: "curve.csv", ...options }, readCsv("curve.csv", curve, options), "meanSquaredError");
};

/** An IDX file of bytes. */
const idx = (sizes: readonly number[], of: (i: number) => number) => {
  const head = new DataView(new ArrayBuffer(4 + 4 * sizes.length));
  [0, 0, 8, sizes.length].forEach((byte, i) => head.setUint8(i, byte));
  sizes.forEach((size, i) => head.setUint32(4 + 4 * i, size));
  const values = Uint8Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, (_, i) => of(i));
  return Uint8Array.of(...new Uint8Array(head.buffer), ...values);
};
const idxPair = (part: string, count: number): Files => [
  [`${part}-images-idx3-ubyte`, idx([count, 4, 4], (i) => (Math.floor(i / 16) % 2 === Math.floor(i / 8) % 2 ? 255 : 0))],
  [`${part}-labels-idx1-ubyte`, idx([count], (i) => i % 2)],
];
/** A grey picture that is bright above, or below. */
const picture = (above: boolean, i: number) => png({
  width: 4, height: 4, lines: [0, 1, 2, 3].map((line) => [0, 1, 2, 3].map(() => ((line < 2) === above ? 200 + i : 0))),
});
const zip = zipSync(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`pets/${i % 2 === 0 ? "cat" : "dog"}/${i}.png`, picture(i % 2 === 0, i)])));

test.skipIf(!hasChromium)("CSV, .npz and IDX files and a ZIP file of pictures that are dropped are trained on, with the names of their classes", async () => {
  const tab = await chromium.open();
  await tab.goto(built.address + link(small));
  await until(tab, finished);
  await train(tab, 48, [["curve.csv", strToU8(curve)]]);
  // The axis has the file's numbers, from −1 to 1; what the network sees of them goes to 1.7.
  const ticks = await tab.evaluate(() => Array.from(document.querySelectorAll("#pad .axes > text"), ({ textContent }) => textContent));
  expect(ticks.at(-2)).toBe("x");
  expect(Math.max(...ticks.slice(0, -2).map(Number))).toBe(1);
  expect(await tab.evaluate(digests)).toEqual([await ofCurve()]);
  await until(tab, () => document.querySelector<HTMLInputElement>(".answer-column input:checked")?.closest("label")?.textContent === "as a number");
  await train(tab, 3, [["rows.npz", readFileSync(new URL("../fixtures/npz/rows.npz", import.meta.url))]]);
  await until(tab, () => document.querySelector("#pad .predicted figcaption")?.textContent === "y1");
  await reveal(tab, "inside");
  await until(tab, () => {
    const rows = [...document.querySelectorAll("#inside .class-scores tbody tr")].map(({ textContent }) => textContent);
    return rows.length === 2 && rows.every((text, i) => new RegExp(`^y${i + 1}[\\d.,]+`).test(text));
  });

  await train(tab, 20, [...idxPair("train", 20), ...idxPair("t10k", 10)]);
  await until(tab, () => document.querySelectorAll("#pad .probability").length === 2);
  expect(await tab.evaluate(() => document.querySelector("#data .problem"))).toBeNull();
  await train(tab, 32, [["pets.zip", zip]]);
  await until(tab, () => /^(cat|dog)/.test(document.querySelector("#pad .answer")!.textContent));
  await reveal(tab, "inside");
  await until(tab, () => {
    const names = [...document.querySelectorAll("#inside .matrix thead th, #inside .class-scores tbody th")].map(({ textContent }) => textContent);
    return names.join() === "cat,dog,cat,dog" && /^[01]\.\d{4}$/.test(document.querySelector("#inside .class-scores td:last-child")!.textContent);
  });
  expect(tab.complaints).toEqual([]);

  // What cannot be read leaves what there is in its place.
  await drop(tab, [["bad.csv", strToU8("x,y\n1,0.5\n2,half\n3,0.1\n")]]);
  await until(tab, () => document.querySelector("#data .problem")?.textContent.includes('bad.csv: line 3, column "y": "half" is no number'));
  await drop(tab, [["train-images-idx3-ubyte", idx([2, 2, 2], () => 0)]]);
  await until(tab, () => document.querySelector("#data .problem")?.textContent.includes("data: there is no train-labels-idx1-ubyte"));
  await drop(tab, [["paper.pdf", strToU8("%PDF-1.7")]]);
  await until(tab, () => document.querySelector("#data .problem")?.textContent.includes("paper.pdf is a PDF"));
  expect(await violations(tab, "#data, #pad")).toEqual([]);
  expect(await tab.evaluate(() => document.querySelector(".basis")!.textContent)).toContain("Trained on 32 rows");
  await train(tab, 16, idxPair("train", 20));
  await expect.poll(() => tab.evaluate(() => document.querySelector("#data")!.textContent)).toContain("Tested on 20% of the rows");
  await tab.close();
});

test.skipIf(!hasChromium)("a file that is still being read when something else is chosen does not take its place", async () => {
  const tab = await chromium.open();
  await tab.goto(built.address + link(small));
  await until(tab, finished);
  await drop(tab, [["curve.csv", strToU8(curve)]]);
  await tab.evaluate(() => [...document.querySelectorAll("#data .chip")].find(({ textContent }) => textContent === "Circles")!.querySelector("input")!.click());
  // One file is read after the other: what this one says comes after the first has been read.
  await drop(tab, [["bad.csv", strToU8("x,y\n1,0.5\n2,half\n3,0.1\n")]]);
  await until(tab, () => document.querySelector("#data .problem")?.textContent.includes("bad.csv: line 3"));
  expect(await tab.evaluate(() => document.querySelector<HTMLInputElement>("#data .chip input:checked")?.closest(".chip")?.textContent)).toBe("Circles");
  await tab.close();
});

test.skipIf(!hasFirefox)("Firefox trains a dropped CSV file and a made set of numbers to the same bits", async () => {
  const firefox = await driveFirefox();
  try {
    const tab = await firefox.open();
    await tab.goto(built.address + link(sine));
    await until(tab, finished);
    expect(await tab.evaluate(digests)).toEqual([await ofSine()]);
    await train(tab, 48, [["curve.csv", strToU8(curve)]]);
    expect(await tab.evaluate(digests)).toEqual([await ofCurve()]);
    expect(await violations(tab, "#data, #pad")).toEqual([]);
    expect(tab.complaints).toEqual([]);
  } finally {
    await firefox.close();
  }
});

test.skipIf(!hasChromium)("a file that is not here is asked for, and a bad one says what is wrong with it", async () => {
  const { page, tab } = await chromium.visit(`${built.address}?lang=ja${link({ ...small, dataset: { name: "csv", path: "rows.csv", label: "kind" } })}`);
  await until(tab, () => document.querySelector(".notice.bad")?.textContent.includes("「rows.csv」がまだありません"));
  await page.setInputFiles("#data input[type=file] >> nth=0", { name: "rows.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1\n") });
  await until(tab, () => document.querySelector("#data .problem")?.textContent.includes("rows.csv：2行目：値が1個です（最初の行は2個）"));
  expect(await violations(tab, "#data, #pad, .notice")).toEqual([]);
  // An experiment is opened, wherever it is chosen.
  await page.setInputFiles("#data input[type=file] >> nth=0", { name: "other.json", mimeType: "", buffer: Buffer.from('{ "arms": 3 }') });
  await until(tab, () => document.querySelector("#all-problems")?.textContent.includes("other.json"));
  await tab.close();
});
