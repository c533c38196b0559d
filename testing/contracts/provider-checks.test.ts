import { expect, test } from "bun:test";
import { barsFrom } from "../../src/domain/bars.ts";
import type { LocalDate } from "../../src/domain/local-date.ts";
import { fromYearMonthDay } from "../../src/domain/local-date.ts";
import { newYorkTsMs } from "../../src/domain/new-york.ts";
import { formatOcc, type OptionChain, type OptionQuote } from "../../src/domain/option-contract.ts";
import type { Quote } from "../../src/domain/quote.ts";
import type { NewsItem, Rating } from "../../src/domain/research.ts";
import { checkNews, checkQuote, checkRatings } from "./provider-answer-checks.ts";
import { checkChunks, checkSplit } from "./provider-bar-checks.ts";
import { checkChain, checkTrades } from "./provider-option-checks.ts";

const date = fromYearMonthDay(2025, 6, 10);
const at = (minute: number) => newYorkTsMs(date, minute);
const source = { provider: "v", feed: "f", isSimulated: false, delayMs: 0, asOfTsMs: 1 };
const day = { open: 10, high: 12, low: 9, close: 11, volume: 5 };

function chunkOf(rows: readonly (typeof day & { openTsMs: number })[], symbol = "A") {
  return { symbol, adjustment: "split", bars: barsFrom("5m", rows), provenance: source } as const;
}

const query = {
  symbols: ["A", "B"],
  interval: "5m",
  fromTsMs: at(570),
  untilTsMs: at(960),
  session: "regular",
  adjustment: "split",
} as const;

test("sound bars pass, and each kind of unsound ones does not", () => {
  const bar = (minute: number, changes: Partial<typeof day> = {}) => ({
    openTsMs: at(minute),
    ...day,
    ...changes,
  });
  const check = (rows: ReturnType<typeof bar>[], nowTsMs = at(700), symbol = "A") =>
    checkChunks([chunkOf(rows, symbol)], query, nowTsMs);
  check([bar(570), bar(575), bar(590, { volume: Number.NaN })]);
  const unsound: (() => void)[] = [
    () => check([bar(565)]),
    () => check([bar(572)]),
    () => check([bar(960)]),
    () => check([bar(570)], at(575) - 1),
    () => check([bar(570)], at(700), "C"),
    () => check([bar(570, { low: 0 })]),
    () => check([bar(570, { high: 10.5 })]),
    () => check([bar(570, { low: 10.5 })]),
    () => check([bar(570, { close: Number.NaN })]),
    () => check([bar(570, { volume: -1 })]),
    () => checkChunks([chunkOf([bar(575)]), chunkOf([bar(570)])], query, at(700)),
    () => checkChunks([chunkOf([bar(570)]), chunkOf([bar(570)])], query, at(700)),
  ];
  for (const broken of unsound) expect(broken).toThrow();
});

test("a split that was forgotten is found", () => {
  const rows = (before: number) => [
    { openTsMs: newYorkTsMs((date - 1) as LocalDate, 570), ...day, close: before },
    { openTsMs: at(570), ...day },
  ];
  const split = { symbol: "A", exDate: date, ratio: 4 };
  checkSplit([chunkOf(rows(11))], split);
  expect(() => checkSplit([chunkOf(rows(44))], split)).toThrow();
});

const quote: Quote = {
  symbol: "BRK.B",
  price: 10,
  tsMs: at(600),
  session: "regular",
  previousClose: 9,
  regularPrice: 10,
  open: null,
  high: 11,
  low: 9,
  volume: 0,
  averageVolume: null,
  bid: null,
  ask: 10.1,
  bidSize: 0,
  askSize: 100,
  isHalted: null,
};

test("sound quotes pass, and each kind of unsound ones does not", () => {
  checkQuote(quote, at(601));
  const unsound: Partial<Quote>[] = [
    { symbol: "brk.b" },
    { price: 0 },
    { price: Number.NaN },
    { session: "premarket" },
    { tsMs: at(610) },
    { previousClose: 0 },
    { ask: 0 },
    { volume: -1 },
    { high: 8 },
  ];
  for (const changes of unsound) {
    expect(() => checkQuote({ ...quote, ...changes }, at(601))).toThrow();
  }
});

function contractOf(changes: Partial<OptionQuote> = {}): OptionQuote {
  const plain = { root: "A", expiry: date, right: "call", strike: 10, ...changes } as const;
  return {
    occ: formatOcc(plain),
    bid: 0,
    ask: 0.1,
    last: null,
    mark: 0.05,
    volume: 0,
    openInterest: 3,
    openInterestDate: null,
    ivRatio: 0.3,
    delta: plain.right === "call" ? 0.4 : -0.6,
    gamma: 0.1,
    theta: -0.1,
    vega: 0.1,
    rho: 0,
    greeksFrom: "provider",
    quoteTsMs: null,
    tradeTsMs: null,
    multiplier: 100,
    isStandard: true,
    ...plain,
  };
}

function chainOf(...contracts: OptionQuote[]): OptionChain {
  const prices = { underlyingPrice: 10, underlyingTsMs: null, isTruncated: false };
  return { underlying: "A", ...prices, interestRatio: 0.04, dividendRatio: null, contracts };
}

test("a sound chain passes, and each kind of unsound one does not", () => {
  const asked = { underlying: "A", expiries: [date], contractsMin: 1, nowTsMs: at(600) };
  const put = contractOf({ right: "put" });
  checkChain(chainOf(contractOf(), put, contractOf({ strike: 11 })), asked);
  const unsound = [
    chainOf(),
    chainOf(contractOf(), contractOf()),
    chainOf(put, contractOf()),
    chainOf(contractOf({ strike: 11 }), contractOf()),
    chainOf(contractOf({ expiry: (date + 1) as LocalDate })),
    chainOf(contractOf({ occ: "A250610C00011000" })),
    chainOf(contractOf({ ivRatio: 30 })),
    chainOf(contractOf({ ivRatio: 0 })),
    chainOf(contractOf({ delta: -0.4 })),
    chainOf(contractOf({ right: "put", delta: 0.4 })),
    chainOf(contractOf({ gamma: Number.NaN })),
    chainOf(contractOf({ greeksFrom: null })),
    chainOf(contractOf({ last: 0 })),
    chainOf(contractOf({ volume: 1.5 })),
    chainOf(contractOf({ multiplier: 150 })),
    { ...chainOf(contractOf()), interestRatio: 4 },
    { ...chainOf(contractOf()), underlying: "B" },
  ];
  for (const chain of unsound) expect(() => checkChain(chain, asked)).toThrow();
});

test("prints out of order, outside of the range or without contracts are found", () => {
  const asked = {
    contracts: ["X"],
    fromTsMs: 10,
    untilTsMs: 20,
    tradesMin: 1,
    nowTsMs: 20,
  };
  const print = {
    occ: "X",
    price: 1,
    size: 1,
    exchange: null,
    condition: null,
    bid: null,
    ask: null,
  };
  const trade = (tsMs: number, changes: Partial<typeof print> = {}) => ({
    ...print,
    tsMs,
    ...changes,
  });
  checkTrades([trade(10), trade(10), trade(19)], asked);
  const unsound = [
    [],
    [trade(9)],
    [trade(20)],
    [trade(12), trade(11)],
    [trade(12, { size: 0 })],
    [trade(12, { price: 0 })],
    [trade(12, { occ: "Y" })],
  ];
  for (const trades of unsound) expect(() => checkTrades(trades, asked)).toThrow();
});

test("texts with entities or tags, and rows out of order, are found", () => {
  const news = { symbols: ["A"], fromTsMs: 1, itemsMin: 1, nowTsMs: 100 };
  const item: NewsItem = {
    id: "1",
    tsMs: 50,
    headline: "R&D costs < 3 % at A",
    summary: null,
    url: "https://example.com/a",
    publisher: "P",
    symbols: ["A"],
  };
  checkNews([item, { ...item, id: "2", tsMs: 40 }], news);
  const unsound: NewsItem[][] = [
    [],
    [item, item],
    [item, { ...item, id: "2", tsMs: 60 }],
    [{ ...item, headline: "A &amp; B" }],
    [{ ...item, summary: "it&#39;s" }],
    [{ ...item, summary: "<p>A</p>" }],
    [{ ...item, url: "a" }],
    [{ ...item, tsMs: 0 }],
    [{ ...item, symbols: ["a"] }],
  ];
  for (const items of unsound) expect(() => checkNews(items, news)).toThrow();
  const rating: Rating = {
    symbol: "A",
    tsMs: 50,
    firm: "F",
    action: "upgrade",
    fromGrade: null,
    toGrade: "Buy",
    target: 10,
    priorTarget: null,
  };
  const asked = { symbol: "A", ratingsMin: 1, nowTsMs: 100 };
  checkRatings([rating], asked);
  const wrong: Partial<Rating>[] = [
    { symbol: "B" },
    { action: "up" as Rating["action"] },
    { target: 0 },
    { fromGrade: "" },
    { firm: "" },
  ];
  for (const changes of wrong) {
    expect(() => checkRatings([{ ...rating, ...changes }], asked)).toThrow();
  }
});
