/**
 * Moves positions as little as possible (in the sum of squares) so that neighbours are a gap apart, then into
 * the bounds. With the gaps subtracted this is isotonic regression: pool adjacent violators.
 */
export function spread(positions: number[], gap: number, low: number, high: number): number[] {
  const order = positions.map((_, index) => index).sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0));
  const blocks: { sum: number; count: number }[] = [];
  order.forEach((index, rank) => {
    let block = { sum: (positions[index] ?? 0) - rank * gap, count: 1 };
    for (
      let last = blocks.at(-1);
      last && last.sum / last.count > block.sum / block.count;
      last = blocks.at(-1)
    ) {
      block = { sum: block.sum + last.sum, count: block.count + last.count };
      blocks.pop();
    }
    blocks.push(block);
  });
  const reduced = blocks.flatMap(({ sum, count }) => Array<number>(count).fill(sum / count));
  const highest = high - gap * (positions.length - 1);
  const result = new Array<number>(positions.length);
  order.forEach((index, rank) => {
    result[index] = Math.max(low, Math.min(highest, reduced[rank] ?? 0)) + rank * gap;
  });
  return result;
}
