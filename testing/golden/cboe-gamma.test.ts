import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { type OptionQuote, parseOcc } from "../../src/domain/option-contract.ts";
import { chainLevels } from "../../src/services/options/chain-levels.ts";
import { completeChain } from "../../src/services/options/complete-chain.ts";
import { strikeRows } from "../../src/services/options/strike-rows.ts";
import { describeShared, sharedPath } from "../shared.ts";

/** Tables as downloaded from cboe.com, with the moment that their second line names. */
const tables = [
  { file: "amd_quotedata.csv", tsMs: Date.UTC(2023, 7, 21, 2, 35) },
  { file: "tsla_quotedata.csv", tsMs: Date.UTC(2023, 7, 21, 2, 35) },
  { file: "spy_quotedata-2025-09-25.csv", tsMs: Date.UTC(2025, 8, 26, 1, 5) },
] as const;

interface Side {
  readonly occ: string;
  readonly cells: readonly string[];
}

describeShared("recorded tables of Cboe", () => {
  for (const { file, tsMs } of tables) {
    const path = sharedPath("fixtures", "cboe", file);
    if (path === null) {
      console.warn(`SKIPPED for want of ../shared/fixtures/cboe/${file}`);
      continue;
    }
    const lines = readFileSync(path, "utf8")
      .split(/\r?\n/)
      .filter((line) => line !== "");
    const spot = Number(/Last: ([\d.]+)/.exec(lines[0] as string)?.[1]);
    const header = lines.findIndex((line) => line.startsWith("Expiration Date,"));
    const sides = lines.slice(header + 1).flatMap(sidesOf);

    test(`${file}: exposure is the sum of its own gamma times open interest`, () => {
      const contracts = completeChain(sides.map(quoteOf), facts(spot, tsMs));
      const alive = new Set(contracts.map(({ occ }) => occ));
      const rows = strikeRows(contracts, { spot, trades: new Map(), before: [] });
      const levels = chainLevels(contracts, rows, facts(spot, tsMs));
      const sums = { C: 0, P: 0 };
      const byStrike = new Map<string, number>();
      for (const { occ, cells } of sides) {
        if (!alive.has(occ)) continue;
        const right = occ.at(-9) as "C" | "P";
        const shares = Number(cells[8]) * Number(cells[9]) * 100;
        sums[right] += shares;
        const key = `${occ.slice(-15, -9)}${right}${occ.slice(-8)}`;
        byStrike.set(key, (byStrike.get(key) ?? 0) + shares);
      }
      const perPercent = spot * spot * 0.01;
      expect(contracts.length).toBeGreaterThan(500);
      expect((levels.gexUsd as number) / ((sums.C - sums.P) * perPercent)).toBeCloseTo(1, 9);
      const calls = rows.reduce((sum, row) => sum + (row.callGexUsd ?? 0), 0);
      expect(calls / (sums.C * perPercent)).toBeCloseTo(1, 9);
      const largest = Math.max(...rows.map((row) => row.callGexUsd ?? 0));
      const own = [...byStrike].filter(([key]) => key[6] === "C").map(([, shares]) => shares);
      expect(largest / (Math.max(...own) * perPercent)).toBeCloseTo(1, 9);
    });

    test(`${file}: its levels lie in its strikes and near its spot`, () => {
      const contracts = completeChain(sides.map(quoteOf), facts(spot, tsMs));
      const rows = strikeRows(contracts, { spot, trades: new Map(), before: [] });
      const began = performance.now();
      const levels = chainLevels(contracts, rows, facts(spot, tsMs));
      const tookMs = Math.round(performance.now() - began);
      const said = (["zeroGamma", "callWall", "putWall"] as const).map(
        (name) => `${name} ${levels[name]?.price.toFixed(2)} ${levels[name]?.isRobust}`,
      );
      console.log(
        `${file} at ${spot}: ${said.join(", ")}; max pain ${levels.maxPain}, ${tookMs} ms`,
      );
      const strikes = new Set(rows.map(({ strike }) => strike));
      expect(strikes.has(levels.callWall?.price as number)).toBe(true);
      expect(strikes.has(levels.putWallByOpenInterest?.price as number)).toBe(true);
      expect(strikes.has(levels.maxPain as number)).toBe(true);
      expect(Math.abs((levels.zeroGamma?.price ?? spot) / spot - 1)).toBeLessThan(0.2);
    });
  }
});

function facts(spot: number, tsMs: number) {
  const source = { provider: "cboe", feed: "table", isSimulated: false };
  return {
    ...{ spot, tsMs, interestRatio: 0.05, dividendRatio: 0 },
    ...{ underlying: "X", computedTsMs: tsMs },
    provenance: { ...source, delayMs: 0, asOfTsMs: tsMs },
  };
}

/** Ten cells a side: contract, last, net, bid, ask, volume, IV, delta, gamma, open interest. */
function sidesOf(line: string): Side[] {
  const cells = line.split(",");
  return [cells.slice(1, 11), cells.slice(12, 22)].map((side) => ({
    occ: side[0] ?? "",
    cells: side,
  }));
}

function quoteOf({ occ, cells }: Side): OptionQuote {
  const contract = parseOcc(occ);
  if (!contract.ok) throw new Error(contract.error);
  const cell = (at: number) => Number(cells[at]);
  const ivRatio = cell(6);
  return {
    ...contract.value,
    ...{ bid: cell(3), ask: cell(4), last: cell(1), mark: null, volume: cell(5) },
    ...{ openInterest: cell(9), openInterestDate: null, ivRatio: ivRatio > 0 ? ivRatio : null },
    ...{
      delta: cell(7),
      gamma: cell(8),
      theta: null,
      vega: null,
      rho: null,
      greeksFrom: "provider",
    },
    ...{ quoteTsMs: null, tradeTsMs: null, multiplier: 100, isStandard: true },
  };
}
