// zod would try whether it may compile schemas to JavaScript; the page's policy forbids it, and Firefox says so.

import { config } from "zod";

config({ jitless: true });
