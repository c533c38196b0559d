import type { Interval } from "../../../domain/interval.ts";
import { type Html, html } from "./html.ts";

/** px; the panel beside the table has exactly this much room. */
const size = { width: 480, height: 400 } as const;
const shownBars = 90;

/** The chart in the theme that the reader has: the system's, or the one that the script sets. */
export function chartFigure(of: {
  readonly symbol: string;
  readonly interval: Interval;
  /** Name of the newest bar: another one is another picture. */
  readonly revision: string;
}): Html {
  const { symbol, interval, revision } = of;
  const address = (theme: string) => {
    const search = new URLSearchParams({ symbol, interval, theme, bars: String(shownBars) });
    search.set("width", String(size.width));
    search.set("height", String(size.height));
    search.set("revision", revision);
    return `/api/chart.svg?${search}`;
  };
  const about = `Chart of ${symbol}, ${interval} bars: candles, volume, squeeze, momentum and MACD`;
  const key = `${symbol} ${interval} ${revision}`;
  return html`<figure class="chart"><picture data-key="${key}" data-client>
<source media="(prefers-color-scheme: light)" srcset="${address("light")}" data-theme="light">
<img src="${address("dark")}" width="${size.width}" height="${size.height}"
 alt="${about}. The numbers below say the same." decoding="async">
</picture></figure>`;
}
