/* global performance */
// What a competitor is asked, and how it answers:
//   {"problem": "adam", "first": 0, "steps": 100}  goes on training, on the batches from the first
//                                                  → {"milliseconds", "losses"}
//   {"network": "small", "times": 3}               evaluates the trained weights on the test images
//                                                  → {"milliseconds", "correct"}

/**
 * `trainer(problem)` gives, at once or later, a function that makes one step on a batch's rows (Uint32Array) and
 * returns its loss; `evaluator(network)` one that returns how many test images are right.
 */
export function answerer({ batch, problems }, trainer, evaluator) {
  const trainers = new Map();
  const evaluators = new Map();
  return async ({ problem, first, steps, network, times }) => {
    if (problem !== undefined) {
      if (!trainers.has(problem)) trainers.set(problem, await trainer(problems[problem]));
      const step = trainers.get(problem);
      const batches = Array.from({ length: steps }, (_, i) => batch(first + i));
      const start = performance.now();
      const losses = batches.map((rows) => step(rows));
      return { milliseconds: performance.now() - start, losses };
    }
    if (!evaluators.has(network)) evaluators.set(network, await evaluator(network));
    const evaluate = evaluators.get(network);
    let correct;
    const start = performance.now();
    for (let i = 0; i < times; i++) correct = evaluate();
    return { milliseconds: performance.now() - start, correct };
  };
}

/** The fastest of several functions that do the same; each runs three times, and the best counts. */
export function fastest(candidates) {
  const best = candidates.map((candidate) => {
    const times = [1, 2, 3].map(() => {
      const start = performance.now();
      candidate();
      return performance.now() - start;
    });
    return Math.min(...times);
  });
  return candidates[best.indexOf(Math.min(...best))];
}
