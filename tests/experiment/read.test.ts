import { describe, expect, test } from "vitest";
import { decodeText, TextError } from "../../experiment/decode-text.ts";
import { readExperiment, reportLines } from "../../experiment/read.ts";

/** What the page and the command line print of a text's problems. */
const lines = (text: string) => reportLines("FILE", readExperiment(text).problems);

describe("what is not JSON is said with how JSON has it", () => {
  test.each([
    [`{ 'name': "a" }`, '1:3  texts and keys are in double quotes: "name"'],
    [`{ "name": \`a\` }`, '1:11  texts and keys are in double quotes: "a"'],
    [`{ name: "a" }`, '1:3  keys are in double quotes: "name"'],
    [`{ "name": adam }`, '1:11  texts are in double quotes: "adam"'],
    [`name: adam`, '1:1  keys are in double quotes: "name"'],
    [`{ “name”: "a" }`, '1:3  “ is a typographic quote; JSON has the straight "'],
    [`{ "name"： "a" }`, "1:9  ： is full-width; JSON has :"],
    [`{ "name": "a"，"seeds": [1] }`, "1:14  ， is full-width; JSON has ,"],
    [`｛ "name": "a" }`, "1:1  ｛ is full-width; JSON has {"],
    [`{ "name":\u00a0"a" }`, "1:10  an invisible character (U+00A0) stands here; put a plain space or nothing"],
    [`{\u3000"name": "a" }`, "1:2  an invisible character (U+3000) stands here"],
    [`{ "name":\u200b"a" }`, "1:10  an invisible character (U+200B) stands here"],
    [`# my experiment\n{}`, "1:1  comments begin with // or stand between /* and */"],
    [`{ "name" = "a" }`, "1:10  a colon stands between a key and its value"],
    [`{ "name": "a"; "seeds": [1] }`, "1:14  values are separated by commas"],
    [`{ "seeds": (1, 2) }`, "1:12  lists are in square brackets: [ … ]"],
    [`<html>`, "1:1  this looks like HTML or XML"],
    [`{ "x": True }`, "1:8  write true, in small letters and without quotes"],
    [`{ "x": False }`, "1:8  write false, in small letters"],
    [`{ "x": None }`, "1:8  JSON has no None; leave the key out"],
    [`{ "x": undefined }`, "1:8  JSON has no undefined; leave the key out"],
    [`{ "x": NaN }`, "1:8  JSON has no NaN; a finite number is expected here"],
    [`{ "x": -Infinity }`, "JSON has no -Infinity; a finite number is expected here"],
    [`{ "x": .5 }`, "1:8  write 0.5, which is JSON's form of .5"],
    [`{ "x": -.5 }`, "write -0.5, which is JSON's form of -.5"],
    [`{ "x": 5. }`, "1:8  write 5, which is JSON's form of 5."],
    [`{ "x": +1 }`, "1:8  write 1, which is JSON's form of +1"],
    [`{ "x": 0x10 }`, "write 16, which is JSON's form of 0x10"],
    [`{ "x": 1_000 }`, "write 1000, which is JSON's form of 1_000"],
    [`{ "x": 01 }`, "write 1, which is JSON's form of 01"],
    [`{ "x": 50% }`, "write 0.5, which is JSON's form of 50%"],
    [`{ "x": 2**3 }`, "JSON computes nothing; write the number"],
    [`{ "x": 10,5 }`, "1:11  a key in double quotes is expected here; numbers have a point: 10.5"],
    [`{ "name": "a" } {}`, "1:17  the file should end here"],
    [`{ "name": "a" } end`, "1:17  the file should end here"],
    [String.raw`{ "path": "D:\data" }`, String.raw`1:11  a backslash is written \\ in JSON: "D:\\data", or with / as "D:/data"`],
    [String.raw`{ "path": "C:\users\x" }`, String.raw`\\ in JSON: "C:\\users\\x", or with / as "C:/users/x"`],
  ])("%s", (text, expected) => {
    const [line, ...others] = lines(text);
    expect(line).toContain(expected);
    expect(others).toEqual([]);
  });

  test("a path whose backslashes JSON took for a line break and a tab", () => {
    const text = String.raw`{ "name": "a", "dataset": { "name": "idx", "path": "D:\new\train" } }`;
    expect(lines(text)).toEqual([
      String.raw`FILE:1:44  dataset.path = "D:\new\train": has a line break or a tab where \n or \t was written; ` +
        String.raw`a backslash is written \\ in JSON: "D:\\new\\train", or with / as "D:/new/train"`,
    ]);
  });
});

describe("a file's text", () => {
  const text = '{ "name": "größer" }';
  const utf16 = (little: boolean) => {
    const bytes = new Uint8Array(2 * text.length);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), little);
    return [...bytes];
  };

  test.each([
    ["UTF-8", [...new TextEncoder().encode(text)]],
    ["UTF-8 with a byte order mark", [0xef, 0xbb, 0xbf, ...new TextEncoder().encode(text)]],
    ["UTF-16, as PowerShell's > writes it", [0xff, 0xfe, ...utf16(true)]],
    ["UTF-16, the other way round", [0xfe, 0xff, ...utf16(false)]],
    ["UTF-16 without a mark", utf16(true)],
    ["UTF-16 the other way round without a mark", utf16(false)],
  ])("is read in %s", (_, bytes) => {
    expect(decodeText(Uint8Array.from(bytes))).toBe(text);
  });

  test.each([
    ["Latin-1", [0x7b, 0xe9, 0x7d], "is no text in UTF-8 or UTF-16; save it as UTF-8"],
    ["half a letter of UTF-16", [0xff, 0xfe, 0x7b], "is no text in UTF-8 or UTF-16; save it as UTF-8"],
    ["zeros", [0x7b, 0x7d, 0x20, 0x00], "is not a text"],
  ])("is refused as %s", (_, bytes, message) => {
    expect(() => decodeText(Uint8Array.from(bytes))).toThrow(new TextError(message));
  });

  test("is empty, or holds no object", () => {
    expect(decodeText(new Uint8Array())).toBe("");
    expect(lines("")).toEqual(["FILE:1:1  the file is empty"]);
    expect(lines("[1]")).toEqual(['FILE: an experiment is an object, { "name": … }']);
  });
});
