// What the tests use in a page.

import { compile, loadNetwork, saveNetwork, UsagiError } from "usagi-nn";
import { makeSet, readCsv } from "usagi-nn/data";
import * as inline from "usagi-nn/inline";
import { TrainingWorker } from "usagi-nn/worker";
import { makeRun, train } from "./train.js";

globalThis.consumer = { compile, loadNetwork, saveNetwork, UsagiError, inline, makeSet, readCsv, TrainingWorker, makeRun, train };
