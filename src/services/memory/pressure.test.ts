import { describe, expect, test } from "bun:test";
import { type GuardReading, judgePressure, type PressureLevel } from "./pressure.ts";

const mb = 2 ** 20;

interface Case {
  readonly what: string;
  readonly level: PressureLevel;
  readonly usedMb?: number;
  readonly highMb?: number;
  readonly maxMb?: number;
  readonly availableMb?: number;
  readonly totalMb?: number;
  readonly stallPct?: number;
  readonly boxStallPct?: number;
  readonly throttledCount?: number;
  /** A part of the sentence. */
  readonly says?: string;
}

const cases: readonly Case[] = [
  { what: "half of the limit", usedMb: 30, level: "calm", says: "far from its limits" },
  { what: "three quarters", usedMb: 45, level: "calm" },
  { what: "between calm and tight", usedMb: 48, level: "easing" },
  { what: "85 % of MemoryHigh", usedMb: 51, level: "tight", says: "l2t uses 51.0 MB, 85 % of the" },
  { what: "95 % of MemoryHigh", usedMb: 57, level: "urgent" },
  { what: "no MemoryHigh, near MemoryMax", usedMb: 73, highMb: Infinity, level: "urgent" },
  { what: "no MemoryHigh, half of MemoryMax", usedMb: 40, highMb: Infinity, level: "calm" },
  { what: "no limit at all", usedMb: 900, highMb: Infinity, maxMb: Infinity, level: "calm" },
  {
    what: "little room on the machine",
    availableMb: 100,
    level: "tight",
    says: "should keep 115 MB",
  },
  { what: "hardly any room on the machine", availableMb: 50, level: "urgent" },
  { what: "some room on the machine", availableMb: 150, level: "easing" },
  { what: "little of a large machine is enough", availableMb: 300, totalMb: 24_000, level: "calm" },
  { what: "a machine that cannot be read", availableMb: Number.NaN, level: "calm" },
  { what: "a service that loses half a second of ten", stallPct: 5, level: "tight" },
  { what: "a machine that stands still", boxStallPct: 25, level: "urgent", says: "25.0 %" },
  { what: "throttled while much is held", throttledCount: 3, usedMb: 48, level: "urgent" },
  { what: "throttled and waiting", throttledCount: 3, stallPct: 2, level: "urgent", says: "(3 t" },
  { what: "file pages dropped at the limit", throttledCount: 3, stallPct: 0, level: "calm" },
  { what: "the worst of two", usedMb: 51, availableMb: 50, level: "urgent", says: "machine has" },
];

describe("pressure", () => {
  test.each(cases)("$what is $level", ({ level, says = "", ...facts }) => {
    const pressure = judgePressure(readingOf(facts));
    expect(pressure.level).toBe(level);
    expect(pressure.cause).toContain(says);
  });

  test("acts before MemoryHigh, and calm is well below where it acts", () => {
    const levelAt = (usedMb: number) => judgePressure(readingOf({ usedMb })).level;
    const levels = Array.from({ length: 61 }, (_, usedMb) => levelAt(usedMb));
    expect(levels.indexOf("tight")).toBeLessThan(60);
    expect(levels.indexOf("tight") - levels.lastIndexOf("calm")).toBeGreaterThan(4);
  });
});

function readingOf(facts: Omit<Case, "what" | "level">): GuardReading {
  const { usedMb = 10, highMb = 60, maxMb = 75, availableMb = 700, totalMb = 961 } = facts;
  return {
    tsMs: 0,
    box: {
      totalBytes: totalMb * mb,
      availableBytes: Number.isNaN(availableMb) ? undefined : availableMb * mb,
      stallPct: facts.boxStallPct,
    },
    services: [
      {
        service: "l2t",
        usedBytes: usedMb * mb,
        limits: { highBytes: highMb * mb, maxBytes: maxMb * mb },
        stallPct: facts.stallPct,
        throttledCount: facts.throttledCount ?? 0,
      },
    ],
  };
}
