import { allocateBars } from "../../../domain/bars.ts";
import { nyse } from "../../../domain/calendar.ts";
import { addDays, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import type { NewsItem } from "../../../domain/research.ts";
import type { DemoMarket } from "./market.ts";
import { childKey, uniformAt } from "./random.ts";
import { ratingOn } from "./ratings.ts";

/** How far back news are told. */
const newsDaysMax = 60;
const newsStream = 4;
/** Chance of an ordinary headline on a session. */
const chance = 0.03;
/** Gaps from so many daily deviations make a headline. */
const gapDeviationsMin = 2.5;
const gapMinute = 450;
const firstMinute = 420;
const lastMinute = 1_140;
const publisher = "Demo Newswire";

const topics = [
  ["names a new head of finance", "The board chose an insider; the change takes effect at once."],
  ["opens a second plant", "Output is to rise by a fifth within two years."],
  ["widens its buyback", "Another 3 % of the shares may be bought back over twelve months."],
  ["settles a patent case", "Terms were not told; the company calls them immaterial."],
  [
    "shows its plans for the year",
    "Guidance stays where it was; spending moves to the second half.",
  ],
  ["wins a supply contract", "The contract runs for four years, with an option on two more."],
] as const;

/** Headlines on a symbol from a moment until now, newest first. All of it is invented. */
export function newsBetween(
  market: DemoMarket,
  symbolIndex: number,
  span: { readonly fromTsMs: number; readonly nowTsMs: number },
): NewsItem[] {
  const today = newYorkDate(span.nowTsMs);
  const firstDate = Math.max(newYorkDate(span.fromTsMs), today - newsDaysMax);
  const items: NewsItem[] = [];
  for (let date = today; date >= firstDate; date = addDays(date, -1)) {
    if (!nyse.isTradingDay(date)) continue;
    items.push(...newsOn(market, symbolIndex, date));
  }
  return items
    .filter(({ tsMs }) => tsMs >= span.fromTsMs && tsMs <= span.nowTsMs)
    .sort((a, b) => b.tsMs - a.tsMs || (a.id < b.id ? -1 : 1));
}

function newsOn(market: DemoMarket, symbolIndex: number, date: LocalDate): NewsItem[] {
  const symbol = market.symbols[symbolIndex] as string;
  const item = (kind: string, tsMs: number, headline: string, summary: string | null) => {
    const id = `demo-${symbol}-${date}-${kind}`;
    // A name that no machine will ever have: nobody follows it to somebody else's page.
    const url = `https://demo.invalid/news/${id}`;
    return { id, tsMs, headline, summary, url, publisher, symbols: [symbol] };
  };
  const items: NewsItem[] = [];
  const key = childKey(childKey(market.beyondKey(symbolIndex), newsStream), date);
  if (uniformAt(key, 0) < chance) {
    const minute = firstMinute + Math.floor(uniformAt(key, 1) * (lastMinute - firstMinute));
    const topic = topics[Math.floor(uniformAt(key, 2) * topics.length)] as (typeof topics)[number];
    items.push(item("topic", newYorkTsMs(date, minute), `${symbol} ${topic[0]}`, topic[1]));
  }
  const gapRatio = gapOn(market, symbolIndex, date);
  if (Math.abs(gapRatio) >= gapDeviationsMin * market.profile(symbolIndex).dailyDeviation) {
    const pct = `${Math.abs(gapRatio * 100).toFixed(1)} %`;
    const verb = gapRatio > 0 ? "rises" : "falls";
    const headline = `${symbol} ${verb} ${pct} before the bell`;
    const minute = gapMinute + Math.floor(uniformAt(key, 3) * 60);
    items.push(item("gap", newYorkTsMs(date, minute), headline, null));
  }
  const rating = ratingOn(market, symbolIndex, date);
  if (rating) {
    const { firm, action, toGrade, target } = rating;
    const summary = `${firm} has a price target of ${target} dollars.`;
    const headline = `${firm}: ${action} of ${symbol}, now ${toGrade}`;
    items.push(item("rating", rating.tsMs, headline, summary));
  }
  return items;
}

/** How far a session opened from the close before; 0 where nobody traded. */
function gapOn(market: DemoMarket, symbolIndex: number, date: LocalDate): number {
  const bars = allocateBars("1d", 2);
  const fromDate = nyse.previousTradingDay(date);
  market.dailyBars(symbolIndex, { fromDate, toDate: date }, bars);
  return (bars.open[1] as number) / (bars.close[0] as number) - 1;
}
