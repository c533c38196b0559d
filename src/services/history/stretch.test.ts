import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { newYork } from "../../../testing/history-store.ts";
import { intervals } from "../../domain/interval.ts";
import {
  hasSession,
  joined,
  missingOf,
  type Stretch,
  sessionsIn,
  settledStretch,
  todayUntilTsMs,
} from "./stretch.ts";

const beginTsMs = newYork("2025-10-01");
const hourMs = 3_600_000;

const stretches = fc
  .tuple(fc.nat({ max: 1_500 }), fc.integer({ min: 1, max: 800 }))
  .map(([from, length]): Stretch => {
    const fromTsMs = beginTsMs + from * hourMs;
    return { fromTsMs, untilTsMs: fromTsMs + length * hourMs };
  });

describe("what is missing of a stretch", () => {
  test("completes it, and is nothing once it is there", () => {
    fc.assert(
      fc.property(
        fc.option(stretches, { nil: undefined }),
        stretches,
        fc.constantFrom(...intervals),
        (known, wanted, interval) => {
          let row = known;
          for (const part of missingOf(known, wanted, interval)) row = joined(row, part);
          if (row === undefined) expect(hasSession(wanted, interval)).toBe(false);
          else expect(missingOf(row, wanted, interval)).toEqual([]);
        },
      ),
    );
  });

  test("is asked for in parts that do not overlap what is known", () => {
    fc.assert(
      fc.property(stretches, stretches, (known, wanted) => {
        for (const part of missingOf(known, wanted, "5m")) {
          const isWhole = part.fromTsMs === wanted.fromTsMs && part.untilTsMs === wanted.untilTsMs;
          const isApart = part.fromTsMs >= known.untilTsMs || part.untilTsMs <= known.fromTsMs;
          expect(isWhole || isApart).toBe(true);
          expect(sessionsIn(part, "5m").length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe("settled sessions", () => {
  test("are whole days, the last of them only after its late trading", () => {
    expect(settledStretch(2, newYork("2025-11-14 19:59"))).toEqual({
      fromTsMs: newYork("2025-11-12"),
      untilTsMs: newYork("2025-11-14"),
    });
    expect(settledStretch(2, newYork("2025-11-14 20:00")).untilTsMs).toBe(newYork("2025-11-15"));
    // After a half day, and over Thanksgiving.
    expect(settledStretch(2, newYork("2025-11-28 17:00"))).toEqual({
      fromTsMs: newYork("2025-11-26"),
      untilTsMs: newYork("2025-11-29"),
    });
  });

  test("leave today's closed bars aside", () => {
    expect(todayUntilTsMs("5m", newYork("2025-11-14 09:34"))).toBeNull();
    expect(todayUntilTsMs("5m", newYork("2025-11-14 09:36"))).toBe(newYork("2025-11-14 09:35"));
    expect(todayUntilTsMs("5m", newYork("2025-11-28 15:00"))).toBe(newYork("2025-11-28 13:00"));
    expect(todayUntilTsMs("5m", newYork("2025-11-15 12:00"))).toBeNull();
    expect(todayUntilTsMs("1d", newYork("2025-11-14 17:00"))).toBeNull();
  });
});
