/** Real bars of years, packed and sorted by symbol, against a plain reading of the same file. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { gather } from "../../../../testing/contracts/provider-asking.ts";
import { filesProvider } from "../../../../testing/files-provider.ts";
import { describeShared, sharedPath } from "../../../../testing/shared.ts";
import { barAt } from "../../../domain/bars.ts";
import { parseLocalDate } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";

const asking = { lane: "click", signal: new AbortController().signal } as const;
const nowTsMs = Date.UTC(2026, 10, 1);

describeShared("a folder of recorded bars", () => {
  let folder = "";
  const names = { "5m": "intraday_5min_2026.csv.gz", "1d": "daily_adjusted_2025_2026.csv.gz" };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "l2t-files-"));
    for (const name of Object.values(names)) {
      symlinkSync(sharedPath("data", name) as string, join(folder, name));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("tells its lengths, and gives every row of a symbol unchanged", async () => {
    const { provider } = await filesProvider(folder, nowTsMs);
    expect(provider.abilities().bars.intervals).toEqual(["5m", "1d"]);
    expect(provider.status().state).toBe("ok");
    for (const interval of ["5m", "1d"] as const) {
      const rows = rowsOf(names[interval], "AAPL");
      const answer = provider.bars({
        ...{ ...asking, symbols: ["AAPL"], interval, session: "all", adjustment: "split" },
        ...{ fromTsMs: 0, untilTsMs: nowTsMs },
      });
      const found = (await gather(answer)).flatMap(({ bars }) =>
        Array.from({ length: bars.length }, (_, index) => Object.values(barAt(bars, index))),
      );
      expect(found.length).toBeGreaterThan(200);
      expect(found).toEqual(rows);
    }
  });
});

function rowsOf(name: string, symbol: string): number[][] {
  const text = gunzipSync(readFileSync(sharedPath("data", name) as string)).toString();
  return text
    .split("\n")
    .filter((line) => line.startsWith(`${symbol},`))
    .map((line) => {
      const [, time = "", ...values] = line.split(",");
      return [timeOf(time), ...values.map(Number)];
    });
}

function timeOf(text: string): number {
  if (text.includes("T")) return Date.parse(text);
  const date = parseLocalDate(text);
  if (!date.ok) throw new Error(date.error);
  return newYorkTsMs(date.value, 0);
}
