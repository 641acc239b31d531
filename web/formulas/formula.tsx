import { type ComponentChildren, h } from "preact";
import { type Markup, statementsOf } from "../../report/mathml.ts";

/** Formulas in plain lines, as MathML; a line that is too long breaks between its statements and at its words. */
export function Formula({ lines }: { lines: readonly string[] }) {
  return (
    <div class="formula">
      {lines.map((line) => (
        <p>
          {statementsOf(line).map((pieces) => (
            <span class="statement">
              {pieces.map((piece) => ("text" in piece ? piece.text : <math displaystyle={true}>{piece.math.map(toElement)}</math>))}
            </span>
          ))}
        </p>
      ))}
    </div>
  );
}

function toElement({ tag, attributes, children }: Markup): ComponentChildren {
  return h(tag, attributes ?? null, typeof children === "string" ? children : children.map(toElement));
}
