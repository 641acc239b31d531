// This project in the Node that runs this file.

import * as library from "../../dist/index.js";
import { serve, task } from "./serve.js";
import { usagi } from "./usagi.js";

const { trainer, evaluator } = await usagi(library, task);
await serve({ detail: `${process.versions.node}, V8 ${process.versions.v8}` }, trainer, evaluator);
