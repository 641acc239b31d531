// Changes to the source that a test must notice; `npm run mutants` makes each and runs the tests named. A change that
// went unseen once is kept here with the test that sees it now.

/** @type {{ what: string, file: string, from: string, to: string, tests: string[] }[]} `from` stands in `file` once. */
export const mutants = [
  {
    what: "the test loss is wrong by a factor",
    file: "experiment/evaluation.ts",
    from: "loss: loss / size,",
    to: "loss: loss / size / 2,",
    tests: ["tests/experiment/training.test.ts"],
  },
  {
    what: "the loss of a piece is wrong by a factor",
    file: "bindings/network.ts",
    from: "loss: loss / batch.size,",
    to: "loss: 2 * loss / batch.size,",
    tests: ["tests/experiment/training.test.ts"],
  },
  {
    what: "tanh changes its formula elsewhere",
    file: "assembly/math.ts",
    from: "f32x4.lt(magnitude, f32x4.splat(0.625))",
    to: "f32x4.lt(magnitude, f32x4.splat(0.626))",
    tests: ["tests/golden.test.ts"],
  },
  {
    what: "seconds of training are milliseconds",
    file: "experiment/training.ts",
    from: "this.seconds.training += (trained - started) / 1000;",
    to: "this.seconds.training += trained - started;",
    tests: ["tests/experiment/training.test.ts"],
  },
  {
    what: "seconds of evaluation are milliseconds",
    file: "experiment/training.ts",
    from: "this.seconds.evaluation += (performance.now() - trained) / 1000;",
    to: "this.seconds.evaluation += performance.now() - trained;",
    tests: ["tests/experiment/training.test.ts"],
  },
  {
    what: "the ticket of an evaluation stays open",
    file: "cli/run/helpers.ts",
    from: "  Atomics.store(control, TICKET, (generation << PIECE_BITS) | NO_PIECE);\n",
    to: "",
    tests: ["tests/cli/run/helpers.test.ts"],
  },
  {
    what: "dropout of ratio 0 drops a unit",
    file: "bindings/parts/dropout.ts",
    from: "kernels.dropoutMask(at.mask, n, ratio, keep,",
    to: "kernels.dropoutMask(at.mask, n, ratio || 0.001, keep,",
    tests: ["tests/bindings/limits.test.ts"],
  },
  {
    what: "one input more",
    file: "bindings/parts/dense.ts",
    from: "MAX_UNITS = 65535;",
    to: "MAX_UNITS = 65536;",
    tests: ["tests/bindings/limits.test.ts"],
  },
  {
    what: "one input less",
    file: "bindings/parts/dense.ts",
    from: "MAX_UNITS = 65535;",
    to: "MAX_UNITS = 65534;",
    tests: ["tests/bindings/limits.test.ts"],
  },
  {
    what: "an image is reduced column by column",
    file: "experiment/image.ts",
    from: "meanOfSquare(image, column * scale, row * scale, scale)",
    to: "meanOfSquare(image, row * scale, column * scale, scale)",
    tests: ["tests/experiment/image.test.ts"],
  },
  {
    what: "rows and columns of IDX images change places",
    file: "cli/files/idx.ts",
    from: "const [count = 0, rows = 0, columns = 0] = sizes;",
    to: "const [count = 0, columns = 0, rows = 0] = sizes;",
    tests: ["tests/cli/dataset.test.ts"],
  },
  {
    what: "the heat of a confusion cell is rounded to the nearest",
    file: "report/confusion.ts",
    from: "Math.ceil(9 * Math.sqrt(count / total))",
    to: "Math.round(9 * Math.sqrt(count / total))",
    tests: ["tests/report/confusion.test.ts"],
  },
];
