/** Random cases begin where USAGI_SEED says, those of tests that name no seed too. */
import { configureGlobal } from "fast-check";

configureGlobal({ seed: Number(process.env["USAGI_SEED"]) });
