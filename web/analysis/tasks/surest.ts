/** What a network says to an image, and how sure it is. */
export interface Answer {
  digit: number;
  probability: number;
}

/** The most probable class of each row. */
export function surest(probabilities: Float32Array, classes: number): Answer[] {
  return Array.from({ length: probabilities.length / classes }, (_, i) => {
    const own = probabilities.subarray(i * classes, (i + 1) * classes);
    const probability = own.reduce((a, b) => Math.max(a, b));
    return { digit: own.indexOf(probability), probability };
  });
}
