import { texts } from "./texts.ts";
import { analysisFailure } from "./client.ts";

/** Says where the analysis worker does not answer any more. */
export function AnalysisNotice() {
  if (analysisFailure.value === undefined) return null;
  return (
    <p class="notice bad" role="alert">
      {texts.value.failed} <span lang="en">{analysisFailure.value}</span>
    </p>
  );
}
