import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { leadingSide, netPremiumUsd, tradeSide } from "./net-premium.ts";
import { openInterestVerdict } from "./oi-verdict.ts";
import { fairPrice, spreadPct } from "./option-spread.ts";
import { emptyHistory, historyDaysMin, volumeZScore, withSession } from "./volume-history.ts";
import { flooredVolumeRatio, openInterestFloor, whaleScore } from "./whale-score.ts";

const nan = Number.NaN;

describe("side of a trade", () => {
  test("the buyer pays the ask, the seller takes the bid, between them nobody is known", () => {
    expect(tradeSide(1.1, 1, 1.1)).toBe("bought");
    expect(tradeSide(1.2, 1, 1.1)).toBe("bought");
    expect(tradeSide(1, 1, 1.1)).toBe("sold");
    expect(tradeSide(0.9, 1, 1.1)).toBe("sold");
    expect(tradeSide(1.05, 1, 1.1)).toBeNull();
  });

  test("crossed, equal or missing quotes say nothing", () => {
    expect(tradeSide(1, 1.1, 1)).toBeNull();
    expect(tradeSide(1, 1, 1)).toBeNull();
    expect(tradeSide(1, nan, 1)).toBeNull();
    expect(tradeSide(1, 0, nan)).toBeNull();
  });

  test("net premium counts calls bought and puts sold as a bet on a rise", () => {
    expect(netPremiumUsd(true, { boughtUsd: 500, soldUsd: 200 })).toBe(300);
    expect(netPremiumUsd(false, { boughtUsd: 500, soldUsd: 200 })).toBe(-300);
  });

  test("a side leads with 60 % of what is known", () => {
    expect(leadingSide({ boughtUsd: 60, soldUsd: 40 })).toBe("bought");
    expect(leadingSide({ boughtUsd: 40, soldUsd: 60 })).toBe("sold");
    expect(leadingSide({ boughtUsd: 59, soldUsd: 41 })).toBe("mixed");
    expect(leadingSide({ boughtUsd: 0, soldUsd: 0 })).toBeNull();
  });
});

describe("the whale score", () => {
  const flow = { delta: -0.4, ivRatio: 0.5, volume: 2_000, openInterest: 400 };
  const contract = { ...flow, underlyingVolume: 1_000_000 };

  test("is what the reference system's longer formula comes to", () => {
    const [spot, mark] = [123, 4.5];
    const leverage = (0.4 * spot) / mark;
    const dollars = (2_000 * mark * 100) / (spot * 1_000_000);
    expect(whaleScore(contract)).toBeCloseTo(leverage * 0.5 * (2_000 / 400) * dollars * 1_000, 6);
  });

  test("is not known without open interest, and never made up", () => {
    expect(whaleScore({ ...contract, openInterest: 0 })).toBeNaN();
    expect(whaleScore({ ...contract, openInterest: nan })).toBeNaN();
    expect(whaleScore({ ...contract, underlyingVolume: 0 })).toBeNaN();
    expect(whaleScore({ ...contract, delta: nan })).toBeNaN();
  });

  test("few open contracts count as a hundred in the ratio beside it", () => {
    expect(flooredVolumeRatio(300, 2, openInterestFloor)).toBe(3);
    expect(flooredVolumeRatio(300, 600, openInterestFloor)).toBe(0.5);
    expect(flooredVolumeRatio(300, nan, openInterestFloor)).toBeNaN();
  });
});

describe("a volume history", () => {
  test("gives the deviation that all its sessions together give", () => {
    const volumes = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 5, maxLength: 60 });
    fc.assert(
      fc.property(volumes, fc.integer({ min: 0, max: 200_000 }), (past, today) => {
        const history = past.reduce(withSession, emptyHistory);
        const mean = past.reduce((sum, one) => sum + one, 0) / past.length;
        const squares = past.reduce((sum, one) => sum + (one - mean) ** 2, 0);
        expect(history.historyDays).toBe(past.length);
        const expected = (today - mean) / Math.sqrt(squares / (past.length - 1));
        if (squares === 0) expect(volumeZScore(history, today)).toBeNaN();
        else expect(volumeZScore(history, today)).toBeCloseTo(expected, 6);
      }),
    );
  });

  test("of less than five sessions, or of equal ones, has no deviation", () => {
    const four = [1, 2, 3, 4].reduce(withSession, emptyHistory);
    expect(four.historyDays).toBe(historyDaysMin - 1);
    expect(volumeZScore(four, 10)).toBeNaN();
    expect(volumeZScore(withSession(four, 5), 10)).toBeGreaterThan(1);
    expect(volumeZScore([7, 7, 7, 7, 7].reduce(withSession, emptyHistory), 9)).toBeNaN();
  });

  test("is not changed by a session that is not known", () => {
    expect(withSession(emptyHistory, nan)).toBe(emptyHistory);
  });
});

describe("the verdict of the next open interest", () => {
  const verdict = (openInterest: number, nextOpenInterest: number, volume: number) =>
    openInterestVerdict({ openInterest, nextOpenInterest, volume });

  test("a rise by half of the volume opened, a fall by half of it closed", () => {
    expect(verdict(100, 600, 1_000)).toBe("opened");
    expect(verdict(900, 400, 1_000)).toBe("closed");
    expect(verdict(100, 599, 1_000)).toBe("unclear");
    expect(verdict(900, 401, 1_000)).toBe("unclear");
    expect(verdict(0, 2_000, 1_000)).toBe("opened");
  });

  test("is not there where something is not known", () => {
    expect(verdict(nan, 600, 1_000)).toBeNull();
    expect(verdict(100, nan, 1_000)).toBeNull();
    expect(verdict(100, 600, 0)).toBeNull();
  });
});

describe("a quote", () => {
  test("is reckoned with at its middle, and at the mark without one", () => {
    expect(fairPrice(1, 1.2, 5)).toBeCloseTo(1.1, 12);
    expect(fairPrice(0, 1.2, 5)).toBe(5);
    expect(fairPrice(nan, nan, nan)).toBeNaN();
    expect(fairPrice(1.3, 1.2, 5)).toBe(5);
  });

  test("has a spread in percent of its middle", () => {
    expect(spreadPct(1, 1.5)).toBeCloseTo(40, 9);
    expect(spreadPct(0, 0.05)).toBe(200);
    expect(spreadPct(1, nan)).toBeNaN();
    expect(spreadPct(2, 1)).toBeNaN();
  });
});
