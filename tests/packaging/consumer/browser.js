// What the tests use in a page.

import { compile, UsagiError } from "usagi-nn";
import * as inline from "usagi-nn/inline";
import { TrainingWorker } from "usagi-nn/worker";
import { makeRun, train } from "./train.js";

globalThis.consumer = { compile, UsagiError, inline, TrainingWorker, makeRun, train };
