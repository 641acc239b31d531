import { adamaxStep, adamStep, lionStep, nadamStep, radamStep } from "../../assembly/optimizers/adam";
import { momentumStep, nesterovStep, sgdStep } from "../../assembly/optimizers/momentum";
import { adadeltaStep, rmspropStep } from "../../assembly/optimizers/rmsprop";
import {
  array, before, begin, expectNear, expectNothingElse, expectSame, filled, floats, random, remember, uniform,
} from "./helpers";

const STEPS: u32 = 10;
/** Arrays are padded to whole vectors. */
const SIZES: usize[] = [4, 8, 12];

/** A kernel's step t on n parameters; state beyond the kernel's own is not passed on. */
type Kernel =
  (w: usize, g: usize, a: usize, b: usize, c: usize, t: u32, coupled: f64, decoupled: f64, n: usize) => void;
/** What w loses in step t by g, in float64; `s` is this parameter's state a, b and c, which it renews. */
type Reference = (g: f64, s: StaticArray<f64>, t: u32) => f64;

/** Expects 10 steps from step `first`, with arrays of state that start at `initial`, to be the reference's. */
function follow(kernel: Kernel, reference: Reference, initial: f32 = 0, first: u32 = 1): void {
  for (let i = 0; i < SIZES.length; i++) {
    followWith(kernel, reference, initial, first, 0, 0, SIZES[i]);
    followWith(kernel, reference, initial, first, 0.1, 0, SIZES[i]);
    followWith(kernel, reference, initial, first, 0, 0.01, SIZES[i]);
  }
}

function followWith(
  kernel: Kernel, reference: Reference, initial: f32, first: u32, coupled: f64, decoupled: f64, n: usize,
): void {
  begin();
  const w = uniform("w", n, -1, 1);
  const g = array<f32>("g", n);
  const states = [filled("a", n, initial), filled("b", n, initial), filled("c", n, initial)];
  const exact = new StaticArray<f64>(<i32>n);
  const exactStates = new Array<StaticArray<f64>>();
  for (let k = 0; k < <i32>n; k++) {
    exact[k] = load<f32>(w + 4 * k);
    const own = new StaticArray<f64>(3);
    own.fill(initial);
    exactStates.push(own);
  }
  for (let t = first; t < first + STEPS; t++) {
    // Around 0.05 in size, where the epsilons here matter.
    for (let k: usize = 0; k < n; k++) store<f32>(g + 4 * k, random(-0.1, 0.1));
    remember();
    kernel(w, g, states[0], states[1], states[2], t, coupled, decoupled, n);
    for (let k = 0; k < <i32>n; k++) {
      const weight = exact[k];
      exact[k] = weight - reference(<f64>before(g, k) + coupled * weight, exactStates[k], t) - decoupled * weight;
      expectNear(w, k, exact[k], 1e-5, 1e-6);
      for (let s = 0; s < 3; s++) expectNear(states[s], k, exactStates[k][s], 1e-5, 1e-6);
    }
    expectNothingElse();
  }
}

describe("sgdStep", () => {
  it("follows the float64 loop", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) => sgdStep(w, g, 0.5, 0.5 * coupled + decoupled, n),
      (g, s, t) => 0.5 * g,
    );
  });
});

describe("momentumStep", () => {
  it("follows it with the rate inside the velocity", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) => momentumStep(w, g, a, 0.3, 0.9, 0.7, false, coupled, decoupled, n),
      (g, s, t) => {
        s[0] = 0.9 * s[0] - 0.3 * 0.7 * g;
        return -s[0];
      },
    );
  });

  it("follows it with the rate outside", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) => momentumStep(w, g, a, 0.3, 0.9, 0.7, true, coupled, decoupled, n),
      (g, s, t) => {
        s[0] = 0.9 * s[0] + 0.7 * g;
        return 0.3 * s[0];
      },
    );
  });

  it("is SGD without momentum, to the bit", () => {
    begin();
    const w = uniform("w", 8, -1, 1);
    const g = uniform("g", 8, -1, 1);
    const velocity = uniform("velocity", 8, -1, 1);
    remember();
    momentumStep(w, g, velocity, 0.5, 0, 1, false, 0, 0, 8);
    for (let i: usize = 0; i < 8; i++) {
      expectSame(velocity, i, -0.5 * before(g, i));
      expectSame(w, i, before(w, i) - 0.5 * before(g, i));
    }
    expectNothingElse();
  });
});

describe("nesterovStep", () => {
  it("follows it with the rate inside the velocity", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) => nesterovStep(w, g, a, 0.3, 0.9, false, false, coupled, decoupled, n),
      (g, s, t) => {
        s[0] = 0.9 * s[0] - 0.3 * g;
        return -(0.9 * s[0] - 0.3 * g);
      },
    );
  });

  it("follows it with the rate outside", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) => nesterovStep(w, g, a, 0.3, 0.9, true, false, coupled, decoupled, n),
      (g, s, t) => {
        s[0] = 0.9 * s[0] + g;
        return 0.3 * (g + 0.9 * s[0]);
      },
    );
  });

  it("follows the book's slip, either way", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) => nesterovStep(w, g, a, 0.3, 0.9, false, true, coupled, decoupled, n),
      (g, s, t) => {
        s[0] = 0.9 * s[0] - 0.3 * g;
        return -(0.9 * 0.9 * s[0] - 1.9 * 0.3 * g);
      },
    );
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) => nesterovStep(w, g, a, 0.3, 0.9, true, true, coupled, decoupled, n),
      (g, s, t) => {
        s[0] = 0.9 * s[0] + g;
        return 0.3 * (0.9 * 0.9 * s[0] + 1.9 * g);
      },
    );
  });

  it("moves by 1.9 rates in its first step, and with the slip by 2.71", () => {
    begin();
    const w = filled("w", 4, 0);
    const g = filled("g", 4, 1);
    nesterovStep(w, g, filled("v", 4, 0), 0.1, 0.9, false, false, 0, 0, 4);
    expectNear(w, 0, -0.19, 1e-6);
    const slipped = filled("slipped", 4, 0);
    nesterovStep(slipped, g, filled("v2", 4, 0), 0.1, 0.9, false, true, 0, 0, 4);
    expectNear(slipped, 0, -0.271, 1e-6);
  });
});

describe("rmspropStep", () => {
  it("follows AdaGrad's sum, with epsilon outside the root and inside", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        rmspropStep(w, g, a, 0, 0, 0.1, 1, 1, 0, 0.1, 0, false, coupled, decoupled, n),
      (g, s, t) => {
        s[0] += g * g;
        return (0.1 * g) / (Math.sqrt(s[0]) + 0.1);
      },
    );
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        rmspropStep(w, g, a, 0, 0, 0.1, 1, 1, 0.1, 0, 0, false, coupled, decoupled, n),
      (g, s, t) => {
        s[0] += g * g;
        return (0.1 * g) / Math.sqrt(s[0] + 0.1);
      },
      1e-4,
    );
  });

  it("follows AdaGrad with epsilon 0 and the first step left out of h, as the report's code", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        rmspropStep(w, g, a, 0, 0, 0.1, 1, t == 1 ? 0 : 1, 0, 0, 0, false, coupled, decoupled, n),
      (g, s, t) => {
        if (t > 1) s[0] += g * g;
        return (0.1 * g) / Math.sqrt(s[0]);
      },
      1e-2,
    );
  });

  it("follows the mean square", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        rmspropStep(w, g, a, 0, 0, 0.01, 0.99, 0.01, 0, 0.1, 0, false, coupled, decoupled, n),
      (g, s, t) => {
        s[0] = 0.99 * s[0] + 0.01 * g * g;
        return (0.01 * g) / (Math.sqrt(s[0]) + 0.1);
      },
    );
  });

  it("follows the variance", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        rmspropStep(w, g, a, b, 0, 0.01, 0.9, 0.1, 0.01, 0, 0, false, coupled, decoupled, n),
      (g, s, t) => {
        s[0] = 0.9 * s[0] + 0.1 * g * g;
        s[1] = 0.9 * s[1] + 0.1 * g;
        return (0.01 * g) / Math.sqrt(s[0] - s[1] * s[1] + 0.01);
      },
    );
  });

  it("follows the velocity of steps, with the rate inside and outside", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        rmspropStep(w, g, a, 0, c, 0.01, 0.9, 0.1, 0, 0.1, 0.8, false, coupled, decoupled, n),
      (g, s, t) => {
        s[0] = 0.9 * s[0] + 0.1 * g * g;
        s[2] = 0.8 * s[2] + (0.01 * g) / (Math.sqrt(s[0]) + 0.1);
        return s[2];
      },
    );
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        rmspropStep(w, g, a, b, c, 0.01, 0.9, 0.1, 0, 0.1, 0.8, true, coupled, decoupled, n),
      (g, s, t) => {
        s[0] = 0.9 * s[0] + 0.1 * g * g;
        s[1] = 0.9 * s[1] + 0.1 * g;
        s[2] = 0.8 * s[2] + g / (Math.sqrt(s[0] - s[1] * s[1]) + 0.1);
        return 0.01 * s[2];
      },
    );
  });

  it("has a variance of 0 where rounding would make it less, and NaN of NaN", () => {
    begin();
    const w = filled("w", 4, 0);
    // The mean's square is more than the mean square: in float32 that comes of equal gradients.
    const g = floats("g", [1, 1, NaN, 1]);
    rmspropStep(w, g, filled("h", 4, 0.25), filled("mean", 4, 1), 0, 0.5, 0.5, 0.5, 0, 0.5, 0, false, 0, 0, 4);
    for (let i: usize = 0; i < 4; i++) expectSame(w, i, i == 2 ? NaN : -1);
  });
});

describe("adadeltaStep", () => {
  it("follows the float64 loop", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) => adadeltaStep(w, g, a, b, 0.5, 0.9, 1e-3, coupled, decoupled, n),
      (g, s, t) => {
        s[0] = 0.9 * s[0] + 0.1 * g * g;
        const step = (Math.sqrt(s[1] + 1e-3) / Math.sqrt(s[0] + 1e-3)) * g;
        s[1] = 0.9 * s[1] + 0.1 * step * step;
        return 0.5 * step;
      },
    );
  });
});

/** Renews m and v. */
function means(g: f64, s: StaticArray<f64>): void {
  s[0] = 0.9 * s[0] + (1 - 0.9) * g;
  s[1] = 0.999 * s[1] + (1 - 0.999) * g * g;
}

describe("adamStep", () => {
  it("follows the paper's float64 loop: epsilon beside the corrected root", () => {
    const kernel: Kernel = (w, g, a, b, c, t, coupled, decoupled, n) =>
      adamStep(w, g, a, b, 0, 0.01, 0.9, 0.999, 0.01, false, false, t, coupled, decoupled, n);
    const reference: Reference = (g, s, t) => {
      means(g, s);
      return (0.01 * (s[0] / (1 - Math.pow(0.9, t)))) / (Math.sqrt(s[1] / (1 - Math.pow(0.999, t))) + 0.01);
    };
    follow(kernel, reference);
    follow(kernel, reference, 0.01, 1000);
  });

  it("follows that of the report's code: epsilon beside the uncorrected root", () => {
    const kernel: Kernel = (w, g, a, b, c, t, coupled, decoupled, n) =>
      adamStep(w, g, a, b, 0, 0.01, 0.9, 0.999, 0.01, true, false, t, coupled, decoupled, n);
    const reference: Reference = (g, s, t) => {
      means(g, s);
      const rate = (0.01 * Math.sqrt(1 - Math.pow(0.999, t))) / (1 - Math.pow(0.9, t));
      return (rate * s[0]) / (Math.sqrt(s[1]) + 0.01);
    };
    follow(kernel, reference);
    follow(kernel, reference, 0.01, 1000);
  });

  it("follows AMSGrad, the maximum over v and over the corrected v", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        adamStep(w, g, a, b, c, 0.01, 0.9, 0.999, 0.01, false, false, t, coupled, decoupled, n),
      (g, s, t) => {
        means(g, s);
        s[2] = max(s[2], s[1]);
        return (0.01 * (s[0] / (1 - Math.pow(0.9, t)))) / (Math.sqrt(s[2] / (1 - Math.pow(0.999, t))) + 0.01);
      },
    );
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        adamStep(w, g, a, b, c, 0.01, 0.9, 0.999, 0.01, false, true, t, coupled, decoupled, n),
      (g, s, t) => {
        means(g, s);
        s[2] = max(s[2], s[1] / (1 - Math.pow(0.999, t)));
        return (0.01 * (s[0] / (1 - Math.pow(0.9, t)))) / (Math.sqrt(s[2]) + 0.01);
      },
    );
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        adamStep(w, g, a, b, c, 0.01, 0.9, 0.999, 0.01, true, true, t, coupled, decoupled, n),
      (g, s, t) => {
        means(g, s);
        const root = Math.sqrt(1 - Math.pow(0.999, t));
        s[2] = max(s[2], s[1] / (root * root));
        return (((0.01 * root) / (1 - Math.pow(0.9, t))) * s[0]) / (Math.sqrt(s[2]) * root + 0.01);
      },
    );
  });

  it("moves by the learning rate in the first step, whatever the gradient", () => {
    begin();
    const w = filled("w", 4, 0);
    const g = floats("g", [1, -1, 1e-3, -100]);
    adamStep(w, g, filled("m", 4, 0), filled("v", 4, 0), 0, 0.001, 0.9, 0.999, 1e-12, false, false, 1, 0, 0, 4);
    for (let i: usize = 0; i < 4; i++) {
      expectNear(w, i, load<f32>(g + 4 * i) > 0 ? -0.001 : 0.001, 1e-5);
    }
  });
});

/** NAdam's step with mu of step t in `mu`, the product up to it in `product`, and the next step's in `next`. */
function nadam(g: f64, s: StaticArray<f64>, mu: f64, product: f64, next: f64, t: u32): f64 {
  means(g, s);
  const ahead = (next * s[0]) / (1 - product * next) + ((1 - mu) * g) / (1 - product);
  return (0.01 * ahead) / (Math.sqrt(s[1] / (1 - Math.pow(0.999, t))) + 0.01);
}

describe("nadamStep", () => {
  it("follows the float64 loop, counting from any step", () => {
    const kernel: Kernel = (w, g, a, b, c, t, coupled, decoupled, n) =>
      nadamStep(w, g, a, b, 0.01, 0.9, 0.999, 0.01, 0.96, t, coupled, decoupled, n);
    const reference: Reference = (g, s, t) => {
      let product: f64 = 1;
      for (let i: u32 = 1; i <= t; i++) product *= 0.9 * (1 - 0.5 * Math.pow(0.96, i));
      const mu = 0.9 * (1 - 0.5 * Math.pow(0.96, t));
      return nadam(g, s, mu, product, 0.9 * (1 - 0.5 * Math.pow(0.96, t + 1)), t);
    };
    follow(kernel, reference);
    follow(kernel, reference, 0.01, 20);
  });

  it("follows it with the same mu in every step", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        nadamStep(w, g, a, b, 0.01, 0.9, 0.999, 0.01, 0, t, coupled, decoupled, n),
      (g, s, t) => nadam(g, s, 0.9, Math.pow(0.9, t), 0.9, t),
    );
  });

  it("follows it where the product is gone, and mu still rises", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        nadamStep(w, g, a, b, 0.01, 0.9, 0.999, 0.01, 0.9998, t, coupled, decoupled, n),
      (g, s, t) => {
        const mu = 0.9 * (1 - 0.5 * Math.pow(0.9998, t));
        return nadam(g, s, mu, 0, 0.9 * (1 - 0.5 * Math.pow(0.9998, t + 1)), t);
      },
      0.01, 10_000,
    );
  });

  it("gives the same bits whether its steps follow one another or it counts anew", () => {
    begin();
    const straight = uniform("straight", 4, -1, 1);
    const anew = uniform("anew", 4, 0, 0);
    memory.copy(anew, straight, 16);
    const g = uniform("g", 4, -1, 1);
    const states = [filled("m", 4, 0), filled("v", 4, 0), filled("m2", 4, 0), filled("v2", 4, 0), filled("w", 4, 0)];
    for (let t: u32 = 1; t <= 30; t++) {
      nadamStep(straight, g, states[0], states[1], 0.01, 0.9, 0.999, 1e-8, 0.9998, t, 0, 0, 4);
    }
    for (let t: u32 = 1; t <= 30; t++) {
      nadamStep(states[4], g, filled("m3", 4, 0), filled("v3", 4, 0), 0.01, 0.5, 0.999, 1e-8, 0.5, 1, 0, 0, 4);
      nadamStep(anew, g, states[2], states[3], 0.01, 0.9, 0.999, 1e-8, 0.9998, t, 0, 0, 4);
    }
    for (let i: usize = 0; i < 4; i++) expectSame(anew, i, load<f32>(straight + 4 * i));
  });
});

/** RAdam's step with epsilon beside the uncorrected root, or the corrected. */
function radam(g: f64, s: StaticArray<f64>, uncorrected: bool, t: u32): f64 {
  means(g, s);
  const mean = s[0] / (1 - Math.pow(0.9, t));
  const power = Math.pow(0.999, t);
  const longest: f64 = 2 / (1 - 0.999) - 1;
  const length = longest - (2 * <f64>t * power) / (1 - power);
  if (length <= 5) return 0.01 * mean;
  const r = Math.sqrt(((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length));
  const root = Math.sqrt(1 - power);
  return uncorrected
    ? (0.01 * mean * r * root) / (Math.sqrt(s[1]) + 0.01)
    : (0.01 * mean * r) / (Math.sqrt(s[1]) / root + 0.01);
}

describe("radamStep", () => {
  it("follows the float64 loop: before the sixth step unrectified, then rectified", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        radamStep(w, g, a, b, 0.01, 0.9, 0.999, 0.01, true, 5, t, coupled, decoupled, n),
      (g, s, t) => radam(g, s, true, t),
    );
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        radamStep(w, g, a, b, 0.01, 0.9, 0.999, 0.01, false, 5, t, coupled, decoupled, n),
      (g, s, t) => radam(g, s, false, t),
    );
  });
});

describe("adamaxStep", () => {
  it("follows the float64 loop, with epsilon inside the maximum and outside", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        adamaxStep(w, g, a, b, 0.01, 0.9, 0.5, 0.01, 0, t, coupled, decoupled, n),
      (g, s, t) => {
        s[0] = 0.9 * s[0] + (1 - 0.9) * g;
        s[1] = max(0.5 * s[1], abs(g) + 0.01);
        return ((0.01 / (1 - Math.pow(0.9, t))) * s[0]) / s[1];
      },
    );
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) =>
        adamaxStep(w, g, a, b, 0.01, 0.9, 0.5, 0, 0.01, t, coupled, decoupled, n),
      (g, s, t) => {
        s[0] = 0.9 * s[0] + (1 - 0.9) * g;
        s[1] = max(0.5 * s[1], abs(g));
        return ((0.01 / (1 - Math.pow(0.9, t))) * s[0]) / (s[1] + 0.01);
      },
    );
  });
});

describe("lionStep", () => {
  it("follows the float64 loop", () => {
    follow(
      (w, g, a, b, c, t, coupled, decoupled, n) => lionStep(w, g, a, 0.01, 0.9, 0.99, coupled, decoupled, n),
      (g, s, t) => {
        const direction = 0.9 * s[0] + (1 - 0.9) * g;
        s[0] = 0.99 * s[0] + (1 - 0.99) * g;
        return direction > 0 ? 0.01 : direction < 0 ? -0.01 : 0;
      },
    );
  });

  it("does not move where the direction is 0, and keeps NaN", () => {
    begin();
    const w = filled("w", 4, 1);
    lionStep(w, floats("g", [0, -0.0, NaN, Infinity]), filled("m", 4, 0), 0.5, 0.9, 0.99, 0, 0, 4);
    expectSame(w, 0, 1);
    expectSame(w, 1, 1);
    expectSame(w, 2, NaN);
    expectSame(w, 3, 0.5);
  });
});

describe("every optimizer", () => {
  it("leaves a parameter alone that never had a gradient", () => {
    begin();
    const w = uniform("w", 8, -1, 1);
    const g = filled("g", 8, 0);
    const a = filled("a", 8, 0);
    const b = filled("b", 8, 0);
    const c = filled("c", 8, 0);
    remember();
    for (let t: u32 = 1; t <= STEPS; t++) {
      sgdStep(w, g, 0.5, 0, 8);
      momentumStep(w, g, a, 0.5, 0.9, 1, false, 0, 0, 8);
      nesterovStep(w, g, a, 0.5, 0.9, true, false, 0, 0, 8);
      rmspropStep(w, g, a, b, c, 0.5, 0.99, 0.01, 0, 1e-7, 0.9, false, 0, 0, 8);
      adadeltaStep(w, g, a, c, 0.5, 0.9, 1e-6, 0, 0, 8);
      adamStep(w, g, a, b, c, 0.5, 0.9, 0.999, 1e-7, false, false, t, 0, 0, 8);
      adamStep(w, g, a, b, 0, 0.5, 0.9, 0.999, 1e-7, true, false, t, 0, 0, 8);
      nadamStep(w, g, a, b, 0.5, 0.9, 0.999, 1e-7, 0.96, t, 0, 0, 8);
      radamStep(w, g, a, b, 0.5, 0.9, 0.999, 1e-7, true, 5, t, 0, 0, 8);
      adamaxStep(w, g, a, b, 0.5, 0.9, 0.999, 0, 1e-30, t, 0, 0, 8);
      lionStep(w, g, a, 0.5, 0.9, 0.99, 0, 0, 8);
    }
    expectNothingElse();
  });

  it("without decay leaves what its weights are out of the step", () => {
    begin();
    const w = floats("w", [Infinity, NaN, 0, 1]);
    const g = filled("g", 4, 0);
    const a = filled("a", 4, 0);
    const b = filled("b", 4, 0);
    adamStep(w, g, a, b, 0, 0.5, 0.9, 0.999, 1e-7, false, false, 1, 0, 0, 4);
    momentumStep(w, g, a, 0.5, 0.9, 1, false, 0, 0, 4);
    expectSame(w, 0, Infinity);
    expectSame(w, 3, 1);
    for (let i: usize = 0; i < 4; i++) expectSame(a, i, 0);
  });
});
