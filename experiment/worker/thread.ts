// The script of a training thread, which TrainingWorker starts. Bundled into one file that imports nothing.

import { serve } from "./trainer.ts";

serve(globalThis);
