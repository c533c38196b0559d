import { barTimeText } from "../../../domain/result-table.ts";
import type { SignalRecord } from "../../../domain/signal.ts";
import { scanners } from "../../../scanners/registry.ts";
import { wordPill } from "./cells.ts";
import { type Html, html } from "./html.ts";

/** Signals of the ledger for one symbol, newest first. */
export function historyList(records: readonly SignalRecord[]): Html {
  if (records.length === 0) {
    return html`<section><h3>Ledger</h3><p class="mut">No signal of this symbol yet.</p></section>`;
  }
  const items = records.map((record) => {
    const since = barTimeText(record.onsetTsMs, record) ?? "";
    const title = scanners.find(({ scanner }) => scanner === record.scanner)?.title;
    return html`<li title="${record.why}"><time datetime="${since}">${since}</time>
${wordPill(record.signal, record.direction)}
<span class="mut">${title ?? record.scanner}</span></li>`;
  });
  return html`<section><h3>Ledger</h3><ol class="ledger">${items}</ol></section>`;
}
