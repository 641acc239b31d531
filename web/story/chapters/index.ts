// The story, in the order in which it is told.

import type { Chapter } from "../chapter.ts";
import { adagrad } from "./adagrad.ts";
import { adam } from "./adam.ts";
import { batchNorm } from "./batch-norm.ts";
import { momentum } from "./momentum.ts";
import { network } from "./network.ts";
import { overfitting } from "./overfitting.ts";
import { rate } from "./rate.ts";
import { regularization } from "./regularization.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";
import { yours } from "./yours.ts";

export const chapters: readonly Chapter[] = [
  network, sgd, momentum, adagrad, rmsprop, adam, rate, batchNorm, overfitting, regularization, yours,
];
