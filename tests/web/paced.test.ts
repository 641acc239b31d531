/** What changes faster than anybody reads. */
import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { paced } from "../../web/parts/paced.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a change after a rest is shown at once, those that follow together, and the last one always", () => {
  const source = signal(0);
  const { shown, stop } = paced(() => source.value);
  const seen: number[] = [];
  shown.subscribe((value) => void seen.push(value));
  source.value = 1;
  for (let i = 2; i <= 50; i++) source.value = i;
  expect(seen).toEqual([0, 1]);
  vi.runAllTimers();
  expect(seen).toEqual([0, 1, 50]);
  source.value = 51;
  expect(seen).toEqual([0, 1, 50, 51]);
  vi.runAllTimers();
  stop();
  source.value = 52;
  vi.runAllTimers();
  expect(seen).toEqual([0, 1, 50, 51]);
});

test("what it counts stays steady: many changes a second are drawn some times a second", () => {
  const source = signal(0);
  const { shown } = paced(() => source.value);
  let drawn = -1; // the first is what there was
  shown.subscribe(() => {
    drawn++;
  });
  for (let i = 1; i <= 1000; i++) {
    source.value = i;
    vi.advanceTimersByTime(1);
  }
  expect(drawn).toBeGreaterThan(5);
  expect(drawn).toBeLessThan(12);
  vi.runAllTimers();
  expect(shown.value).toBe(1000);
});
