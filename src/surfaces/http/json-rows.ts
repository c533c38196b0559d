/** Rows that are text at one moment: a market of them is never one string. */
const stretchRows = 200;

/**
 * `{...before, data: [rows], ...after}` and a line feed as bytes. `rowsOf` gives a stretch of
 * rows; what JSON.stringify does to a value it does here.
 */
export function jsonRows(document: {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  readonly rowCount: number;
  readonly rowsOf: (from: number, to: number) => readonly unknown[];
}): Uint8Array<ArrayBuffer> {
  const { before, after, rowCount, rowsOf } = document;
  const encoder = new TextEncoder();
  const head = JSON.stringify({ ...before, data: [] }).slice(0, -2);
  const chunks = [encoder.encode(head)];
  for (let from = 0; from < rowCount; from += stretchRows) {
    const rows = JSON.stringify(rowsOf(from, Math.min(rowCount, from + stretchRows)));
    chunks.push(encoder.encode(`${from > 0 ? "," : ""}${rows.slice(1, -1)}`));
  }
  const rest = JSON.stringify(after).slice(1, -1);
  chunks.push(encoder.encode(`]${rest === "" ? "" : `,${rest}`}}\n`));
  return joined(chunks);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
