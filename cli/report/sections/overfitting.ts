/** Training against test accuracy, where overfitting is the subject. */
import { figure, type Section } from "./section.ts";

export const overfitting: Section = {
  title: "Training and test",
  id: "training-test",
  content: ({ figures: { gap } }) => {
    const caption = "A training accuracy far above the test accuracy is of images learnt by heart.";
    return gap ? [figure(gap, "Training and test accuracy of each arm at the end, and their difference.", "metrics.csv", caption)] : [];
  },
};
