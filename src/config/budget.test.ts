import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { thrownBy } from "../../testing/contracts/store-harness.ts";
import { barBytes } from "../domain/bars.ts";
import { processRoles, scannerServices, serviceNames } from "../domain/service-name.ts";
import { assertBudget, computeBudget, type MarketSize, memoryNeed } from "./budget.ts";
import { limitsOfRole, limitTables } from "./memory-limits.ts";

const mb = 2 ** 20;
const large: MarketSize = { symbolCount: 8_000 };
const box = { boxBytes: 961 * mb };

describe("limits", () => {
  test("of the reference system are 690 MB and 570 MB in sum, and leave 271 MB", () => {
    const budget = computeBudget({ limits: limitTables.reference, market: large, ...box });
    expect(budget.maxBytes).toBe(690 * mb);
    expect(budget.highBytes).toBe(570 * mb);
    expect(budget.headroomBytes).toBe(271 * mb);
  });

  test.each(Object.entries(limitTables))(
    "%s stay below 700 MB, MemoryHigh below MemoryMax",
    (_, table) => {
      const budget = computeBudget({ limits: table, market: large, ...box });
      expect(budget.maxBytes).toBeLessThanOrEqual(700 * mb);
      for (const { limits } of budget.rows) {
        expect(limits.memoryHighBytes).toBeLessThan(limits.memoryMaxBytes);
      }
    },
  );

  test("of ours kill no later than those of the reference system", () => {
    for (const service of serviceNames) {
      const [tight, reference] = [limitTables.tight[service], limitTables.reference[service]];
      expect(tight.memoryMaxBytes).toBeLessThanOrEqual(reference.memoryMaxBytes);
      expect(tight.cpuQuotaPct).toBe(reference.cpuQuotaPct);
    }
  });

  test.each([...processRoles])("of %s hold what it needs for 8,000 symbols", (role) => {
    const { memoryHighBytes } = limitsOfRole(role, limitTables.tight);
    // The ladder begins at 85 % of MemoryHigh; a service that needs so much would never be calm.
    expect(memoryNeed(role, large).ownBytes).toBeLessThan(0.85 * memoryHighBytes);
  });
});

describe("the need", () => {
  test("is the sum of its parts, and the pages of the program once for all", () => {
    for (const role of processRoles) {
      const { parts, ownBytes, totalBytes } = memoryNeed(role, large);
      expect(parts.reduce((total, { bytes }) => total + bytes, 0)).toBeCloseTo(ownBytes, 3);
      expect(totalBytes).toBeGreaterThan(ownBytes);
    }
    const budget = computeBudget({ limits: limitTables.tight, market: large, ...box });
    const own = budget.rows.reduce((total, { need }) => total + need.ownBytes, 0);
    const program = memoryNeed("l2t", large).totalBytes - memoryNeed("l2t", large).ownBytes;
    expect(budget.needBytes).toBeCloseTo(own + program, 3);
    expect(budget.needBytes).toBeLessThan(budget.highBytes);
  });

  test("of the worker grows by a bar for each symbol and interval, and a quote", () => {
    const grown = memoryNeed("market-data-worker", { symbolCount: 1 }).ownBytes;
    const none = memoryNeed("market-data-worker", { symbolCount: 0 }).ownBytes;
    expect(grown - none).toBeCloseTo(8 * barBytes + 220, 3);
  });

  test("of a scanner holds one buffer for the longest history, whatever the market", () => {
    const buffer = (symbolCount: number) =>
      memoryNeed("vpb-scanner", { symbolCount }).parts.find(({ what }) => what.includes("buffer"));
    // VPB reads 11 sessions of 960 minutes, with those before and after trading.
    expect(buffer(8_000)?.bytes).toBeGreaterThanOrEqual(11 * 960 * barBytes);
    expect(buffer(8_000)?.bytes).toBe(buffer(1)?.bytes as number);
  });

  test("never falls when the market grows", () => {
    const size = () => fc.nat({ max: 80_000 });
    fc.assert(
      fc.property(fc.constantFrom(...processRoles), size(), size(), (role, a, b) => {
        const need = (symbolCount: number) => memoryNeed(role, { symbolCount }).ownBytes;
        expect(need(a + b)).toBeGreaterThanOrEqual(need(a));
      }),
    );
  });
});

describe("a start", () => {
  test("goes on where the need fits, pages of the program aside", () => {
    for (const role of scannerServices) {
      const need = memoryNeed(role, large);
      assertBudget(need, need.ownBytes);
      assertBudget(need, Infinity);
    }
  });

  test("is refused with need, limit and the way out where it does not", () => {
    const need = memoryNeed("vpb-scanner", { symbolCount: 80_000 });
    const failure = thrownBy(() => assertBudget(need, 104 * mb));
    expect(failure).toMatchObject({ code: "config.invalid" });
    const text = String(failure);
    for (const part of ["vpb-scanner", "scanner state", '"104.0 MB"', "MemoryMax", "symbols"]) {
      expect(text).toContain(part);
    }
  });
});
