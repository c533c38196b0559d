/** What goes wrong with files, and what a folder says of it. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  appendFileSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { codeOf, gather } from "../../../../testing/contracts/provider-asking.ts";
import { filesProvider } from "../../../../testing/files-provider.ts";
import {
  csvOf,
  dailyRows,
  isoDate,
  minuteRows,
  nanoseconds,
  parquetOf,
  writeTable,
} from "../../../../testing/made-tables.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { MarketDataProvider } from "../../../ports/market-data.ts";

const first = fromYearMonthDay(2025, 5, 1);
const last = fromYearMonthDay(2025, 6, 30);
const nowTsMs = newYorkTsMs(last, 1_000);
const daily = { header: "date,open,high,low,close,volume", stamp: isoDate };
const text = (symbol: string) => csvOf(dailyRows(symbol, first, last), daily);

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const asking = { lane: "click", signal: new AbortController().signal } as const;
const range = { fromTsMs: newYorkTsMs(first, 0), untilTsMs: nowTsMs, session: "regular" } as const;

function bars(provider: MarketDataProvider, ...symbols: string[]) {
  const query = { ...asking, ...range, symbols, interval: "1d", adjustment: "split" } as const;
  return gather(provider.bars?.(query));
}

test("a folder that is missing is unavailable, says so, and serves once it is there", async () => {
  const later = join(folder, "later");
  const { provider } = await filesProvider(later, nowTsMs);
  expect(await codeOf(bars(provider, "AAPL"))).toBe("provider.unavailable");
  expect(provider.status()).toMatchObject({ state: "down" });
  expect(provider.status().text).toContain(`"${later}" does not exist`);
  writeTable(later, "1d/AAPL.csv", text("AAPL"));
  expect((await bars(provider, "AAPL"))[0]?.bars.length).toBe(41);
  expect(provider.status()).toMatchObject({ state: "ok", text: "" });
});

const packed = gzipSync(text("AAPL"));
const parquet = parquetOf(dailyRows("AAPL", first, last), { hasSymbol: false });
/** The head of its first page ends before it says how many bytes tell the blanks. */
const headless = parquet.with(21, 0);
const broken: [string, string, Uint8Array | string, RegExp][] = [
  ["a gzip file that is cut short", "AAPL_1d.csv", packed.subarray(0, 400), /cut short/],
  ["a gzip file with other bytes", "AAPL_1d.csv", flipped(packed, 300), /damaged/],
  ["a Parquet file that is cut short", "AAPL_1d.parquet", parquet.subarray(0, 900), /no whole/],
  ["a Parquet file with a page of no end", "AAPL_1d.parquet", headless, /"undefined" level bytes/],
  ["an empty file", "AAPL_1d.csv", "", /is empty/],
  ["an empty Parquet file", "AAPL_1d.parquet", "", /is empty/],
  ["a header alone", "AAPL_1d.csv", "date,open,high,low,close\n", /no row below/],
  ["a file without a usable row", "AAPL_1d.csv", "date,open,high,low,close\nx,1,1,1,1\n", /line 2/],
  ["a file of something else", "AAPL_1d.csv", "dear diary,\ntoday\n", /not a header/],
];

test.each(broken)("%s is told, and other files serve", async (_, path, content, verdict) => {
  writeTable(folder, path, content);
  writeTable(folder, "KO_1d.csv", text("KO"));
  const { provider } = await filesProvider(folder, nowTsMs);
  expect(provider.status().state).toBe("degraded");
  expect(provider.status().text).toMatch(verdict);
  expect(provider.status().text).toContain(path);
  expect(await codeOf(bars(provider, "AAPL"))).toBe("provider.bad-payload");
  expect((await bars(provider, "KO"))[0]?.bars.length).toBe(41);
});

test("of many Parquet files one is damaged: it is told by name, and the others serve", async () => {
  for (const symbol of ["KO", "MSFT", "NVDA"]) {
    const rows = dailyRows(symbol, first, last);
    writeTable(folder, `${symbol}_1d.parquet`, parquetOf(rows, { hasSymbol: false }));
  }
  writeTable(folder, "AAPL_1d.parquet", headless);
  const { provider } = await filesProvider(folder, nowTsMs);
  expect(provider.status().text).toMatch(/^1 file is not used: .*AAPL_1d\.parquet"/);
  const found = await bars(provider, "KO", "MSFT", "NVDA");
  expect(found.map(({ symbol, bars: own }) => `${symbol} ${own.length}`)).toEqual([
    "KO 41",
    "MSFT 41",
    "NVDA 41",
  ]);
});

test("a file that cannot be opened is unavailable, and other files serve", async () => {
  symlinkSync(join(folder, "AAPL_1d.csv"), join(folder, "AAPL_1d.csv"));
  writeTable(folder, "KO_1d.csv", text("KO"));
  const { provider } = await filesProvider(folder, nowTsMs);
  expect(provider.status().text).toContain("AAPL_1d.csv");
  expect(await codeOf(bars(provider, "AAPL"))).toBe("provider.unavailable");
  expect((await bars(provider, "KO"))[0]?.bars.length).toBe(41);
});

test("a file that changes while it is read gives no bar, and all the next time", async () => {
  const path = writeTable(folder, "AAPL_1d.csv", text("AAPL"));
  let isMeddling = false;
  const onOpen = () => {
    if (isMeddling) appendFileSync(path, "2025-07-01,1,1,1,1,1\n");
  };
  const { provider, clock } = await filesProvider(folder, nowTsMs, { onOpen });
  isMeddling = true;
  expect(await codeOf(bars(provider, "AAPL"))).toBe("provider.unavailable");
  isMeddling = false;
  clock.tsMs += 60_000;
  expect((await bars(provider, "AAPL"))[0]?.bars.length).toBe(41);
});

test("rows that are no bars are left out, counted, and the first one is told", async () => {
  const odd = "2025-05-04,10,11,9,10,5\nsoon,1,1,1,1,1\n2025-05-05,10,9,11,10,5\n";
  writeTable(folder, "AAPL_1d.csv", text("AAPL") + odd);
  const { provider } = await filesProvider(folder, nowTsMs);
  expect(provider.status().state).toBe("ok");
  expect(provider.status().text).toMatch(/^3 rows are not used; .*line 43: the market was closed/);
  expect((await bars(provider, "AAPL"))[0]?.bars.length).toBe(41);
});

test("new bars come once the file has grown, and go with the file", async () => {
  const path = writeTable(folder, "AAPL_1d.csv", text("AAPL"));
  const { provider, clock } = await filesProvider(folder, nowTsMs);
  const quote = async () => (await provider.quotes?.(["AAPL"], asking))?.value[0];
  expect(await quote()).toMatchObject({ price: 90.375, previousClose: 90.25, volume: 1_040 });
  appendFileSync(path, "2025-07-01,50,52,49,51,\n");
  utimesSync(path, 1, 1);
  clock.tsMs = newYorkTsMs(fromYearMonthDay(2025, 7, 1), 960);
  expect(await quote()).toMatchObject({ price: 51, previousClose: 90.375, volume: null });
  truncateSync(path, text("AAPL").length);
  clock.tsMs += 60_000;
  expect(await quote()).toMatchObject({ price: 90.375 });
  rmSync(path);
  clock.tsMs += 60_000;
  expect(await quote()).toBeUndefined();
  expect(provider.abilities().bars.intervals).toEqual([]);
});

const minutes = csvOf(minuteRows("AAPL", last, 5), {
  header: "when,open,high,low,close,volume",
  stamp: ({ openTsMs }) => new Date(openTsMs - 4 * 3_600_000).toISOString().slice(0, -5),
}).replace("when", "datetime");

test("times without a zone are refused with file and column, unless the name tells", async () => {
  writeTable(folder, "AAPL_5m.csv", minutes);
  const { provider } = await filesProvider(folder, nowTsMs);
  expect(provider.status().text).toMatch(/AAPL_5m\.csv": the times of column "datetime" name no/);
  writeTable(folder, "new-york/AAPL_5m.csv", minutes);
  const named = await filesProvider(join(folder), nowTsMs);
  const query = { ...asking, ...range, symbols: ["AAPL"], interval: "5m" } as const;
  const found: number[] = [];
  const answer = named.provider.bars({ ...query, adjustment: "split" });
  const code = await codeOf(
    (async () => {
      for await (const { bars: own } of answer) found.push(own.length, own.openTsMs[0] as number);
    })(),
  );
  expect(found).toEqual([78, newYorkTsMs(last, 570)]);
  expect(code).toBe("provider.bad-payload");
});

test("a length of bars that the name denies or nothing tells is refused", async () => {
  const options = { header: "time,open,high,low,close,volume", stamp: nanoseconds };
  writeTable(folder, "1d/AAPL.csv", csvOf(minuteRows("AAPL", last, 5), options));
  const { provider } = await filesProvider(folder, nowTsMs);
  expect(provider.status().text).toContain("called after bars of 1d, and its rows are bars of 5m");
  rmSync(join(folder, "1d"), { recursive: true });
  writeTable(folder, "KO.csv", csvOf(minuteRows("KO", last, 5).slice(0, 2), options));
  const other = await filesProvider(folder, nowTsMs);
  expect(other.provider.status().text).toContain("does not tell how long its bars are");
});

test("more bars than are held at once come in parts, the same to the bit", async () => {
  for (const symbol of ["AAPL", "KO", "MSFT"]) writeTable(folder, `${symbol}.csv`, text(symbol));
  const whole = await filesProvider(folder, nowTsMs);
  const parts = await filesProvider(folder, nowTsMs, { barsMax: 10 });
  const columns = async (provider: MarketDataProvider) => {
    const rows = (await bars(provider, "AAPL", "KO", "MSFT")).flatMap(({ symbol, bars: own }) =>
      Array.from(own.openTsMs.subarray(0, own.length), (tsMs, at) => [symbol, tsMs, own.close[at]]),
    );
    return rows.sort((a, b) => (`${a[0]} ${a[1]}` < `${b[0]} ${b[1]}` ? -1 : 1));
  };
  expect(await columns(parts.provider)).toEqual(await columns(whole.provider));
  const date = fromYearMonthDay(2025, 6, 18);
  const day = async ({ provider }: typeof parts) =>
    (await provider.marketDay(date, { ...asking, adjustment: "split" }))?.value;
  expect(await day(parts)).toEqual(await day(whole));
});

test("of one bar in two files the later file's counts", async () => {
  writeTable(folder, "1d/AAPL_2024.csv", text("AAPL"));
  writeTable(folder, "1d/AAPL_2025.csv", "date,open,high,low,close\n2025-06-02,1,3,1,2\n");
  const { provider } = await filesProvider(folder, nowTsMs);
  const [chunk] = await bars(provider, "AAPL");
  const at = chunk?.bars.openTsMs.indexOf(newYorkTsMs(fromYearMonthDay(2025, 6, 2), 0)) ?? -1;
  expect(chunk?.bars.close[at]).toBe(2);
  expect(chunk?.bars.length).toBe(41);
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] as number) ^ 0xff;
  return copy;
}
