import { expect, test } from "bun:test";
import { type ColumnLayout, canonicalName, parseHeader } from "./header.ts";

function layout(line: string): ColumnLayout {
  const parsed = parseHeader(line);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function refusal(line: string): string {
  const parsed = parseHeader(line);
  if (parsed.ok) throw new Error(`accepted: ${line}`);
  return parsed.error;
}

test("columns are found in any order and case, and the rest is named", () => {
  expect(layout("Volume,CLOSE,low,High,oPeN,Date,Ticker,adj_close,vwap")).toMatchObject({
    separator: 44,
    fieldCount: 9,
    symbol: 6,
    stamp: 5,
    timeOfDay: -1,
    open: 4,
    high: 3,
    low: 2,
    close: 1,
    volume: 0,
    ignored: ["adj_close", "vwap"],
  });
});

test("a comma, a semicolon, a tab and a bar separate columns, with or without quotes", () => {
  for (const separator of [",", ";", "\t", "|"]) {
    const names = ["symbol", "date", "open", "high", "low", "close", "volume"];
    expect(layout(names.join(separator)).separator).toBe(separator.charCodeAt(0));
    expect(layout(names.map((name) => `"${name}"`).join(separator)).close).toBe(5);
  }
});

test("headers of well-known sources are understood", () => {
  const sources: [string, Partial<ColumnLayout>][] = [
    ["Date,Close/Last,Volume,Open,High,Low", { symbol: -1, stamp: 0, close: 1, volume: 2 }],
    ["Date,Open,High,Low,Close,Adj Close,Volume", { close: 4, ignored: ["Adj Close"] }],
    ["ticker,volume,open,close,high,low,window_start,transactions", { symbol: 0, stamp: 6 }],
    ["t,o,h,l,c,v,n,vw", { stamp: 0, close: 4, volume: 5, ignored: ["n", "vw"] }],
    ["timestamp,1. open,2. high,3. low,4. close,5. volume", { open: 1, volume: 5 }],
    [
      "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>",
      { symbol: 0, stamp: 2, timeOfDay: 3, volume: 8 },
    ],
    ["Symbol,Date/Time,Open,High,Low,Last,Vol", { stamp: 1, close: 5 }],
    [",date,open,high,low,close,volume,Name", { symbol: 7, stamp: 1 }],
  ];
  for (const [line, expected] of sources) expect(layout(line)).toMatchObject(expected);
});

test("the better of two spellings wins and the other is ignored", () => {
  expect(layout("symbol,name,date,open,high,low,last,close")).toMatchObject({
    symbol: 0,
    close: 7,
    ignored: ["name", "last"],
  });
  expect(layout("date,timestamp,open,high,low,close")).toMatchObject({ stamp: 1, timeOfDay: -1 });
});

test("a header without close says what is missing and what it reads", () => {
  expect(refusal("symbol,date,open,high,low,volume")).toBe(
    'the header has no column close; it reads "symbol,date,open,high,low,volume"',
  );
  expect(refusal("close;open")).toBe(
    'the header has no column date (or time), high, low; it reads "close,open"',
  );
});

test("rows without a header, doubled columns and option data are refused", () => {
  expect(refusal("AAPL,2023-01-03,1,2,1,2,100")).toContain("the first line is not a header");
  expect(refusal("date,open,high,low,close,Close")).toContain('two columns are called "close"');
  expect(refusal("symbol,date,strike,open,high,low,close")).toContain('"strike"');
  expect(refusal(`date,${"x,".repeat(300)}close`)).toContain("302 columns; 256 are the most");
});

test("a hostile header is shown cut and without control characters", () => {
  const shown = refusal(`close,\u001b[31m${"x".repeat(500)},${"y,".repeat(100)}`);
  expect(shown).not.toContain("\u001b");
  expect(shown.length).toBeLessThan(400);
});

test("names are compared without case, brackets, numbering and punctuation", () => {
  expect(["<CLOSE>", "4. close", " Close ", "CLOSE"].map(canonicalName)).toEqual(
    Array(4).fill("close"),
  );
  expect(canonicalName("Date/Time")).toBe("date_time");
});
