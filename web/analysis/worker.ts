// The script of the analysis worker. Bundled into one file that imports nothing.

import { serve } from "./serve.ts";

serve(globalThis);
