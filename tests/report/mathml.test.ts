/** The formulas of the optimizer table as MathML. */
import { describe, expect, test } from "vitest";
import { prose } from "../../report/optimizers.ts";
import { type Markup, statementsOf } from "../../report/mathml.ts";

/** Short, to compare: a/b as frac(a, b), x² as x^2; what is between brackets as it stands. */
function short(markup: Markup): string {
  const { tag, children } = markup;
  if (typeof children === "string") return ({ "\u2062": "", "\u2061": " " } as Record<string, string>)[children] ?? children;
  const inner = children.map(short);
  switch (tag) {
    case "mfrac": return `frac{${inner.join("}{")}}`;
    case "msqrt": return `root{${inner.join("")}}`;
    case "msub": return inner.join("_");
    case "msup": return inner.join("^");
    case "msubsup": return `${inner[0]}_${inner[1]}^${inner[2]}`;
    case "mover": return `hat{${inner[0]}}`;
    default: return inner.join("");
  }
}
const shortLine = (line: string) =>
  statementsOf(line).map((pieces) =>
    pieces.map((piece) => ("text" in piece ? `"${piece.text.trim()}"` : piece.math.map(short).join(""))).join(" "));

test.each([
  ["w −= ηg", ["w←w−ηg"]],
  ["v = μv − ηg;  w += v", ["v←μv−ηg", "w←w+v"]],
  ["w −= η(g + μv)", ["w←w−η(g+μv)"]],
  ["w += μ²v − (1 + μ)ηg", ["w←w+μ^2v−(1+μ)ηg"]],
  ["w −= ηg/(√h + ε)", ["w←w−frac{ηg}{root{h}+ε}"]],
  ["w −= ηg/√(h + ε)", ["w←w−frac{ηg}{root{h+ε}}"]],
  ["m = β₁m + (1 − β₁)g;   m̂ = m/(1 − β₁ᵗ)", ["m←β_1m+(1−β_1)g", "hat{m}=frac{m}{1−β_1^t}"]],
  ["w −= ηm̂/(√v̂ + ε) + ηλw", ["w←w−(frac{ηhat{m}}{root{hat{v}}+ε}+ηλw)"]],
  ["μₜ = β₁(1 − ½ · 0.96^(tψ));  Π = μ₁ μ₂ … μₜ", ["μ_t=β_1(1−½·0.96^tψ)", "Π=μ_1μ_2…μ_t"]],
  ["μₜ₊₁ m/(1 − Πμₜ₊₁) + (1 − μₜ)g/(1 − Π)", ["μ_t+1frac{m}{1−Πμ_t+1}+frac{(1−μ_t)g}{1−Π}"]],
  ["ρ∞ = 2/(1 − β₂) − 1;  ρ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ)", ["ρ_∞=frac{2}{1−β_2}−1", "ρ=ρ_∞−frac{2tβ_2^t}{1−β_2^t}"]],
  ["r = √[(ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ)]", ["r=root{frac{(ρ−4)(ρ−2)ρ_∞}{(ρ_∞−4)(ρ_∞−2)ρ}}"]],
  ["w −= ηr m̂/(√v̂ + ε) where ρ > threshold, else ηm̂", ['w←w−ηrfrac{hat{m}}{root{hat{v}}+ε} "where" ρ> "threshold, else" ηhat{m}']],
  ["u = max(β₂u, |g| + ε);  w −= η/(1 − β₁ᵗ) m/u", ["u←max (β_2u,|g|+ε)", "w←w−frac{η}{1−β_1^t}frac{m}{u}"]],
  ["s = √(d + ε)/√(e + ε) g", ["s=frac{root{d+ε}}{root{e+ε}}g"]],
  ["w −= η sign(β₁m + (1 − β₁)g);  then m = β₂m;  sign 0 = 0", ["w←w−ηsign (β_1m+(1−β_1)g)", '"then" m←β_2m', "sign 0=0"]],
  ["AMSGrad: the greatest v (or v̂) so far", ['"AMSGrad: the greatest" v "(or" hat{v} ") so far"']],
  ["ε beside: w −= η√(1 − β₂ᵗ)/(1 − β₁ᵗ) m/(√v + ε)", ['ε "beside:" w←w−frac{ηroot{1−β_2^t}}{1−β_1^t}frac{m}{root{v}+ε}']],
  ["E + ½λΣw²", ["E+½λ∑w^2"]],
  ["y = f(x W + b)", ["y=f (xW+b)"]],
  ["E = −mean(log p);  w −= η ∂E/∂w", ["E=−mean (log p)", "w←w−ηfrac{∂E}{∂w}"]],
  ["x̂ = (x − μ)/√(σ² + ε)", ["hat{x}=frac{x−μ}{root{σ^2+ε}}"]],
  ["= 89400 ≫ 1000", ["=89400≫1000"]],
  ["L2: g += λw;  m ∈ {0, 1}", ['"L2:" g←g+λw', "m∈{0,1}"]],
])("%s", (line, expected) => expect(shortLine(line)).toEqual(expected));

const lines = Object.entries(prose).flatMap(([name, { formula, forms }]) => [...formula, ...forms].map((line) => ({ name, line })));

describe("every line of the table", () => {
  /** All texts of the leaves, in their order. */
  const leaves = (markup: Markup): string => (typeof markup.children === "string" ? markup.children : markup.children.map(leaves).join(""));
  const count: Partial<Record<Markup["tag"], number>> = { mfrac: 2, msub: 2, msup: 2, mover: 2, msubsup: 3 };
  function check(markup: Markup): void {
    if (typeof markup.children === "string") {
      expect(markup.children !== "" || markup.tag === "mspace").toBe(true);
      return;
    }
    if (count[markup.tag] !== undefined) expect(markup.children.length).toBe(count[markup.tag]);
    markup.children.forEach(check);
  }

  test.each(lines)("$name: $line", ({ line }) => {
    const pieces = statementsOf(line).flat();
    for (const piece of pieces) if ("math" in piece) piece.math.forEach(check);
    const said = pieces.map((piece) => ("text" in piece ? piece.text : piece.math.map(leaves).join(""))).join("");
    // Nothing stays that MathML has an element for.
    expect(said).not.toMatch(/√|\/|\u0302|²|³|ᵗ|[₀-₉]|ₜ|₊|[−+]=/u);
    // No letter is lost.
    const letters = (text: string) => new Set(text.match(/[A-Za-zα-ωΑ-ΡΤ-Ω]/gu));
    expect(letters(said)).toEqual(new Set([...letters(line), ...(/[ᵗₜ]/u.test(line) ? ["t"] : [])]));
  });
});
