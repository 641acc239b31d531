import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { texts } from "../texts/language.ts";

const shownMilliseconds = 2000;

/**
 * A button that copies a text, and says so for a moment. Where the page may not write into the clipboard, as on plain http,
 * the text appears beside it, selected.
 */
export function CopyButton(props: {
  text: () => string | Promise<string>;
  label: string;
  class?: string;
  disabled?: boolean;
  children?: ComponentChildren;
}) {
  const [copied, setCopied] = useState(false);
  const [shown, setShown] = useState<string | undefined>(undefined);
  const copy = async () => {
    const text = await props.text();
    try {
      await navigator.clipboard.writeText(text);
      setShown(undefined);
      setCopied(true);
      setTimeout(() => setCopied(false), shownMilliseconds);
    } catch {
      setShown(text);
    }
  };
  return (
    <>
      <button type="button" class={props.class} disabled={props.disabled} onClick={() => void copy()}>
        {copied ? texts.value.copied : props.label}
        {props.children}
      </button>
      {shown !== undefined && <Selected text={shown} label={props.label} />}
    </>
  );
}

function Selected({ text, label }: { text: string; label: string }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), [text]);
  return <input ref={field} type="text" class="copied" readOnly value={text} aria-label={`${label}: ${texts.value.copyByHand}`} />;
}
