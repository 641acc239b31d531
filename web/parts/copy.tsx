import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { texts } from "../texts/language.ts";

const shownMilliseconds = 2000;

/** A button that copies a text, and says so for a moment. */
export function CopyButton(props: {
  text: () => string | Promise<string>;
  label: string;
  class?: string;
  disabled?: boolean;
  children?: ComponentChildren;
}) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(await props.text());
    setCopied(true);
    setTimeout(() => setCopied(false), shownMilliseconds);
  };
  return (
    <button type="button" class={props.class} disabled={props.disabled} onClick={() => void copy()}>
      {copied ? texts.value.copied : props.label}
      {props.children}
    </button>
  );
}
