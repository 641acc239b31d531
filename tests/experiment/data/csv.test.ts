/** CSV files: columns of numbers and categories, and where each is wrong. */
import { expect, test } from "vitest";
import { type CsvSetOptions, readCsv, readCsvRows } from "../../../experiment/data/csv.ts";
import { csvText, readSheet } from "../../../experiment/data/sheet.ts";
import { surveyCsv } from "../../../experiment/data/survey.ts";

const text = `size,colour,kind
1,red,cat
2,"dark, blue",dog
4,red,cat
5,green,dog
`;

const read = (content: string, options: CsvSetOptions = { label: "kind" }) => readCsv("a.csv", content, options);

test("numbers are standardized and categories are an input each, by the rows that train alone", () => {
  const { train, test: held, coding, warnings } = read(text, { label: "kind", test: 0.25, seed: 1 });
  expect([train.size, held.size, train.inputs]).toEqual([3, 1, 1 + ("categories" in coding.features![1]! ? coding.features![1].categories.length : 0)]);
  const [size] = coding.features!;
  if (!("mean" in size!)) throw new Error("size is no number");
  const column = Array.from({ length: 3 }, (_, row) => train.rows![row * train.inputs]!);
  const restored = column.map((value) => Math.round(value * size.deviation + size.mean));
  expect(restored.reduce((sum, value) => sum + value, 0) / 3).toBeCloseTo(size.mean, 12);
  expect(column.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 6);
  expect(train.classNames).toEqual(["cat", "dog"]);
  // What the test row alone has is none of the categories.
  const [unknown] = warnings;
  if (unknown !== undefined) expect(unknown).toMatch(/^a\.csv: line \d, column "colour": no training row has /);
});

test("mean and deviation to the last bit", () => {
  const { coding } = read("x,y,kind\n1,0.1,a\n2,0.1,b\n4,0.1,a\n", { label: "kind", test: { name: "t.csv", text: "x,y,kind\n7,0,a\n" } });
  expect(coding.features).toEqual([
    { name: "x", mean: 7 / 3, deviation: Math.sqrt(((1 - 7 / 3) ** 2 + (2 - 7 / 3) ** 2 + (4 - 7 / 3) ** 2) / 3) },
    { name: "y", mean: 0.1, deviation: 0 },
  ]);
});

test("a second file has its columns by name, in whatever order", () => {
  const second = { name: "t.csv", text: "kind;ignored;colour;size\ndog;1;red;3\n" };
  const { test: held, coding } = read(text, { label: "kind", test: second, standardize: false });
  expect(held).toMatchObject({ size: 1, labels: Uint8Array.of(1), features: ["size", "colour=dark, blue", "colour=green", "colour=red"] });
  expect([...held.rows!]).toEqual([3, 0, 0, 1]);
  // And so has what is predicted, without the classes.
  const { table, warnings } = readCsvRows("p.csv", "size,colour\n3,red\n4,pink\n", coding);
  expect([...table.rows]).toEqual([3, 0, 0, 1, 4, 0, 0, 0]);
  expect(warnings).toEqual(['p.csv: line 3, column "colour": no training row has "pink", so its inputs are all 0']);
  expect(() => readCsvRows("p.csv", "size,color\n3,red\n", coding)).toThrow(
    'p.csv: has no column "colour" (of the network\'s inputs); there are "size", "color"; did you mean "color"?',
  );
});

test("without a header columns have numbers", () => {
  const { train, coding } = read("5.1,3.5,setosa\n4.9,3.0,other\n6,3,setosa\n", { label: 3 });
  expect(train.features).toEqual(["column 1", "column 2"]);
  expect(coding).toMatchObject({ header: false, label: "column 3", classNames: ["other", "setosa"] });
  const { train: named } = read("a,b,c\nx,y,p\nx,z,q\nx,y,p\n", { label: 3, header: false });
  expect(named.size).toBe(3); // of 4: one tests
});

test("lines end with CRLF, quotes hold line breaks, tabs and semicolons separate, a byte order mark is none", () => {
  const same = [
    "a,b\r\n1,x\r\n2,y\r\n", "a;b\n1;x\n2;y", "a\tb\n1\tx\n2\ty\n", "\n\na|b\n\n1|x\n2|y\n\n",
  ].map((content) => readSheet("a", content, { label: "b" }));
  for (const { columns } of same) expect(columns.map(({ name }) => name)).toEqual(["a", "b"]);
  const marked = csvText("a", new TextEncoder().encode("\ufeffa,b\n1,x\n2,y\n"));
  expect(readSheet("a", marked, { label: "a" }).columns[0]!.name).toBe("a");
  const { lines } = readSheet("a", 'a,b\n1,"two\nlines"\n2,y\n', { label: "b" });
  expect([...lines]).toEqual([2, 4]);
});

test("with a decimal comma numbers are the same to the bit, and texts stay as they are", () => {
  const points = "x;y;size;kind\n1.5;-0.25;1,5;a\n2;1e-3;L;b\n.75;3.125;L;a\n4.;1.200;M;b\n";
  const commas = "x;y;size;kind\n1,5;-0,25;1,5;a\n2;1e-3;L;b\n,75;3,125;L;a\n4,;1,200;M;b\n";
  const options = { label: "kind", test: 0.25, seed: 1, categorical: ["size"] };
  const [plain, own] = [read(points, options), read(commas, { ...options, decimal: "," })];
  expect([own.train, own.test]).toEqual([plain.train, plain.test]);
  expect(own.coding).toEqual({ ...plain.coding, decimal: "," });
  expect(read(points, { ...options, decimal: "." })).toEqual(plain);
  // Other rows are read alike, also between commas, where they are quoted.
  const rows = (coding: typeof own.coding, content: string) => [...readCsvRows("n.csv", content, coding).table.rows];
  expect(rows(own.coding, 'x,y,size\n"1,5","0,5",L\n')).toEqual(rows(plain.coding, "x;y;size\n1.5;0.5;L\n"));
  expect(() => rows(plain.coding, "x;y;size\n1,5;0,5;L\n")).toThrow(/numbers have a decimal point: 1\.5$/);
  expect(() => rows(own.coding, "x;y;size\n1.5;0,5;L\n")).toThrow(/numbers have a decimal comma: 1,5$/);
});

test("semicolons, tabs and bars separate where commas are of decimals", () => {
  for (const separator of [";", "\t", "|"]) {
    const text = "1,5;2,5;a\n3,5;4,5;b\n".replaceAll(";", separator);
    const sheet = readSheet("a", text, { label: 3, decimal: "," });
    // An empty one is none.
    expect(readSheet("a", text, { label: 3, decimal: ",", delimiter: "" })).toEqual(sheet);
    expect([sheet.header, sheet.columns.slice(0, 2).map(({ values }) => values)]).toEqual([
      false, [{ numbers: Float64Array.of(1.5, 3.5) }, { numbers: Float64Array.of(2.5, 4.5) }],
    ]);
  }
  expect(readSheet("a", "1;2,3,a\n1;2,5,b\n", { label: 3 }).columns).toHaveLength(3);
});

const survey = (content: string) => surveyCsv("a.csv", content);

test("decimal commas are found where some number has one, and none has a point", () => {
  expect(survey("x;n;k\n1,5;2;a\n2;3;b\n0,25;4;a\n")).toMatchObject({
    decimal: ",", header: true, columns: [{ isNumbers: true, isWhole: false, low: 0.25, high: 2 }, { isWhole: true, low: 2 }, { isNumbers: false }],
  });
  expect(survey("1,5;1,5;a\n2,5;3,5;b\n")).toMatchObject({ decimal: ",", header: false, size: 2 });
  expect(survey('x,k\n"1,5",a\n').decimal).toBe(",");
  expect(survey("x;k\n12,345;a\n23,456;b\n").decimal).toBe(",");
  expect(survey("x;y;k\n1.200,50;2,5;a\n").decimal).toBe(",");
  // Of thousands, of both marks, and of texts none is told.
  expect(survey('x,k\n"1,200",a\n"2,400",b\n')).toMatchObject({ decimal: ".", columns: [{ low: 1200, high: 2400 }, {}] });
  expect(survey("x;k\n1,234,567;a\n2;b\n").decimal).toBe(".");
  expect(survey("x;y;k\n1,5;1.5;a\n").decimal).toBe(".");
  expect(survey("x;k\n1;1,5\n2;red\n3;blue\n").decimal).toBe(".");
});

test("classes that are whole numbers are in their order, and have no names where they are those of the labels", () => {
  expect(read("x,k\n1,10\n2,9\n3,2\n4,10\n", { label: "k" }).train.classNames).toEqual(["2", "9", "10"]);
  expect(read("x,k\n1,1\n2,0\n3,1\n", { label: "k" }).train).not.toHaveProperty("classNames");
});

test("targets, one or several, in place of classes", () => {
  const { train } = read("x,y,z\n1,2,3\n1,2,3\n1,2,3\n", { target: ["z", "y"], test: 0.3 });
  expect(train).toMatchObject({ outputs: 2, targetNames: ["z", "y"], features: ["x"], targets: Float32Array.of(3, 2, 3, 2) });
});

test("targets are standardized by the training rows in use, and those of other rows as they were", () => {
  // A deviation of 4 on a mean that float32 would round.
  const far = 2 ** 24 + 1;
  const second = { name: "t.csv", text: `x,price,one\n9,${far + 8},7\n` };
  const { train, test: held, coding } = read(`x,price,one\n1,${far - 4},7\n2,${far + 4},7\n`, { target: ["price", "one"], standardizeTargets: true, test: second });
  expect(coding.targetScales).toEqual([{ mean: far, deviation: 4 }, { mean: 7, deviation: 1 }]);
  expect([...train.targets!].sort()).toEqual([-1, 0, 0, 1]);
  expect([train.targetScales, [...held.targets!]]).toEqual([coding.targetScales, [2, 0]]);
  expect([...readCsvRows("n.csv", `one,price,x\n8,${far},1\n`, coding, true).table.targets!]).toEqual([0, 1]);
  expect(read("x,y\n1,2\n3,4\n", { target: "y" }).coding).not.toHaveProperty("targetScales");
  expect(() => read(text, { label: "kind", standardizeTargets: true })).toThrow("dataset.standardizeTargets = true: the data set has no targets; leave it out");
});

test("categorical, ignore, missing", () => {
  const content = "id,zip,x,k\n1,10,1,a\n2,20,,b\n3,10,3,a\n4,20,NA,b\n";
  const { train, coding } = read(content, {
    label: "k", ignore: ["id"], categorical: ["zip"], missing: "mean", test: { name: "t", text: "id,zip,x,k\n9,10,2,a\n" },
  });
  expect(coding.features![0]).toEqual({ name: "zip", categories: ["10", "20"] });
  expect(coding.features![1]).toEqual({ name: "x", mean: 2, deviation: 1 });
  const x = Array.from({ length: 4 }, (_, row) => train.rows![row * 3 + 2]!);
  expect(x.sort()).toEqual([-1, 0, 0, 1]);
  // The mean of the training rows, also where other rows alone lack a value, and where numbers stay as they are.
  const plain = read("x,k\n1,a\n5,b\n", { label: "k", missing: "mean", standardize: false, test: { name: "t", text: "x,k\n,a\n" } });
  expect([plain.coding.features, [...plain.test.rows!]]).toEqual([[{ name: "x", mean: 0, deviation: 1, missing: 3 }], [3]]);
});

test("a column of one value is warned of and becomes 0", () => {
  const { train, warnings } = read("x,c,k\n1,5,a\n2,5,b\n3,5,a\n4,5,b\n", { label: "k" });
  expect(warnings).toEqual(['a.csv: column "c" has one value in all training rows, so it says nothing; its input is 0']);
  for (let row = 0; row < train.size; row++) expect(train.rows![2 * row + 1]).toBe(0);
  // As many as images in a table have, in one sentence.
  const many = read(`${Array.from({ length: 8 }, (_, i) => `c${i}`).join(",")},k\n${"1,1,1,1,1,1,1,1,a\n".repeat(3)}`, { label: "k" });
  expect(many.warnings).toEqual(['a.csv: columns "c0", "c1", "c2", "c3", "c4" and 3 more have one value each in all training rows, so they say nothing; their inputs are 0']);
  const held = { name: "t.csv", text: "x,town,k\n1,c,a\n2,d,a\n3,a,a\n4,e,a\n" };
  expect(read("x,town,k\n1,a,a\n2,b,a\n", { label: "k", test: held }).warnings).toEqual([
    't.csv: line 2, column "town": no training row has "c", nor 2 others of the column, so their inputs are all 0',
  ]);
});

test("the split is the same for each call, and another for another seed", () => {
  const rows = Array.from({ length: 50 }, (_, i) => `${i},${i % 2 === 0 ? "a" : "b"}`).join("\n");
  const of = (seed: number) => [...read(`x,k\n${rows}\n`, { label: "k", seed, standardize: false }).test.rows!];
  expect(of(0)).toHaveLength(10);
  expect(of(0)).toEqual(of(0));
  expect(of(0)).not.toEqual(of(1));
});

test.each<[string, string, CsvSetOptions | undefined, string | RegExp]>([
  ["nothing", "", undefined, "a.csv: is empty; a CSV file has a line for each row"],
  ["a header alone", "x,kind\n", undefined, "a.csv: has a header and no rows"],
  ["a short line", "x,kind\n1,a\n2\n", undefined, "a.csv: line 3: has 1 value, the first line 2"],
  ["a word among numbers", "x,kind\n1,a\n2,b\nthree,a\n", undefined, 'a.csv: line 4, column "x": "three" is no number; the column is of numbers'],
  ["a decimal comma", "x;kind\n1,5;a\n2,5;b\n", undefined, 'a.csv: line 2, column "x": "1,5" is no number; numbers have a decimal point: 1.5, or a comma with "decimal": ","'],
  ["a decimal comma between commas", "x,kind\n1,5,a\n", undefined, "line 2: has 3 values, the first line 2; numbers have a decimal point, not a comma, and texts with a comma are quoted: numbers with one too, with \"decimal\": \",\""],
  ["unquoted decimal commas between commas", "x,kind\n1,5,a\n", { label: "kind", decimal: "," }, 'line 2: has 3 values, the first line 2; commas stand between values, so a number with a decimal comma is quoted: "1,5"'],
  ["a line too long between semicolons", "x;kind\n1,5;a;b\n", { label: "kind", decimal: "," }, /has 3 values, the first line 2$/],
  ["points for thousands", "x;kind\n1.200,5;a\n2,5;b\n", { label: "kind", decimal: "," }, 'a.csv: line 2, column "x": "1.200,5" is no number; thousands have no point: 1200,5'],
  ["points for thousands, or decimals", "x;kind\n1.200;a\n2,5;b\n", { label: "kind", decimal: "," }, '"1.200" is no number; thousands have no point: 1200; decimals have a comma: 1,200'],
  ["a decimal point among commas", "x;kind\n1,5;a\n2.5;b\n", { label: "kind", decimal: "," }, 'line 3, column "x": "2.5" is no number; numbers have a decimal comma: 2,5'],
  ["English thousands among commas", "x;kind\n1,5;a\n\"1,200.5\";b\n", { label: "kind", decimal: "," }, '"1,200.5" is no number; numbers have a decimal comma and no mark for thousands: 1200,5'],
  ["points for thousands before a decimal comma", "x;kind\n1.200,5;a\n2;b\n", undefined, '"1.200,5" is no number; numbers have a decimal point and no mark for thousands: 1200.5, or a comma with "decimal": ","'],
  ["a missing value", "x,kind\n1,a\n,b\n", undefined, 'a.csv: line 3, column "x": the value is missing (""); fill it in'],
  ["a missing class", "x,kind\n1,a\n2,\n", { label: "kind", missing: "mean" }, 'line 3, column "kind": the value is missing (""), which is to be predicted: fill it in, or take the line out'],
  ["a value of a column without a name", "x,,kind\n1,2,a\n2,,b\n", undefined, "a.csv: line 3, column 2: the value is missing"],
  ["thousands", 'x,kind\n"1,234,567",a\n2,b\n', undefined, 'a.csv: line 2, column "x": "1,234,567" is no number; thousands have no comma: 1234567'],
  ["thousands, or decimals", 'x,kind\n"1,200",a\n', undefined, '"1,200" is no number; thousands have no comma: 1200; decimals have a point: 1.200, or a comma with "decimal": ","'],
  ["a target twice", "x,y\n1,2\n", { target: ["y", 2] }, 'a.csv: target has column "y" twice'],
  ["a target among categories", "x,y\n1,2\n", { target: "y", categorical: [2] }, 'column "y" is a number to predict and in categorical as well'],
  ["all rows to test on", "x,kind\n1,a\n2,b\n", { label: "kind", test: 1 }, "the share to test on is 1; it must be a number, 0 < x < 1"],
  ["an open quote", 'x,kind\n1,a\n2,"b\n', undefined, "a.csv: line 3: quoted field unterminated"],
  ["two columns of one name", "x,x,kind\n1,2,a\n", undefined, 'a.csv: line 1: names columns 1 and 2 both "x"; every column needs a name of its own: rename one'],
  ["no such column", "x,kind\n1,a\n", { label: "knd" }, 'a.csv: has no column "knd" (label); there are "x", "kind"; did you mean "kind"?'],
  ["no such number", "x,kind\n1,a\n", { label: 3 }, "a.csv: label is column 3; there are 2, counted from 1"],
  ["nothing to predict", "x,kind\n1,a\n", {}, "a.csv: needs a label (the column of the class) or a target"],
  ["nothing to learn from", "kind\na\nb\n", undefined, "a.csv: has no columns to learn from"],
  ["a single row", "x,kind\n1,a\n", undefined, "a.csv: has a single row, of which none is left to test on"],
  ["numbers that overflow", "x,kind\n1e300,a\n-1e300,b\n2e300,b\n", undefined, 'a.csv: column "x": its numbers are too large to be squared'],
  ["a value beyond float32", "x,kind\n1,a\n1e300,b\n", { label: "kind", standardize: false, test: 0.5 }, "is too large for float32"],
  [
    "a class that training lacks", "x,kind\n1,a\n2,b\n", { label: "kind", test: { name: "t.csv", text: "x,kind\n1,c\n" } },
    't.csv: line 2, column "kind": "c" is no class of the training rows; there are "a", "b"',
  ],
  [
    "too many classes", `x,kind\n${Array.from({ length: 300 }, (_, i) => `${i},${i + 0.5}`).join("\n")}`, undefined,
    'a.csv: has 300 classes; at most 256 are allowed: where column "kind" is a number to predict, call it target in place of label',
  ],
  [
    "names for categories", `x,kind\n${Array.from({ length: 1500 }, (_, i) => `n${i},${i % 2}`).join("\n")}`, undefined,
    'is the category number 1001 of the column; at most 1000 are allowed: leave it out with ignore',
  ],
])("%s", (_, content, options, message) => {
  expect(() => read(content, options)).toThrow(message);
});

test("bytes that are no text", () => {
  expect(() => csvText("a.csv", Uint8Array.of(0x31, 0xff, 0xfe, 0x80))).toThrow('a.csv: is no text in UTF-8 or UTF-16; save it as UTF-8, in Excel as "CSV UTF-8"');
});
