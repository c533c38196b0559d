import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fixturePath, yahooExchange } from "../../../../testing/replay/recorded.ts";
import { describeShared } from "../../../../testing/shared.ts";
import { Failure } from "../../../base/failure.ts";
import { type Bar, type Bars, barAt } from "../../../domain/bars.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import { type BarsWanted, type ChartSeries, readChart, toBars, toSplits } from "./chart-wire.ts";

const anything: BarsWanted = {
  interval: "1m",
  fromTsMs: 0,
  untilTsMs: Number.POSITIVE_INFINITY,
  session: "all",
  nowMs: Date.UTC(2030, 0, 1),
};
const daily: BarsWanted = { ...anything, interval: "1d", session: "regular" };
/** A plain Wednesday in summer. */
const date = fromYearMonthDay(2026, 6, 3);

const at = (minute: number) => newYorkTsMs(date, minute);

interface Row {
  readonly tsMs: number;
  readonly prices?: readonly (number | null)[];
  readonly volume?: number | null;
}

function chart(rows: readonly Row[], meta: object = {}): ChartSeries {
  const column = (at: number) => rows.map(({ prices = [10, 12, 9, 11] }) => prices[at] ?? null);
  const body = {
    chart: {
      result: [
        {
          meta: { symbol: "ACME", currency: "USD", somethingNew: { a: 1 }, ...meta },
          timestamp: rows.map(({ tsMs }) => tsMs / 1_000),
          indicators: {
            quote: [
              {
                open: column(0),
                high: column(1),
                low: column(2),
                close: column(3),
                volume: rows.map(({ volume = 500 }) => volume),
              },
            ],
            adjclose: [{ adjclose: rows.map(() => 1) }],
          },
        },
      ],
      error: null,
    },
  };
  return readChart(JSON.parse(JSON.stringify(body)), "ACME") as ChartSeries;
}

function rowsOf(bars: Bars): Bar[] {
  return Array.from({ length: bars.length }, (_, index) => barAt(bars, index));
}

const opensOf = (bars: Bars) => rowsOf(bars).map(({ openTsMs }) => openTsMs);

describe("bars within a day", () => {
  test("a row becomes a bar, its adjusted close is not looked at", () => {
    const [bar] = rowsOf(toBars(chart([{ tsMs: at(600) }]), anything));
    expect(bar).toEqual({
      ...{ openTsMs: at(600), open: 10, high: 12, low: 9, close: 11, volume: 500 },
    });
  });

  test("a row with a null price is left out", () => {
    const rows = [0, 1, 2, 3].map((hole) => ({
      tsMs: at(600 + hole),
      prices: [10, 12, 9, 11].map((price, i) => (i === hole ? null : price)),
    }));
    const bars = toBars(chart([...rows, { tsMs: at(610) }]), anything);
    expect(opensOf(bars)).toEqual([at(610)]);
  });

  test("no volume in the hours before and after is not reported, in the session it is none", () => {
    const rows = [300, 600, 970].map((minute) => ({ tsMs: at(minute), volume: 0 }));
    const volumes = rowsOf(toBars(chart(rows), anything)).map(({ volume }) => volume);
    expect(volumes).toEqual([Number.NaN, 0, Number.NaN]);
    const [unknown] = rowsOf(toBars(chart([{ tsMs: at(600), volume: null }]), anything));
    expect(unknown?.volume).toBeNaN();
  });

  test("the live price between two bars is left out", () => {
    const bars = toBars(chart([{ tsMs: at(600) }, { tsMs: at(601) + 23_000 }]), anything);
    expect(opensOf(bars)).toEqual([at(600)]);
  });

  test("a bar that still forms is left out, one that has just closed is not", () => {
    const found = chart([{ tsMs: at(600) }, { tsMs: at(601) }]);
    expect(opensOf(toBars(found, { ...anything, nowMs: at(601) }))).toEqual([at(600)]);
    expect(opensOf(toBars(found, { ...anything, nowMs: at(602) }))).toHaveLength(2);
  });

  test("only the regular session comes where only that is asked for", () => {
    const found = chart([200, 240, 569, 570, 959, 960, 1_199, 1_200].map((m) => ({ tsMs: at(m) })));
    const regular = opensOf(toBars(found, { ...anything, session: "regular" }));
    expect(regular).toEqual([at(570), at(959)]);
    expect(opensOf(toBars(found, anything))).toEqual(
      [240, 569, 570, 959, 960, 1_199].map((minute) => at(minute)),
    );
  });

  test("rows in any order, told twice or out of range, come out sorted and once", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 570, max: 700 }), { maxLength: 60 }), (minutes) => {
        const found = chart(minutes.map((minute) => ({ tsMs: at(minute) })));
        const range = { ...anything, fromTsMs: at(580), untilTsMs: at(650) };
        const expected = [...new Set(minutes)].filter((minute) => minute >= 580 && minute < 650);
        expect(opensOf(toBars(found, range))).toEqual(
          expected.toSorted((a, b) => a - b).map((minute) => at(minute)),
        );
      }),
    );
  });

  test("the range of a bar holds its open and its close", () => {
    const [bar] = rowsOf(toBars(chart([{ tsMs: at(600), prices: [12.5, 12, 9, 8.5] }]), anything));
    expect(bar).toMatchObject({ high: 12.5, low: 8.5 });
  });

  test("bars of another length than asked for are refused", () => {
    const found = chart([{ tsMs: at(600) }], { dataGranularity: "60m" });
    expect(() => toBars(found, { ...anything, interval: "15m" })).toThrow(/"60m".*"15m"/);
  });
});

describe("daily bars", () => {
  test("the stamp of the opening bell becomes the date, in summer and in winter", () => {
    const winter = fromYearMonthDay(2026, 1, 7);
    const found = chart([{ tsMs: newYorkTsMs(winter, 570) }, { tsMs: at(570) }]);
    expect(opensOf(toBars(found, daily))).toEqual([newYorkTsMs(winter, 0), at(0)]);
  });

  test("the row of a running session is left out, whatever its stamp", () => {
    const found = chart([{ tsMs: at(570) }]);
    expect(toBars(found, { ...daily, nowMs: at(959) }).length).toBe(0);
    const live = chart([{ tsMs: at(700) + 11_000 }]);
    expect(toBars(live, { ...daily, nowMs: at(700) + 12_000 }).length).toBe(0);
    expect(toBars(live, { ...daily, nowMs: at(1_000) }).length).toBe(0);
  });

  test("after the bell the live row of the day is its bar", () => {
    const live = chart([{ tsMs: at(960) + 1_000, prices: [1, 3, 1, 2] }]);
    expect(opensOf(toBars(live, { ...daily, nowMs: at(961) }))).toEqual([at(0)]);
  });

  test.each(["before", "after"])("the final row counts, told %s the live one", (order) => {
    const final = { tsMs: at(570), prices: [1, 3, 1, 2] };
    const live = { tsMs: at(960) + 1_000, prices: [1, 4, 1, 2] };
    const found = chart(order === "before" ? [final, live] : [live, final]);
    expect(rowsOf(toBars(found, daily)).map(({ high }) => high)).toEqual([3]);
  });

  test("a day without a session has no bar", () => {
    const sunday = fromYearMonthDay(2026, 6, 7);
    expect(toBars(chart([{ tsMs: newYorkTsMs(sunday, 570) }]), daily).length).toBe(0);
  });
});

describe("what a chart may look like", () => {
  const meta = { symbol: "ACME" };
  const wrap = (value: unknown) => ({ chart: { result: [value], error: null } });

  test.each([
    ["no times and no columns", { meta, indicators: { quote: [{}] } }],
    ["no times, but columns", { meta, indicators: { quote: [{ close: [1], open: [1] }] } }],
    ["nulls instead", { meta, timestamp: null, indicators: { quote: [null] } }],
    ["times without columns", { meta, timestamp: [1], indicators: { quote: [{}] } }],
  ])("%s is a series without bars", (_, value) => {
    const found = readChart(wrap(value), "ACME") as ChartSeries;
    expect(toBars(found, anything).length).toBe(0);
  });

  test("an unknown symbol is none, and so is one that goes by another name now", () => {
    const error = { code: "Not Found", description: "No data found, symbol may be delisted" };
    expect(readChart({ chart: { result: null, error } }, "ACME")).toBeNull();
    expect(readChart({ chart: { result: [], error: null } }, "ACME")).toBeNull();
    expect(readChart(wrap({ meta, indicators: { quote: [{}] } }), "FB")).toBeNull();
  });

  test("another error is told", () => {
    const error = { code: "Internal", description: "try later" };
    expect(() => readChart({ chart: { result: null, error } }, "ACME")).toThrow(/try later/);
  });

  test("a shape that is not known is a failure that names the place", () => {
    const broken = wrap({ meta, timestamp: ["x"], indicators: { quote: [{}] } });
    expect(() => readChart(broken, "ACME")).toThrow(/chart\.result\.0\.timestamp\.0/);
  });

  test("any JSON is read, or refused as a bad payload", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, isWrapped) => {
        try {
          readChart(isWrapped ? wrap(value) : value, "ACME");
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          expect((error as Failure).code).toBe("provider.bad-payload");
        }
      }),
    );
  });
});

describe("splits", () => {
  const exDate = fromYearMonthDay(2021, 7, 20);
  const event = (numerator: number, denominator: number) => ({
    date: newYorkTsMs(exDate, 570) / 1_000,
    numerator,
    denominator,
    splitRatio: `${numerator}:${denominator}`,
  });
  const withSplits = (splits: object | null) =>
    readChart(
      {
        chart: {
          result: [{ meta: { symbol: "X" }, events: { splits }, indicators: { quote: [{}] } }],
          error: null,
        },
      },
      "X",
    ) as ChartSeries;

  test("a split is new shares for old ones, on the date of its session", () => {
    const splits = toSplits(withSplits({ "1626787800": event(4, 1) }), "NVDA");
    expect(splits).toEqual([{ symbol: "NVDA", exDate, ratio: 4 }]);
    expect(toSplits(withSplits({ a: event(1, 10) }), "X")[0]?.ratio).toBe(0.1);
  });

  test("the same one told twice is one; none, 1:1 and nonsense are none", () => {
    expect(toSplits(withSplits({ a: event(4, 1), b: event(4, 1) }), "X")).toHaveLength(1);
    expect(toSplits(withSplits({ a: event(1, 0), b: event(1, 1), c: event(0, 1) }), "X")).toEqual(
      [],
    );
    expect(toSplits(withSplits(null), "X")).toEqual([]);
  });
});

describeShared("recorded charts", () => {
  const read = (name: string, symbol: string) => {
    const { answer } = yahooExchange(name);
    return readChart(JSON.parse(new TextDecoder().decode(answer.body)), symbol) as ChartSeries;
  };

  test("a year of MSFT has a bar for each session, and prices without dividends taken off", () => {
    const name = "historical-via-chart-MSFT-dividends-2021-02-01-to-2022-01-31.csv.json";
    const bars = toBars(read(name, "MSFT"), daily);
    expect(bars.length).toBe(252);
    expect(rowsOf(bars)[0]?.openTsMs).toBe(newYorkTsMs(fromYearMonthDay(2021, 2, 1), 0));
    // Its close on 2021-02-01 was 239.65; the adjusted one is lower.
    expect(rowsOf(bars)[0]?.close).toBeCloseTo(239.65, 2);
  });

  test("closes are those that are known, divided by the later split of 4:1", () => {
    const name = "chart-AAPL-2020-01-01-to-2020-01-03.json";
    const [bar] = rowsOf(toBars(read(name, "AAPL"), daily));
    // AAPL closed at 300.35 on 2020-01-02.
    expect((bar?.close ?? 0) * 4).toBeCloseTo(300.35, 3);
    expect(bar?.openTsMs).toBe(newYorkTsMs(fromYearMonthDay(2020, 1, 2), 0));
  });

  test.each([
    ["chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m.json", "AAPL"],
    ["chart-notimestamp-weird-quote.fake.json", "AAPL"],
    ["chart-notimestamp-quotes-length.fake.json", "AAPL"],
  ])("%s has no bars", (name, symbol) => {
    expect(fixturePath("yahoo", name)).toBeString();
    const found = read(name, symbol);
    expect(
      toBars(found, { ...daily, interval: (found.meta.dataGranularity ?? "1d") as "1d" }).length,
    ).toBe(0);
  });
});
