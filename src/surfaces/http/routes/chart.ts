import { pictureSize } from "../../../services/chart/chart-layout.ts";
import {
  buildChart,
  historyBarsMax,
  visibleBarsRange,
} from "../../../services/chart/chart-model.ts";
import { renderChartSvg } from "../../../services/chart/render-svg.ts";
import { assetFiles, assetPaths } from "../generated/page-assets.ts";
import { intervalParam, requiredSymbolParam, textParam, wholeParam, wordParam } from "../params.ts";
import { type Answer, defineRoute, svgType } from "../route.ts";
import { readSymbolBars } from "../symbol-bars.ts";

/** A picture in a page sees neither the page's fonts nor any file, so it brings its own. */
function withFont(svg: string): string {
  return svg.replace(/^<svg[^>]*>/, (start) => `${start}${fontStyle}`);
}

const font = assetFiles.find(({ path }) => path === assetPaths.font)?.base64;
const fontStyle =
  "<style>@font-face{font-family:Inter;font-weight:400 650;" +
  `src:url(data:font/woff2;base64,${font})}</style>`;

/** Newest signals of the symbol that are marked in its picture. */
const markedSignalsMax = 50;

export const chart = defineRoute({
  group: "Bars",
  path: "/api/chart.svg",
  summary: "Candles, volume, squeeze, momentum and MACD of one symbol as a picture.",
  params: {
    symbol: requiredSymbolParam({ help: "ticker" }),
    interval: intervalParam({ default: "1d", help: "bar length" }),
    theme: wordParam({ words: ["dark", "light"], default: "dark", help: "colours" }),
    bars: wholeParam({ ...visibleBarsRange, help: "bars that are shown" }),
    width: wholeParam({ ...pictureSize.width, help: "px" }),
    height: wholeParam({ ...pictureSize.height, help: "px" }),
    revision: textParam({
      lengthMax: 40,
      help: "changes nothing but the address, for pages that show a new picture",
    }),
  },
  answer: ({ params }, { store, nowTsMs }): Answer => {
    const { symbol, interval, theme, width, height } = params;
    const barsMax = params.bars + historyBarsMax;
    const untilTsMs = nowTsMs;
    const wanted = { symbol, interval, barsMax, untilTsMs, session: "regular" } as const;
    const { info, bars } = readSymbolBars(store.bars, wanted);
    const signals = store.signals.signals({ symbol, interval, limit: markedSignalsMax });
    const model = buildChart({
      symbol,
      bars,
      source: info.source,
      adjustment: info.adjustment,
      asOfTsMs: nowTsMs,
      visibleBars: params.bars,
      signals,
    });
    const body = () => withFont(renderChartSvg(model, { theme, width, height }));
    return { status: 200, contentType: svgType, body };
  },
});
