// A table of the scores of one network: a row for each class, or for each number that it predicts.

/** What stands in a row behind its name. */
export interface ScoreRow {
  readonly name: string;
  readonly cells: readonly string[];
}

interface Props {
  title: string;
  note: string;
  /** Of all columns. */
  heads: readonly string[];
  rows: readonly ScoreRow[];
  mean?: ScoreRow;
  /** Which rows are shown, where it is not all. */
  choice: string | undefined;
}

export function Scores({ title, note, heads, rows, mean, choice }: Props) {
  const row = ({ name, cells }: ScoreRow) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      {cells.map((cell) => <td>{cell}</td>)}
    </tr>
  );
  return (
    <div class="card">
      <h3>{title}</h3>
      <p class="note">{note}</p>
      <div class="scroll" role="region" aria-label={title} tabIndex={0}>
        <table class="class-scores">
          <thead>
            <tr>{heads.map((head) => <th scope="col">{head}</th>)}</tr>
          </thead>
          <tbody>{rows.map(row)}</tbody>
          {mean && <tfoot>{row(mean)}</tfoot>}
        </table>
      </div>
      {choice !== undefined && <p class="note">{choice}</p>}
    </div>
  );
}
