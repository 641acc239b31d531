// A small memory for each test case. Arrays stand in it between guards. After a kernel has run, every byte
// that the test did not compare with an expectation must be what it was: so a kernel is seen to write its
// outputs and nothing else.

const CAPACITY: usize = 1 << 21;
const GUARD: usize = 32;
/** The guards, and what an array holds before it is set: NaNs, so that reading one shows, no two alike. */
const UNSET: u32 = 0x7fa00000;

const arena = changetype<usize>(new StaticArray<u8>(<i32>CAPACITY));
const remembered = changetype<usize>(new StaticArray<u8>(<i32>CAPACITY));
/** 0xff for each byte of the arena that may differ from what is remembered. */
const excused = changetype<usize>(new StaticArray<u8>(<i32>CAPACITY));

let used: usize = 0;
const names: string[] = [];
const starts: usize[] = [];
let generator: u32 = 1;

/** Array lengths with every tail, around one and two vectors of four. */
export const SIZES: usize[] = [1, 3, 4, 5, 7, 8, 9];

/** Starts a test case: the arrays of the one before are gone, the numbers of `random` start again. */
export function begin(): void {
  used = 0;
  names.length = 0;
  starts.length = 0;
  generator = 1;
}

/** Runs a test case for each of SIZES. */
export function eachSize(test: (n: usize) => void): void {
  for (let i = 0; i < SIZES.length; i++) {
    begin();
    test(SIZES[i]);
  }
}

/** Runs a test case for each pair of SIZES. */
export function eachShape(test: (rows: usize, columns: usize) => void): void {
  for (let i = 0; i < SIZES.length; i++) {
    for (let j = 0; j < SIZES.length; j++) {
      begin();
      test(SIZES[i], SIZES[j]);
    }
  }
}

/** The next of a fixed sequence of float32 in [low, high) (xorshift32). */
export function random(low: f32, high: f32): f32 {
  generator ^= generator << 13;
  generator ^= generator >> 17;
  generator ^= generator << 5;
  return low + (high - low) * (<f32>(generator >> 8) / 16777216);
}

/** An unset array of `n` elements of T, 16-byte aligned. */
export function array<T>(name: string, n: usize): usize {
  const start = used + GUARD;
  const end = (start + n * sizeof<T>() + GUARD + 15) & ~15;
  assert(end <= CAPACITY, `no room for ${name}`);
  for (; used < end; used += 4) store<u32>(arena + used, UNSET | <u32>used);
  names.push(name);
  starts.push(start);
  return arena + start;
}

/** An array of `n` float32 in [low, high). */
export function uniform(name: string, n: usize, low: f32, high: f32): usize {
  const p = array<f32>(name, n);
  for (let i: usize = 0; i < n; i++) store<f32>(p + 4 * i, random(low, high));
  return p;
}

/** An array of `n` float32, all `value`. */
export function filled(name: string, n: usize, value: f32): usize {
  return uniform(name, n, value, value);
}

/** An array of `n` float32: a share `density` in [-1, 1), the rest 0. */
export function sparse(name: string, n: usize, density: f32): usize {
  const p = array<f32>(name, n);
  for (let i: usize = 0; i < n; i++) {
    const value = random(-1, 1);
    store<f32>(p + 4 * i, random(0, 1) < density ? value : 0);
  }
  return p;
}

/** An array of the float32 `values`. */
export function floats(name: string, values: f32[]): usize {
  const p = array<f32>(name, values.length);
  for (let i = 0; i < values.length; i++) store<f32>(p + 4 * i, values[i]);
  return p;
}

/** An array of `n` labels under `classes`. */
export function labels(name: string, n: usize, classes: usize): usize {
  const p = array<u8>(name, n);
  for (let i: usize = 0; i < n; i++) store<u8>(p + i, <u8>random(0, <f32>classes));
  return p;
}

/** Element `i` of a float32 array, now. */
export function at(p: usize, i: usize): f32 {
  return load<f32>(p + 4 * i);
}

/** Keeps the arena as it is, for `before` and `expectNothingElse`. Call it right before the kernel. */
export function remember(): void {
  memory.copy(remembered, arena, used);
  memory.fill(excused, 0, used);
}

/** Element `i` of a float32 array at the last `remember`. */
export function before(p: usize, i: usize): f32 {
  return load<f32>(p - arena + remembered + 4 * i);
}

/** Expects float32 element `i` to be `expected` to the bit, so 0 is not -0; all NaNs are alike. */
export function expectSame(p: usize, i: usize, expected: f32): void {
  excuse(p + 4 * i, 4);
  const actual = at(p, i);
  if (reinterpret<u32>(actual) == reinterpret<u32>(expected)) return;
  if (isNaN(actual) && isNaN(expected)) return;
  throw new Error(`${place(p + 4 * i)} is ${describeFloat(actual)}, not ${describeFloat(expected)}`);
}

/** Expects float32 element `i` within `relative` |expected| + `absolute` of `expected`. */
export function expectNear(p: usize, i: usize, expected: f64, relative: f64, absolute: f64 = 0): void {
  excuse(p + 4 * i, 4);
  const actual: f64 = at(p, i);
  if (abs(actual - expected) <= relative * abs(expected) + absolute) return;
  throw new Error(`${place(p + 4 * i)} is ${actual}, not ${expected}: off by ${actual - expected}`);
}

/** Expects element `i` of an array of the integer type T to be `expected`. */
export function expectInteger<T>(p: usize, i: usize, expected: usize): void {
  const element = p + i * sizeof<T>();
  excuse(element, sizeof<T>());
  const actual = <usize>load<T>(element);
  if (actual != expected) throw new Error(`${place(element)} is ${actual}, not ${expected}`);
}

/** Lets `n` bytes at `p` be anything for `expectNothingElse`. */
export function excuse(p: usize, n: usize): void {
  memory.fill(p - arena + excused, 0xff, n);
}

/** Expects every byte of the arena that was not compared since `remember` to be as it was. */
export function expectNothingElse(): void {
  for (let i: usize = 0; i < used; i += 8) {
    const changed = (load<u64>(arena + i) ^ load<u64>(remembered + i)) & ~load<u64>(excused + i);
    if (changed) throw new Error(`the kernel changed ${place(arena + i + (<usize>ctz(changed) >> 3))}`);
  }
}

/** The array that an address is in or behind, and how far. */
function place(p: usize): string {
  for (let k = names.length - 1; k >= 0; k--) {
    const start = arena + starts[k];
    if (p >= start) return `${names[k]} + ${p - start} bytes`;
  }
  return "the guard of the first array";
}

function describeFloat(x: f32): string {
  return x == 0 && 1 / x < 0 ? "-0" : x.toString();
}

/** `n` bytes at the very end of memory, where reading one byte too far traps. */
export function endOfMemory(n: usize): usize {
  memory.grow(1);
  return (<usize>memory.size() << 16) - n;
}

/** Expects |f(x) - exact(x)| < bound |exact(x)| for `steps` evenly spaced x from `low` to `high`. */
export function expectRelativeError(
  f: (x: f32) => f32, exact: (x: f64) => f64, low: f64, high: f64, steps: i32, bound: f64,
): void {
  let worst: f64 = 0;
  let where: f32 = 0;
  for (let i = 0; i <= steps; i++) {
    const x = <f32>(low + ((high - low) * i) / steps);
    const reference = exact(x);
    const difference = abs(<f64>f(x) - reference);
    const error = difference == 0 ? 0 : difference / abs(reference);
    if (!(error <= worst)) {
      worst = error;
      where = x;
    }
  }
  expect<f64>(worst).toBeLessThan(bound, `at x = ${where}`);
}
