/** Dots of predictions on the dark page. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { seriesColors } from "../../report/palette.ts";

const css = (file: string) => readFileSync(new URL(`../../web/${file}`, import.meta.url), "utf8");
const channels = (color: string) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
const luminance = (color: readonly number[]) => color.reduce((sum, value, i) => {
  const share = value / 255;
  return sum + [0.2126, 0.7152, 0.0722][i]! * (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4);
}, 0);

test("dots of every variant stand out from the dark page, 3 : 1 at least", () => {
  const opacity = Number(/prefers-color-scheme: dark\) \{ \.axes \.prediction \{ opacity: ([.\d]+)/.exec(css("own/own.css"))![1]);
  const dark = css("style/base.css").split("prefers-color-scheme: dark")[1]!;
  const behind = channels(/--surface: (#\w{6})/.exec(dark)![1]!);
  const contrasts = seriesColors.map(([, color]) => {
    const seen = channels(color).map((value, i) => opacity * value + (1 - opacity) * behind[i]!);
    return (luminance(seen) + 0.05) / (luminance(behind) + 0.05);
  });
  expect(Math.min(...contrasts)).toBeGreaterThan(3);
});
