// Functions that decide learning rates, out of +, −, ×, ÷ and √ alone: these are exact to the last bit on every
// engine, the host's cos and pow are not.

/** base^exponent for a base from 0 to 1 and an exponent from 0 on; relative error below 1e-14 (1 + exponent). */
export function power(base: number, exponent: number): number {
  let whole = Math.floor(exponent);
  let rest = exponent - whole;
  let result = 1;
  for (let square = base; whole > 0; whole = Math.floor(whole / 2), square *= square) {
    if (whole % 2 === 1) result *= square;
  }
  // The binary digits of the rest: a root for each.
  for (let root = base; rest > 0; rest %= 1) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest >= 1) result *= root;
  }
  return result;
}

/** cos πx for x from 0 to 1; error below 1e-15. */
export function cosPi(x: number): number {
  if (x > 0.5) return -cosPi(1 - x);
  return x > 0.25 ? taylor((0.5 - x) * Math.PI, 1) : taylor(x * Math.PI, 0);
}

/** cos y (first term 0) or sin y (first term 1) for y from 0 to π/4, where the terms that are left out are below 1e-17. */
function taylor(y: number, first: 0 | 1): number {
  let sum = 1;
  for (let n = 16 + first; n > first; n -= 2) sum = 1 - (sum * y * y) / (n * (n - 1));
  return first === 0 ? sum : sum * y;
}
