import { barAt } from "../../../domain/bars.ts";
import { barTimeText, sourceText } from "../../../domain/result-table.ts";
import { intervalParam, requiredSymbolParam, wholeParam, wordParam } from "../params.ts";
import { defineRoute, jsonAnswer } from "../route.ts";
import { readSymbolBars, type SymbolBars } from "../symbol-bars.ts";

const limitMax = 10_000;

export const bars = defineRoute({
  group: "Bars",
  path: "/api/bars",
  summary: "Bars of one symbol, oldest first, as its scanners read them.",
  params: {
    symbol: requiredSymbolParam({ help: "ticker" }),
    interval: intervalParam({
      default: "1d",
      help: "bar length; put together from shorter bars where the store has only those",
    }),
    limit: wholeParam({ default: 250, min: 1, max: limitMax, help: "the newest bars, at most" }),
    session: wordParam({
      words: ["regular", "all"],
      default: "regular",
      help: "intraday bars of the regular session, or the extended ones too",
    }),
  },
  answer: ({ params }, { store, nowTsMs }) => {
    const { symbol, interval, limit, session } = params;
    const wanted = { symbol, interval, barsMax: limit, untilTsMs: nowTsMs, session };
    const found = readSymbolBars(store.bars, wanted);
    return jsonAnswer(() => barsBody(found));
  },
});

function barsBody({ info, bars }: SymbolBars) {
  const data = Array.from({ length: bars.length }, (_, index) => {
    const { openTsMs, open, high, low, close, volume } = barAt(bars, index);
    const time = barTimeText(openTsMs, bars);
    // JSON knows no NaN: a volume that nobody reported is null.
    return { time, open, high, low, close, volume: Number.isNaN(volume) ? null : volume };
  });
  return {
    success: true,
    count: data.length,
    data,
    symbol: info.symbol,
    interval: bars.interval,
    adjustment: info.adjustment,
    as_of: data.at(-1)?.time ?? null,
    source: sourceText(info.source),
    simulated: info.source.isSimulated,
  };
}
