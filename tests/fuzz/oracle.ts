/** What the command line promises, whatever it is given. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { cli as run } from "../cli/built.ts";
import { FakeHost, interruptedHost } from "../cli/helpers.ts";

export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** A run in this process; with `interrupted`, as if by Ctrl-C before the first step. */
export function cli(argv: string[], { interrupted = false } = {}): Promise<Ended> {
  return run(argv, interrupted ? interruptedHost() : new FakeHost());
}

/** A documented exit code, and one message that names a place: no stack, nothing a terminal acts on, bounded. */
export function expectOrderly({ code, out, err }: Ended, place: string | RegExp): void {
  expect([0, 1, 2, 130]).toContain(code);
  for (const text of [out, err]) {
    expect(text).not.toMatch(/^ +at .+:\d+/m);
    expect(text).not.toMatch(/[^\n\P{Cc}]|[\u202a-\u202e\u2066-\u2069]/u);
    expect(text).not.toMatch(/unexpected, please report|\[object |(?:Type|Range|Reference)Error/);
    expect(text.length).toBeLessThan(100_000);
  }
  if (code === 2) {
    expect(err).toMatch(/^error: |^Usage: /);
    expect(err).toMatch(place);
  }
  if (code === 0) expect(err).toMatch(/^(warning: .+\n)*$/);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

/**
 * A folder to work in, deep in a folder that must not change: `check` fails where something beside `work` came
 * or went.
 */
export function sandbox() {
  const root = mkdtempSync(join(tmpdir(), "usagi-fuzz-"));
  const work = join(root, "a", "b", "c", "d", "work");
  mkdirSync(work, { recursive: true });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const outside = () => {
    const names = readdirSync(root, { recursive: true, encoding: "utf8" });
    return names.filter((name) => !join(root, name).startsWith(`${work}/`));
  };
  const before = outside();
  return {
    work,
    check: () => expect(outside()).toEqual(before),
  };
}
