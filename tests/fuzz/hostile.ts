/** Texts and values that have broken other programs. */
import * as fc from "fast-check";

/** For HTML, SVG, templates, shells, spreadsheets, terminals, paths and prototypes. */
export const hostileNames = [
  "<img src=x onerror=alert(1)>", `"><script>alert(1)</script>`, "</title></style><svg onload=alert(1)>",
  "javascript:alert(1)", "${alert(1)} {{7*7}} <%= 7 %> #{7}", "&lt;b&gt;&#x27;", "]]><x/>", "--><x/>",
  `'"\`$(id)\`; id | cat > /tmp/x && id`, "-rf", "--help", "%s%n%d", "=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "a;=1+1",
  "＝1+1", "\u001b[2J\u001b]0;title\u0007", "\u202egnp.exe", "\u2066x\u2069", "a\u2028b", "\r\n", "\0", "\ud800",
  "../../../../escape", "..", "/", "C:\\x", "con", "~", "*", "__proto__", "constructor", "prototype", "toString",
  "hasOwnProperty", "", " ", "a".repeat(65), "👩‍👩‍👧‍👦", "ｱ\u0300\u0301\u0302",
];

/** Anything that JSON can hold: wrong types, edges of numbers, hostile keys, depth. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null, true, false, 0, -0, -1, 0.5, 1, 2, 255, 65535, 65536, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 1e-320, 1e300,
    1.7976931348623157e308, 10_000_000, [], {}, [[]], [null], "adam", "he", "relu", "mnist", "idx", "epochs", "all",
  ),
  fc.constantFrom(...hostileNames),
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(fc.constantFrom("name", "units", "ratio", "__proto__", "constructor", "x"), fc.jsonValue()),
  fc.nat(80).map((depth) => JSON.parse("[".repeat(depth) + "]".repeat(depth) || "0") as unknown),
  fc.nat(3000).map((length) => Array.from({ length }, (_, i) => (i % 3 ? i : { name: i }))),
  fc.nat(100_000).map((length) => "x".repeat(length)),
);
