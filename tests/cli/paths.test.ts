import { posix, win32 } from "node:path";
import { expect, test } from "vitest";
import { relativePath } from "../../cli/paths.ts";

test.each<[string, string, typeof posix, string]>([
  ["/a/runs/x", "/a", posix, "../.."],
  ["/a", "/a/data", posix, "data"],
  ["/a", "/a", posix, "."],
  ["/a", "/a/b\\c", posix, "b\\c"],
  ["C:\\a\\runs\\x", "C:\\a", win32, "../.."],
  ["C:\\a", "c:\\A\\data set", win32, "data set"],
  ["C:\\a", "D:\\data\\é", win32, "D:/data/é"],
  ["C:\\a", "\\\\server\\share\\data", win32, "//server/share/data"],
])("from %s to %s", (from, to, path, expected) => {
  const relative = relativePath(from, to, path);
  expect(relative).toBe(expected);
  expect(path.resolve(from, relative).toLowerCase().replace(/\\$/, "")).toBe(to.toLowerCase());
});
