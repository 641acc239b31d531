// This project in the Node that runs this file: `node usagi-node.js FOLDER THREADS`.

import * as library from "../../dist/index.js";
import { serve, task } from "./serve.js";
import { usagi } from "./usagi.js";

const { trainer, evaluator } = await usagi(library, task, Number(process.argv[3]));
await serve({ detail: `${process.versions.node}, V8 ${process.versions.v8}` }, trainer, evaluator);
