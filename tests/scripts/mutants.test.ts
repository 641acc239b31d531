/** `npm run mutants` takes an hour: what would make it fail before it has tried anything is seen here. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { mutants } from "../mutants.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

test.each(mutants)("$what: the source has the place of this change once, and its tests are there", ({ file, from, to, tests }) => {
  expect(readFileSync(join(root, file), "utf8").split(from), `${file}: ${from}`).toHaveLength(2);
  expect(to).not.toBe(from);
  for (const name of tests) expect(existsSync(join(root, name)), name).toBe(true);
});
