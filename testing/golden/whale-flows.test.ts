import { expect, test } from "bun:test";
import { parseLocalDate } from "../../src/domain/local-date.ts";
import { parseOcc } from "../../src/domain/option-contract.ts";
import { daysToExpiry } from "../../src/kernels/options/expiry-time.ts";
import { fairPrice } from "../../src/kernels/options/option-spread.ts";
import { whaleScore } from "../../src/kernels/options/whale-score.ts";
import { readCsv } from "../csv.ts";
import { describeShared, sharedPath } from "../shared.ts";

type Row = Readonly<Record<string, string>>;

/** What the reference system put in place of a volatility that is not told. */
const madeUpIvRatio = 0.01;

/** Every score that the reference system's own formula gave, from the recorded Cboe chains. */
describeShared("golden whale scores of the reference system", () => {
  const chains = read("data", "option_chains_cboe.csv.gz");
  const byContract = new Map(chains.map((row) => [keyOf(row), row]));

  test("all contracts with open interest and a volatility have its score", () => {
    const golden = read("golden", "golden_whale_all_contracts.csv.gz");
    const differing = { interest: 0, volatility: 0 };
    for (const row of golden) {
      const told = byContract.get(keyOf(row)) as Row;
      const score = scoreOf(told, row);
      const closedForm = number(row, "unrounded_closed_form");
      const hasInterest = number(told, "open_interest") >= 1;
      if (!hasInterest) differing.interest += 1;
      else if (number(told, "iv") === 0) differing.volatility += 1;
      expect(Number.isNaN(score), keyOf(row)).toBe(!hasInterest || number(told, "iv") === 0);
      if (Number.isNaN(score)) {
        // Theirs is made up: of one open contract, or of 1 % volatility.
        const isMadeUp = number(row, "oi_used") === 1 || number(row, "iv_used") === madeUpIvRatio;
        expect(isMadeUp, keyOf(row)).toBe(true);
        continue;
      }
      expect(Math.abs(score - closedForm), keyOf(row)).toBeLessThanOrEqual(1e-9 * closedForm);
      expect(Math.round(score), keyOf(row)).toBe(number(row, "whale_score"));
    }
    expect(golden.length).toBe(15_807);
    expect(differing).toEqual({ interest: 866, volatility: 319 });
  });

  test("its flows come out, but for those whose open interest or volatility it made up", () => {
    const golden = read("golden", "golden_whale_flows.csv.gz");
    const bySpelling = new Map(chains.map((row) => [spelledKey(row), row]));
    const notScored: Row[] = [];
    for (const row of golden) {
      const told = bySpelling.get(spelledKey(row)) as Row;
      const [bid, ask] = [number(told, "bid"), number(told, "ask")];
      const premium = fairPrice(bid, ask, (bid + ask) / 2);
      expect(premium, spelledKey(row)).toBeCloseTo(number(row, "premium"), 12);
      expect(number(told, "delta")).toBe(number(row, "delta"));
      expect(dteOf(told)).toBe(number(row, "dte"));
      const score = scoreOf(told, told);
      if (Number.isNaN(score)) notScored.push(told);
      else {
        expect(Math.round(score), spelledKey(row)).toBe(number(row, "whale_score"));
        const ratio = number(told, "volume") / number(told, "open_interest");
        expect(ratio / number(row, "vol_oi")).toBeCloseTo(1, 12);
      }
    }
    const withoutInterest = notScored.filter((row) => number(row, "open_interest") < 1);
    expect(golden.length).toBe(240);
    expect(withoutInterest.length).toBe(14);
    expect(notScored.every((row) => withoutInterest.includes(row) || row["iv"] === "0")).toBe(true);
    // What scores 100 and 1.5 trades for each open contract without anything made up.
    const emitted = new Set(golden.map(spelledKey));
    const missing = read("golden", "golden_whale_all_contracts.csv.gz").filter((row) => {
      const told = byContract.get(keyOf(row)) as Row;
      const ratio = number(told, "volume") / number(told, "open_interest");
      // It compares the rounded score.
      const isFlow = Math.round(scoreOf(told, row)) >= 100 && ratio >= 1.5;
      return isFlow && !emitted.has(spelledKey(row));
    });
    expect(missing).toEqual([]);
  });

  function read(folder: string, file: string): readonly Row[] {
    const path = sharedPath(folder, file);
    return path === null ? [] : readCsv(path);
  }
});

function scoreOf(told: Row, underlying: Row): number {
  const ivRatio = number(told, "iv");
  return whaleScore({
    delta: number(told, "delta"),
    // 0 means that the vendor did not compute any.
    ivRatio: ivRatio > 0 ? ivRatio : Number.NaN,
    volume: number(told, "volume"),
    openInterest: number(told, "open_interest"),
    underlyingVolume: number(underlying, "underlying_volume"),
  });
}

/** Calendar days in New York from the moment of the snapshot. */
function dteOf(row: Row): number {
  const expiry = parseLocalDate(row["expiration"] as string);
  if (!expiry.ok) throw new Error(expiry.error);
  return daysToExpiry(expiry.value, Date.parse(row["snapshot_time"] as string));
}

function keyOf(row: Row): string {
  return `${row["snapshot"]} ${row["contract"]}`;
}

/** Flows name no contract: snapshot, expiry, right and strike do. */
function spelledKey(row: Row): string {
  const contract = row["contract"] === undefined ? null : parseOcc(row["contract"]);
  const strike = contract?.ok ? contract.value.strike : number(row, "strike");
  return [row["snapshot"], row["expiration"], row["type"], strike].join(" ");
}

function number(row: Row, name: string): number {
  return Number(row[name]);
}
