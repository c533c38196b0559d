import { expect, test } from "bun:test";
import { isTableName, readTableName } from "./table-name.ts";

test("names and folders tell symbol, length and zone", () => {
  const facts: [string, ReturnType<typeof readTableName>][] = [
    ["AAPL.csv", { symbol: "AAPL", interval: null, zone: null }],
    ["1d/brk.b.csv.gz", { symbol: "BRK.B", interval: "1d", zone: null }],
    ["aapl.us_5min_ny.csv", { symbol: "AAPL", interval: "5m", zone: "America/New_York" }],
    ["utc/hourly/KO_1m.parquet", { symbol: "KO", interval: "1m", zone: "UTC" }],
    ["day_aggs_v1/2025/06/2025-06-18.csv.gz", { symbol: null, interval: "1d", zone: null }],
    ["minute_aggs_v1/2025-06-18.csv.gz", { symbol: null, interval: "1m", zone: null }],
    ["daily.csv", { symbol: null, interval: "1d", zone: null }],
    // The first word is a symbol, whatever else it may mean.
    ["ET.csv", { symbol: "ET", interval: null, zone: null }],
    // A month, not a minute.
    ["AAPL_1M.csv", { symbol: "AAPL", interval: null, zone: null }],
  ];
  for (const [path, fact] of facts) expect(readTableName(path), path).toEqual(fact);
});

test("tables are told by their ending", () => {
  for (const name of ["a.csv", "a.CSV.GZ", "a.tsv", "a.parquet", "a.pq"]) {
    expect(isTableName(name)).toBe(true);
  }
  for (const name of [".a.csv", "a.csv.part", "notes.txt", "csv"]) {
    expect(isTableName(name)).toBe(false);
  }
});
