import { useEffect, useRef } from "preact/hooks";
import { keysShown, letterKeys } from "./presenting.ts";
import { texts } from "./texts.ts";

/** The list of keys. */
export function Keys() {
  const t = texts.value;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="keys" aria-labelledby="keys-title" onClose={() => (keysShown.value = false)}>
      <h2 id="keys-title">{t.keys}</h2>
      <dl>
        {t.keyList.map(([key, what]) => (
          <div>
            <dt><kbd>{key}</kbd></dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p>
        <label class="check">
          <input type="checkbox" checked={letterKeys.value} onChange={({ currentTarget }) => (letterKeys.value = currentTarget.checked)} />
          {t.letterKeys}
        </label>
      </p>
      <form method="dialog"><button type="submit">{t.close}</button></form>
    </dialog>
  );
}
