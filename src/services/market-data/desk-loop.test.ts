import { describe, expect, test } from "bun:test";
import { Failure } from "../../base/failure.ts";
import type { Clock } from "../../ports/clock.ts";
import { type DeskReport, runDesk } from "./desk-loop.ts";
import { DeskSchedule } from "./desk-schedule.ts";
import { DeskTroubles } from "./desk-troubles.ts";

/** Time passes only where somebody sleeps. */
function jumpingClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    sleep: async (delayMs) => {
      nowMs += delayMs;
      await Bun.sleep(0);
    },
  };
}

const down = () => new Failure("provider.unavailable", "the vendor is down");

describe("a desk", () => {
  /** Moments at which it was asked, until there are `count`. */
  async function roundsOf(count: number, work: (tsMs: number) => number) {
    const clock = jumpingClock();
    const stop = new AbortController();
    const moments: number[] = [];
    const reports: DeskReport[] = [];
    const desk = {
      name: "quotes",
      round: async (tsMs: number) => {
        moments.push(tsMs);
        if (moments.length === count) stop.abort();
        return { nextTsMs: work(tsMs), text: null };
      },
    };
    const onRound = (report: DeskReport) => void reports.push(report);
    await runDesk({ desk, clock, marketNowMs: clock.nowMs, onRound }, stop.signal);
    return { moments, reports };
  }

  test("comes round when it wants to, and never in a rush", async () => {
    expect((await roundsOf(3, (tsMs) => tsMs + 5_000)).moments).toEqual([0, 5_000, 10_000]);
    expect((await roundsOf(3, (tsMs) => tsMs)).moments).toEqual([0, 250, 500]);
    expect((await roundsOf(2, (tsMs) => tsMs + 3_600_000)).moments).toEqual([0, 3_600_000]);
  });

  test("goes on when a clock that was ahead is set back", async () => {
    const clock = jumpingClock();
    const stop = new AbortController();
    let aheadMs = 30 * 86_400_000;
    const marketNowMs = () => clock.nowMs() + aheadMs;
    const moments: number[] = [];
    const desk = {
      name: "quotes",
      round: async (tsMs: number) => {
        moments.push(clock.nowMs());
        aheadMs = 0;
        if (moments.length === 2) stop.abort();
        return { nextTsMs: tsMs + 5_000, text: null };
      },
    };
    await runDesk({ desk, clock, marketNowMs, onRound: () => undefined }, stop.signal);
    expect(moments[1]).toBeLessThan(3_600_000);
  });

  test("that fails is tried again after growing pauses, then as before", async () => {
    let failures = 4;
    const { moments, reports } = await roundsOf(7, (tsMs) => {
      if (failures-- > 0) throw down();
      return tsMs + 1_000;
    });
    const pauses = moments.slice(1).map((tsMs, i) => tsMs - (moments[i] ?? 0));
    expect(pauses).toEqual([5_000, 10_000, 20_000, 40_000, 1_000, 1_000]);
    expect(reports.map(({ trouble }) => trouble === null)).toEqual([
      ...[false, false, false, false],
      ...[true, true, true],
    ]);
  });

  test("with a bug ends the run", async () => {
    const bug = roundsOf(2, () => {
      throw new Error("a bug");
    });
    await expect(bug).rejects.toThrow("a bug");
  });
});

describe("troubles", () => {
  test("are told once, and once more when they are over", () => {
    const told: string[] = [];
    let now: string | null = "";
    const troubles = new DeskTroubles({
      onTrouble: (text) => {
        now = text;
      },
      onNotice: (text) => void told.push(text),
    });
    const report = (desk: string, trouble: string | null) =>
      troubles.take({ desk, trouble, text: null });
    report("quotes", null);
    report("quotes", "down");
    report("quotes", "still down");
    report("news", "no key");
    expect(now as string | null).toBe("quotes: still down; news: no key");
    report("quotes", null);
    expect(now as string | null).toBe("news: no key");
    report("news", null);
    expect(now as string | null).toBeNull();
    expect(told).toEqual([
      ...["quotes: down; it is tried again", "news: no key; it is tried again"],
      ...["quotes: works again", "news: works again"],
    ]);
  });
});

describe("desks on a simulated clock", () => {
  test("work when they are due, whatever happens to the others", async () => {
    const rounds: string[] = [];
    const desk = (name: string, everyMs: number, failure?: Failure) => ({
      name,
      round: async (tsMs: number) => {
        rounds.push(`${name} ${tsMs}`);
        if (failure) throw failure;
        return { nextTsMs: tsMs + everyMs, text: null };
      },
    });
    const desks = [desk("a", 10), desk("bad", 10, down()), desk("b", 25)];
    const troubles: string[] = [];
    const schedule = new DeskSchedule(desks, ({ trouble }) => trouble && troubles.push(trouble));
    const { signal } = new AbortController();
    for (const tsMs of [0, 10, 20, 30]) await schedule.round(tsMs, signal);
    expect(rounds).toEqual(["a 0", "bad 0", "b 0", "a 10", "a 20", "a 30", "b 30"]);
    expect(troubles).toEqual(["the vendor is down"]);
    schedule.forget();
    await schedule.round(31, signal);
    expect(rounds.slice(-3)).toEqual(["a 31", "bad 31", "b 31"]);
  });
});
