import { type LocalDate, parseLocalDate } from "../../src/domain/local-date.ts";
import { newYorkTsMs } from "../../src/domain/new-york.ts";
import type { MarketDataProvider } from "../../src/ports/market-data.ts";
import { jsonAnswer } from "../replay/answer.ts";
import type { Replies } from "../replay/route.ts";
import {
  candles,
  chainBody,
  closedDay,
  contractBody,
  historyBody,
  openDay,
  quoteBody,
} from "./schwab-bodies.ts";
import { minuteMs, openSchwab, type SchwabOptions } from "./schwab-vendor.ts";

export const asking = () => ({ lane: "click", signal: new AbortController().signal }) as const;

export function day(text: string): LocalDate {
  const parsed = parseLocalDate(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

/** Wednesday 28 May 2025, 10:00 in New York. */
export const today = day("2025-05-28");
export const nowTsMs = newYorkTsMs(today, 600);
const history = "/marketdata/v1/pricehistory";

/** The route of a question for bars of the regular session. */
export function historyKey(symbol: string, type: "minute" | "daily"): string {
  const period = `periodType=${type === "daily" ? "year" : "day"}&frequencyType=${type}`;
  const range = "frequency=1&startDate=*&endDate=*&needExtendedHoursData=false";
  return `GET ${history}?symbol=${symbol}&${period}&${range}`;
}

/** The route of a question for the chain of one date. */
function chainKey(symbol: string, date: string): string {
  const how = "contractType=ALL&strategy=SINGLE&includeUnderlyingQuote=true";
  return `GET /marketdata/v1/chains?symbol=${symbol}&${how}&fromDate=${date}&toDate=${date}`;
}
export const notFound = jsonAnswer(
  { errors: [{ id: "1", status: "404", title: "Not Found" }] },
  { status: 404 },
);

export async function openProvider(
  options: Partial<SchwabOptions> & Pick<SchwabOptions, "routes">,
) {
  const { provider, dispose } = await openSchwab({ nowTsMs, ...options });
  return { provider, dispose };
}

export const bellTsMs = newYorkTsMs(today, 570);
export const morning = [
  // Before the bell, in the wrong order, twice, without a price, and one that still forms.
  ...candles(bellTsMs - 2 * minuteMs, minuteMs, 2),
  ...candles(bellTsMs + minuteMs, minuteMs, 30, 101),
  ...candles(bellTsMs, minuteMs, 1, 101),
  { open: null, high: 1, low: 1, close: 1, volume: 5, datetime: bellTsMs + 3 * minuteMs },
  ...candles(bellTsMs + 4 * minuteMs, minuteMs, 1, 500),
];

export const spxMaps = {
  calls: {
    "2025-06-20:23": {
      "5900.0": [
        contractBody("SPX   250620C05900000"),
        contractBody("SPXW  250620C05900000", { volatility: "NaN", delta: "NaN", bid: -999 }),
      ],
    },
  },
  puts: {
    "2025-06-20:23": {
      "5900.0": [contractBody("SPXW  250620P05900000", { volatility: 2151.944, delta: 0 })],
    },
    "2025-06-27:30": { "5900.0": [contractBody("SPXW  250627P05900000")] },
  },
};

export const madeRoutes: Record<string, Replies> = {
  [historyKey("AAPL", "minute")]: jsonAnswer(historyBody("AAPL", morning)),
  [historyKey("BRK/B", "minute")]: jsonAnswer(historyBody("BRK/B", [])),
  [historyKey("GONE", "minute")]: notFound,
  [historyKey("AAPL", "daily")]: jsonAnswer(
    historyBody("AAPL", candles(newYorkTsMs(day("2025-05-19"), 60), 86_400_000, 5)),
  ),
  "GET /marketdata/v1/quotes?symbols=*&fields=*&indicative=*": jsonAnswer({
    AAPL: quoteBody("AAPL", { lastPrice: 101, tradeTime: nowTsMs - 5_000 }),
    "BRK/B": quoteBody("BRK/B", { lastPrice: 480, tradeTime: nowTsMs - 9_000 }),
    $SPX: quoteBody("$SPX", { lastPrice: 5_900, tradeTime: nowTsMs - 9_000 }),
    errors: { invalidSymbols: ["GONE"] },
  }),
  "GET /marketdata/v1/expirationchain?symbol=$SPX": jsonAnswer({
    expirationList: ["2025-05-23", "2025-06-20", "2025-06-20", "2025-06-27"].map((date) => ({
      expirationDate: date,
    })),
  }),
  "GET /marketdata/v1/expirationchain?symbol=GONE": notFound,
  [chainKey("$SPX", "2025-06-20")]: jsonAnswer(chainBody("$SPX", spxMaps)),
  "GET /marketdata/v1/markets?markets=equity&date=*": ({ query }) => {
    const date = query.find(([name]) => name === "date")?.[1] ?? "";
    return jsonAnswer(date === "2025-07-04" ? closedDay(date) : july(date));
  },
};

function july(date: string) {
  return openDay(date, date === "2025-07-03" ? "13:00:00-04:00" : "16:00:00-04:00");
}

export const barsOfAapl = {
  symbols: ["AAPL"],
  interval: "1m",
  fromTsMs: bellTsMs,
  untilTsMs: nowTsMs,
  session: "regular",
  adjustment: "split",
} as const;

export const anyHistory = `GET ${history}?*`;
export const askBars = (provider: MarketDataProvider, how = asking()) =>
  Array.fromAsync(provider.bars?.({ ...barsOfAapl, ...how }) ?? []);
