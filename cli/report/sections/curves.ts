/** The curves over the iterations, and the learning rates. */
import { figure, type Section } from "./section.ts";

export const curves: Section = {
  title: "Curves",
  id: "curves",
  content: ({ figures: { accuracy, loss } }) => [
    accuracy && figure(accuracy, "Test and training accuracy of each arm by iteration.", "metrics.csv"),
    loss && figure(
      loss, "Training and test loss of each arm by iteration, and its learning rate where that changes.", "metrics.csv",
    ),
  ],
};

export const learningRates: Section = {
  title: "Learning rates",
  id: "learning-rates",
  content: ({ figures: { "learning-rate": rates } }) =>
    rates ? [figure(rates, "The learning rate of each arm by iteration.", "metrics.csv")] : [],
};
