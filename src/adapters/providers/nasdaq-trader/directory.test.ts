import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describeShared, sharedPath } from "../../../../testing/shared.ts";
import type { Listing } from "../../../domain/research.ts";
import { canonicalSymbol, parseDirectory } from "./directory.ts";
import { listingKind } from "./listing-kind.ts";

const nasdaqHeader =
  "Symbol|Security Name|Market Category|Test Issue|Financial Status|Round Lot Size|ETF|NextShares";
const otherHeader =
  "ACT Symbol|Security Name|Exchange|CQS Symbol|ETF|Round Lot Size|Test Issue|NASDAQ Symbol";
const footer = "File Creation Time: 0721202521:31|||||||";

/** A directory with enough lines, some of them given. */
function nasdaqFile(lines: readonly string[] = [], lineEnd = "\n"): string {
  const rest = Array.from({ length: 2_000 }, (_, i) => {
    return `${ticker(i)}|Made Company ${i} - Common Stock|Q|N|N|100|N|N`;
  });
  return [nasdaqHeader, ...lines, ...rest, footer, ""].join(lineEnd);
}

function otherFile(lines: readonly string[]): string {
  const rest = Array.from({ length: 2_000 }, (_, i) => {
    return `${ticker(i)}|Made Company ${i} Common Stock|N|${ticker(i)}|N|100|N|${ticker(i)}`;
  });
  return [otherHeader, ...lines, ...rest, footer].join("\r\n");
}

function ticker(index: number): string {
  return `Q${String(index).replace(/\d/g, (digit) => "ABCDEFGHIJ"[Number(digit)] as string)}`;
}

function read(text: string) {
  const parsed = parseDirectory(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

describe("the symbol directory", () => {
  test("is read by the names of its columns, with the time of its last line", () => {
    const { listings, createdTsMs } = read(
      nasdaqFile(["AAPL|Apple Inc. - Common Stock|Q|N|N|100|N|N", "QQQ|Invesco QQQ|G|N|N|100|Y|N"]),
    );
    expect(createdTsMs).toBe(Date.UTC(2025, 6, 22, 1, 31));
    expect(listings.length).toBe(2_002);
    expect(listings[0]).toEqual({
      ...{ symbol: "AAPL", name: "Apple Inc. - Common Stock", exchange: "NASDAQ" },
      ...{ isEtf: false, kind: "common", hasOptions: null },
    });
    expect(listings[1]).toMatchObject({ symbol: "QQQ", isEtf: true, kind: "etf" });
    expect(read(nasdaqFile([], "\r\n")).listings.length).toBe(2_000);
  });

  test("names other exchanges and brings symbols to one form", () => {
    const { listings } = read(
      otherFile([
        "ABR$D|Arbor Realty Trust 6.375% Series D Preferred Stock|N|ABRpD|N|100|N|ABR-D",
        "BRK.B|Berkshire Hathaway Inc. New Common Stock|N|BRK.B|N|1|N|BRK.B",
        "AACT.U|Ares Acquisition Units|A|AACT.U|N|100|N|AACT=",
        "SPY|SPDR S&P 500 ETF Trust|P|SPY|Y|100|N|SPY",
        "ZXIET|IEX Test Company Test Symbol Three for IEX|V|ZXIET|N|100|Y|ZXIET",
      ]),
    );
    const shown = listings.slice(0, 4).map(({ symbol, exchange, kind }) => {
      return `${symbol} ${exchange} ${kind}`;
    });
    expect(shown).toEqual([
      "ABR-D NYSE preferred",
      "BRK.B NYSE common",
      "AACT.U NYSE American unit",
      "SPY NYSE Arca etf",
    ]);
    expect(listings.some(({ symbol }) => symbol === "ZXIET")).toBe(false);
    expect(canonicalSymbol("TY$")).toBe("TY-");
  });

  test("that was cut off is refused, wherever it was", () => {
    const whole = nasdaqFile();
    fc.assert(
      fc.property(fc.nat({ max: whole.indexOf("File Creation") + 20 }), (length) => {
        const cut = parseDirectory(whole.slice(0, length));
        expect(cut.ok).toBe(false);
      }),
    );
    expect(parseDirectory("<html>Service Unavailable</html>")).toMatchObject({ ok: false });
    const short = parseDirectory([nasdaqHeader, "A|B|Q|N|N|100|N|N", footer].join("\n"));
    expect(short).toMatchObject({ ok: false, error: expect.stringContaining("1 lines only") });
    const odd = whole.replace("Test Issue", "Something");
    expect(parseDirectory(odd)).toMatchObject({
      error: expect.stringContaining("other columns than expected"),
    });
  });

  test("of any bytes is an error or a directory, and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(typeof parseDirectory(text).ok).toBe("boolean");
        expect(typeof parseDirectory(`${nasdaqFile()}${text}`).ok).toBe("boolean");
      }),
      { numRuns: 20 },
    );
  });
});

describe("what a security is", () => {
  const cases: [kind: Listing["kind"], symbol: string, name: string][] = [
    ["common", "AAPL", "Apple Inc. - Common Stock"],
    ["common", "PBR.A", "Petrobras American Depositary Shares representing Preferred Shares"],
    ["common", "AMX", "America Movil American Depositary Shares (each representing the right to"],
    ["common", "EPD", "Enterprise Products Partners L.P. Common Units"],
    ["common", "AB", "AllianceBernstein Holding L.P.  Units"],
    ["preferred", "ABR$D", "Arbor Realty Trust 6.375% Series D Cumulative Preferred Stock"],
    ["preferred", "MET$E", "MetLife, Inc. Depositary Shares"],
    ["preferred", "ACGLN", "Depositary Shares, each Representing a 1/1,000th Interest in a Share"],
    ["note", "BC$A", "Brunswick Corporation 6.500% Senior Notes due 2048"],
    ["note", "VXX", "iPath Series B S&P 500 VIX Short-Term Futures ETN"],
    ["warrant", "AACIW", "Armada Acquisition Corp. II - Warrant"],
    ["warrant", "CVE.W", "Cenovus Energy Inc"],
    ["right", "AACBR", "Artius II Acquisition Inc. - Rights"],
    ["right", "CELG.R", "Bristol-Myers Squibb Company Celgene"],
    ["unit", "AACBU", "Artius II Acquisition Inc. - Units"],
    ["unit", "LEGTU", "Units, each consisting of one Ordinary Share and one-half of one warrant"],
  ];

  test.each(cases)("is told as %s: %s %s", (kind, symbol, name) => {
    expect(listingKind({ symbol, name, isEtf: false })).toBe(kind);
  });

  test("is a fund where the directory says so, whatever its name", () => {
    const name = "Grayscale Bitcoin Mini Trust Common units of beneficial interest";
    expect(listingKind({ symbol: "BTC", name, isEtf: true })).toBe("etf");
  });
});

describeShared("the directory of 21 July 2025", () => {
  const file = (name: string) =>
    read(readFileSync(sharedPath("fixtures", "nasdaq-symdir", name) as string, "utf8")).listings;

  test("has as many lines as the files without their test issues", () => {
    const nasdaq = file("nasdaqlisted.txt");
    const other = file("otherlisted.txt");
    expect(nasdaq.length).toBe(4_965);
    expect(other.length).toBe(6_581);
    const all = [...nasdaq, ...other];
    expect(all.filter(({ name }) => /\btest (stock|issue|company)\b/i.test(name))).toEqual([]);
    expect(new Set(all.map(({ symbol }) => symbol)).size).toBe(all.length);
    const count = (kind: Listing["kind"]) => all.filter((row) => row.kind === kind).length;
    expect(count("etf")).toBe(all.filter(({ isEtf }) => isEtf).length);
    expect(count("common")).toBeGreaterThan(5_000);
    expect(count("warrant")).toBeGreaterThan(350);
    const known = new Map(all.map((row) => [row.symbol, row.kind]));
    const some = ["AAPL", "BRK.B", "SPY", "ABR-D", "TSM"];
    const kinds = some.map((symbol) => known.get(symbol)).join(" ");
    expect(kinds).toBe("common common etf preferred common");
  });
});
