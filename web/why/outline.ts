// Histograms as outlines.

/** How high a bar is, from 0 to 1, on the logarithmic scale on which a single value can be seen. */
export const heightOf = (count: number, most: number) => (count > 0 ? Math.log2(count + 1) / Math.log2(most + 1) : 0);

/** The path around bars of equal width, from the lower left to the lower right. */
export function outline(counts: ArrayLike<number>, most: number, { width, height }: { width: number; height: number }): string {
  const bar = width / counts.length;
  const place = (value: number) => Math.round(10 * value) / 10;
  let path = `M0 ${height}`;
  for (let i = 0; i < counts.length; i++) {
    path += `V${place(height * (1 - heightOf(counts[i]!, most)))}H${place((i + 1) * bar)}`;
  }
  return `${path}V${height}`;
}
