import { formatNumber } from "../../../services/chart/number-text.ts";
import type { ResultFacts } from "../latest-results.ts";
import type { RouteContext } from "../route.ts";
import { parseUtcTime } from "../utc-time.ts";
import type { Freshness } from "./freshness.ts";
import { agoText } from "./freshness.ts";
import { type Html, html } from "./html.ts";
import { icon } from "./icons.ts";

/** One line of facts: does the page live, when was the scan, how old is the data, whose is it. */
export function statusBar(
  facts: ResultFacts,
  at: { readonly context: RouteContext; readonly freshness: Freshness | null },
): Html {
  const { context, freshness } = at;
  const count = formatNumber(facts.rowCount, 0);
  const sources = facts.sources.join(", ");
  return html`<footer class="stat" id="stat">
<span class="live" id="live" data-client>Reload the page for newer data</span>
<button type="button" class="pause" id="pause" data-js hidden
 aria-pressed="false">${icon("pause")}<span>Pause</span></button>
<span class="f">Scan <b>${count} symbols</b>${scanAge(facts, context.nowTsMs)}</span>
${freshness && newestBar(freshness)}
${sources !== "" && html`<span class="f src">Source <b>${sources}</b></span>`}
<span class="sp"></span>
<span class="f hint" aria-hidden="true"><kbd>/</kbd>search <kbd>J</kbd><kbd>K</kbd>rows
<kbd>1</kbd>–<kbd>9</kbd>tabs <kbd>?</kbd>all keys</span>
<span class="f">Not advice</span>
</footer>`;
}

function newestBar({ barText, ageText, isStale }: Freshness): Html {
  const told = html`Newest bar <b>${barText}</b>, ${ageText}`;
  return isStale
    ? html`<span class="f wa">${icon("clock")}${told}</span>`
    : html`<span class="f">${told}</span>`;
}

function scanAge(facts: ResultFacts, nowTsMs: number): string {
  const scannedTsMs = parseUtcTime(facts.scannedAt);
  if (scannedTsMs === null) return "";
  return ` · ${agoText(nowTsMs - scannedTsMs, "ago")}`;
}
