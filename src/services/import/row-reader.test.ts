import { expect, test } from "bun:test";
import type { Interval } from "../../domain/interval.ts";
import { parseZone } from "../../domain/zone.ts";
import { BarTimes } from "./bar-times.ts";
import { parseHeader } from "./header.ts";
import { RowReader } from "./row-reader.ts";
import { StampReader } from "./stamp-reader.ts";
import { SymbolTable } from "./symbol-table.ts";

/** 11:00 in New York on a trading day. */
const nowTsMs = Date.parse("2024-07-05T15:00:00Z");
const usual = "symbol,date,open,high,low,close,volume";

interface Context {
  readonly header?: string;
  readonly interval?: Interval;
}

function read(line: string, context: Context = {}) {
  const layout = parseHeader(context.header ?? usual);
  const zone = parseZone("America/New_York");
  if (!layout.ok || !zone.ok) throw new Error("a fixture is wrong");
  const symbols = new SymbolTable();
  const reader = new RowReader({
    layout: layout.value,
    stamp: new StampReader(),
    times: new BarTimes({ interval: context.interval ?? "1d", zone: zone.value, nowTsMs }),
    symbols,
    fixedSymbolIndex: layout.value.symbol < 0 ? symbols.indexOf("FIXED") : -1,
  });
  const outcome = reader.read(new TextEncoder().encode(`${line}\n`), 0);
  return { outcome, reader, symbol: symbols.symbols[reader.symbolIndex] };
}

function bar(line: string, context?: Context) {
  const { outcome, reader, symbol } = read(line, context);
  expect([line, outcome, outcome === "accepted" ? "" : reader.message]).toEqual([
    line,
    "accepted",
    "",
  ]);
  const { openTsMs, open, high, low, close, volume } = reader;
  return [symbol, new Date(openTsMs).toISOString().slice(0, 16), open, high, low, close, volume];
}

function refusal(line: string, context?: Context): [string, string] {
  const { outcome, reader } = read(line, context);
  expect([line, outcome]).toEqual([line, "rejected"]);
  return [reader.reason, reader.message];
}

test("a row gives its symbol, time, prices and volume", () => {
  const expected = ["AAPL", "2023-06-30T04:00", 1.5, 2.25, 1, 2, 300];
  expect(bar("AAPL,2023-06-30,1.5,2.25,1,2,300")).toEqual(expected);
  expect(bar('"AAPL","2023-06-30","1.5","2.25","1","2","300"')).toEqual(expected);
  expect(bar(" AAPL , 2023-06-30 , 1.5 , 2.25 , 1 , 2 , 300")).toEqual(expected);
});

test("raw lines of a Nasdaq download are read", () => {
  const header = "Date,Close/Last,Volume,Open,High,Low";
  const line = '03/01/2024,$179.66,"73,563,080",$179.55,$180.53,$177.38';
  const expected = ["FIXED", "2024-03-01T05:00", 179.55, 180.53, 177.38, 179.66, 73_563_080];
  expect(bar(line, { header })).toEqual(expected);
});

test("a volume that the source does not have stays unknown", () => {
  for (const blank of ["", "N/A", "n/a", "nan", "NaN", "null", "None", "-", "--"]) {
    expect(bar(`A,2023-06-30,1,1,1,1,${blank}`)[6]).toBeNaN();
  }
  const header = "symbol,date,open,high,low,close";
  expect(bar("A,2023-06-30,1,1,1,1", { header })[6]).toBeNaN();
  expect(bar("A,2023-06-30,1,1,1,1,-0")[6]).toBe(0);
  expect(bar("A,2023-06-30,1,1,1,1,1.5e6")[6]).toBe(1_500_000);
});

test("words that mean nothing elsewhere are symbols here", () => {
  for (const symbol of ["NA", "NAN", "TRUE", "INF", "NULL"]) {
    expect(bar(`${symbol},2023-06-30,1,1,1,1,1`)[0]).toBe(symbol);
  }
});

test("prices outside of high and low are odd, not wrong", () => {
  expect(bar("ADM,2023-06-05,72.19,72.17,71.24,71.27,1907055").slice(2, 4)).toEqual([72.19, 72.17]);
});

test("each kind of bad row has its reason and shows the value", () => {
  const cases: [string, string, string][] = [
    ["A,2023-06-30,1,1,1,1", "wrong-field-count", "6 fields in place of the 7 of the header"],
    ["A", "wrong-field-count", "1 field in place of the 7 of the header"],
    ["A,2023-06-30,1,1,1,1,1,9", "wrong-field-count", "8 fields in place of the 7 of the header"],
    ["A\u0000,2023-06-30,1,1,1,1,1", "control-character", "a control character is in the line"],
    ['"A,2023-06-30,1,1,1,1,1', "quote-not-closed", "a quote is opened and not closed"],
    [usual, "repeated-header", "the header once more"],
    ["A,30.06.2023,1,1,1,1,1", "bad-time", '"30.06.2023" is not a date or time that is understood'],
    ["A,,1,1,1,1,1", "bad-time", '"" is not a date or time that is understood'],
    [",2023-06-30,1,1,1,1,1", "bad-symbol", "the symbol is empty"],
    ["A B,2023-06-30,1,1,1,1,1", "bad-symbol", '"A B" is no symbol'],
    ["A,2023-06-30,,1,1,1,1", "missing-price", "open is missing"],
    ["A,2023-06-30,1,1,1,NaN,1", "missing-price", "close is missing"],
    ["A,2023-06-30,1,x,1,1,1", "bad-price", 'high "x" is not a number'],
    ["A,2023-06-30,1,1,Infinity,1,1", "bad-price", 'low "Infinity" is not a number'],
    ["A,2023-06-30,1,1e999,1,1,1", "bad-price", 'high "1e999" is not a number'],
    ["A,2023-06-30,0.0,0.0,0.0,0.0,1", "not-positive-price", 'open "0.0" is not above zero'],
    ["A,2023-06-30,1,1,-1,1,1", "not-positive-price", 'low "-1" is not above zero'],
    ["A,2023-06-30,1,1,2,1,1", "high-below-low", "high 1 is below low 2"],
    ["A,2023-06-30,1,1,1,1,many", "bad-volume", 'volume "many" is not a number'],
    ["A,2023-06-30,1,1,1,1,-5", "negative-volume", 'volume "-5" is negative'],
  ];
  for (const [line, reason, message] of cases) expect(refusal(line)).toEqual([reason, message]);
});

test("intraday rows lie on the grid of their interval", () => {
  const context = { interval: "5m" } as const;
  expect(bar("A,2023-06-30T13:35:00Z,1,1,1,1,1", context)[1]).toBe("2023-06-30T13:35");
  expect(refusal("A,2023-06-30T13:36:00Z,1,1,1,1,1", context)).toEqual([
    "time-off-grid",
    '"2023-06-30T13:36:00Z" is not a multiple of 5 minutes',
  ]);
  expect(refusal("A,2023-06-30T13:35:30Z,1,1,1,1,1", { interval: "1m" })[1]).toBe(
    '"2023-06-30T13:35:30Z" is not a full minute',
  );
});

test("a bar whose session is not over is refused, and so is one of the future", () => {
  expect(bar("A,2024-07-03,1,1,1,1,1")[1]).toBe("2024-07-03T04:00");
  for (const date of ["2024-07-05", "2095-01-03"]) {
    expect(refusal(`A,${date},1,1,1,1,1`)).toEqual([
      "not-closed-yet",
      `the bar of "${date}" is still open, or of the future`,
    ]);
  }
  const context = { interval: "5m" } as const;
  expect(bar("A,2024-07-05T14:55:00Z,1,1,1,1,1", context)[1]).toBe("2024-07-05T14:55");
  expect(refusal("A,2024-07-05T15:00:00Z,1,1,1,1,1", context)[0]).toBe("not-closed-yet");
});

test("a date and a time in two columns are one moment", () => {
  const header = "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>";
  const context = { header, interval: "1m" } as const;
  expect(bar("A,1,20230630,093000,1,1,1,1,1", context)[1]).toBe("2023-06-30T13:30");
  expect(refusal("A,1,20230630,9h30,1,1,1,1,1", context)[1]).toContain('"20230630 9h30"');
});

test("with semicolons a lone comma in a price could be a decimal one, so it is refused", () => {
  const header = usual.replaceAll(",", ";");
  expect(refusal("A;2023-06-30;1,234;2;1;1;1", { header })).toEqual([
    "bad-price",
    'open "1,234" may have a decimal comma; write a point',
  ]);
  expect(bar("A;2023-06-30;1,234.5;2000;1;1;1,000", { header }).slice(2)).toEqual([
    1234.5, 2000, 1, 1, 1000,
  ]);
});

test("one comma in a price is refused unless the row shows that commas group thousands", () => {
  expect(refusal('A,2023-06-30,"10,125","11,125","9,125","10,755",1')).toEqual([
    "bad-price",
    'open "10,125" may have a decimal comma; write a point',
  ]);
  expect(refusal('A,2023-06-30,"10,5",11,9,10,1')[0]).toBe("bad-price");
  expect(bar('A,2023-06-30,"517,810","520,000.5","510,000","518,000",1').slice(2)).toEqual([
    517_810, 520_000.5, 510_000, 518_000, 1,
  ]);
  expect(bar('A,2023-06-30,"1,000,000","1,000,000","999,999.5","1,000,000",1')[2]).toBe(1_000_000);
});

test("empty lines and lines of separators only are no rows", () => {
  for (const line of ["", "\r", "   ", ",,,,,,", '"","","","","","",""']) {
    expect([line, read(line).outcome]).toEqual([line, "blank"]);
  }
});

test("shown values are short and safe to print", () => {
  const [, message] = refusal(`A,${"\u009b".repeat(3)}${"9".repeat(500)},1,1,1,1,1`);
  expect(message.length).toBeLessThan(100);
  expect(message).not.toMatch(/\p{Cc}/u);
});
