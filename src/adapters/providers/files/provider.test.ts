import { afterAll, beforeAll, describe } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import { filesProvider } from "../../../../testing/files-provider.ts";
import {
  csvOf,
  dailyRows,
  isoDate,
  isoUtc,
  minuteRows,
  nanoseconds,
  parquetOf,
  writeTable,
} from "../../../../testing/made-tables.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";

const first = fromYearMonthDay(2025, 5, 1);
const last = fromYearMonthDay(2025, 6, 30);
const session = fromYearMonthDay(2025, 7, 1);
const nowTsMs = newYorkTsMs(session, 700);
const folder = mkdtempSync(join(tmpdir(), "l2t-files-"));

beforeAll(() => {
  const daily = { header: "Date,Open,High,Low,Close/Last,Volume", stamp: isoDate };
  writeTable(folder, "1d/AAPL.csv", csvOf(dailyRows("AAPL", first, last), daily));
  const long = [...dailyRows("MSFT", first, last), ...dailyRows("BRK.B", first, last)];
  const aggregates = { header: "ticker,window_start,open,high,low,close,volume" };
  const text = csvOf(long, { ...aggregates, stamp: nanoseconds });
  writeTable(folder, "day_aggs_v1/2025/2025-06.csv.gz", text);
  const rows = dailyRows("KO", first, last);
  writeTable(folder, "KO.parquet", parquetOf(rows, { hasSymbol: false, rowGroupSize: 7 }));
  const minutes = minuteRows("AAPL", session, 5);
  writeTable(
    folder,
    "AAPL_5m.csv",
    csvOf(minutes, { header: "datetime,o,h,l,c,v", stamp: isoUtc }),
  );
  const quarters = [...minuteRows("MSFT", session, 15), ...minuteRows("KO", session, 15)];
  writeTable(folder, "quarters.parquet", parquetOf(quarters, { hasSymbol: true }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const symbols = ["AAPL", "MSFT", "BRK.B", "KO"];
const days = {
  ...{ nowTsMs, symbols, unknownSymbol: "NONE", interval: "1d" as const },
  ...{ fromTsMs: newYorkTsMs(first, 0), untilTsMs: nowTsMs },
};

describe("a folder of files", () => {
  describeProvider("files", {
    isSimulated: false,
    open: (at) => filesProvider(folder, at),
    cases: {
      bars: [
        { name: "sessions", ...days, barsMin: 4 * 41 },
        { ...days, name: "some sessions", symbols: ["KO"], fromTsMs: newYorkTsMs(last, 0) },
        {
          ...{ name: "minutes while some still form", ...days, symbols: ["AAPL"], interval: "5m" },
          barsMin: 26,
        },
        {
          name: "a long Parquet file",
          ...days,
          symbols: ["KO", "MSFT"],
          interval: "15m",
          barsMin: 16,
        },
      ],
      "market-day": [
        {
          ...{ nowTsMs, date: fromYearMonthDay(2025, 6, 18), symbolsMin: 4 },
          closedDate: fromYearMonthDay(2025, 6, 19),
        },
      ],
      quotes: [{ nowTsMs, symbols, unknownSymbol: "NONE" }],
      universe: [{ nowTsMs, listingsMin: 4 }],
    },
  });
});
