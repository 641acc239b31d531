/**
 * Student's t distribution, for whole degrees of freedom. The libraries that have it weigh 18 kB gzipped and
 * more (docs/statistics.md); here a relative error below 1e-12 is left, in the tails too.
 * Source: the incomplete beta function by its continued fraction, DLMF 8.17.22.
 */

/** ln B(a, 1/2) of a = degrees / 2, from B(1/2, 1/2) = π or B(1, 1/2) = 2 upwards. */
function logBeta(degrees: number): number {
  let beta = degrees % 2 === 1 ? Math.PI : 2;
  for (let lower = 2 - (degrees % 2); lower < degrees; lower += 2) beta *= lower / (lower + 1);
  return Math.log(beta);
}

const SMALLEST = 1e-300;
/** Far more than are needed: some 50 at a thousand degrees. */
const MOST_TERMS = 10_000;

/** The continued fraction of I_x(a, b), by Lentz's method; quick where x < (a + 1) / (a + b + 2). */
function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || SMALLEST);
  let value = d;
  for (let m = 1; m < MOST_TERMS; m++) {
    let change = 1;
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (1 + term * d || SMALLEST);
      c = 1 + term / c || SMALLEST;
      change = c * d;
      value *= change;
    }
    if (Math.abs(change - 1) < Number.EPSILON) break;
  }
  return value;
}

/** ln P(|T| ≥ t), the logarithm because it is needed where the probability itself is 0 in floating point. */
function logTail(t: number, degrees: number): number {
  const a = degrees / 2;
  const b = 0.5;
  const ratio = (t / degrees) * t;
  // x = degrees / (degrees + t²) and 1 − x, each without a loss of digits; their logarithms too.
  const logX = -Math.log1p(ratio);
  const x = 1 / (1 + ratio);
  const rest = ratio < 1 ? ratio / (1 + ratio) : 1 - x;
  const logRest = ratio < 1 ? 2 * Math.log(t) - Math.log(degrees) + logX : Math.log1p(-x);
  const logFront = a * logX + b * logRest - logBeta(degrees);
  return x < (a + 1) / (a + b + 2)
    ? logFront - Math.log(a) + Math.log(continuedFraction(x, a, b))
    : Math.log1p(-Math.exp(logFront) / b * continuedFraction(rest, b, a));
}

const isDegrees = (degrees: number) => Number.isInteger(degrees) && degrees >= 1;

/** The probability of a value at least so far from 0, on either side; NaN without a degree of freedom. */
export function tPValue(t: number, degrees: number): number {
  if (!isDegrees(degrees) || Number.isNaN(t)) return NaN;
  if (t === 0) return 1;
  return Number.isFinite(t) ? Math.exp(logTail(Math.abs(t), degrees)) : 0;
}

/** The t below which a value is with probability p; NaN without a degree of freedom, or with p outside of [0, 1]. */
export function tQuantile(p: number, degrees: number): number {
  if (!isDegrees(degrees) || !(p >= 0 && p <= 1)) return NaN;
  if (p === 0.5) return 0;
  const sign = p < 0.5 ? -1 : 1;
  const tail = 2 * Math.min(p, 1 - p);
  if (tail === 0) return sign * Infinity;
  // Newton's method on ln P over ln t, which is concave: from above the steps only shrink.
  const goal = Math.log(tail);
  const logDensity = (t: number) =>
    -0.5 * Math.log(degrees) - logBeta(degrees) - ((degrees + 1) / 2) * Math.log1p((t / degrees) * t);
  let t = 1;
  for (let step = 0; step < 200; step++) {
    const log = logTail(t, degrees);
    const slope = -2 * t * Math.exp(logDensity(t) - log);
    const next = t * Math.exp((goal - log) / slope);
    if (!(Math.abs(next - t) > 4 * Number.EPSILON * t)) break;
    t = next;
  }
  return sign * t;
}
