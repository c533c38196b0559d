import { afterEach, describe, expect, test } from "bun:test";
import { newYork } from "../../../testing/history-store.ts";
import { PolledDay, type PolledDayOptions } from "../../../testing/polled-day.ts";
import { Failure } from "../../base/failure.ts";

const minute = 60_000;
let day: PolledDay | null = null;
afterEach(() => {
  day?.made.remove();
  day = null;
});

function dayFrom(start: string, options: PolledDayOptions = {}): PolledDay {
  day = new PolledDay(start, options);
  return day;
}

/** The vendor of bars is down for a while. */
function downBetween(from: string, until: string): NonNullable<PolledDayOptions["script"]> {
  return () => {
    const nowMs = day?.nowMs ?? 0;
    const isDown = nowMs >= newYork(from) && nowMs < newYork(until);
    return isDown ? new Failure("provider.unavailable", "made is down") : undefined;
  };
}

describe("a market that is asked for", () => {
  test("is whole from its first start in the middle of a session on", async () => {
    const first = dayFrom("2025-11-24 10:02");
    await first.until("2025-11-24 14:43");
    first.checkWhole();
  });

  test("is whole from a first start on behind a vendor that is late", async () => {
    const late = dayFrom("2025-11-24 10:02", { delayMs: 16 * minute });
    await late.until("2025-11-24 14:43");
    late.checkWhole();
  });

  test("is whole after a restart where the vendor is a quarter of an hour late", async () => {
    const late = dayFrom("2025-11-24 09:00", { delayMs: 16 * minute });
    await late.until("2025-11-24 10:07");
    late.restart();
    await late.until("2025-11-24 14:43");
    late.checkWhole();
  });

  test("is whole after the vendor was down for hours", async () => {
    const script = downBetween("2025-11-24 10:02", "2025-11-24 12:22");
    const broken = dayFrom("2025-11-24 09:00", { script });
    await broken.until("2025-11-24 14:43");
    expect(broken.troubles).toContain("made is down");
    broken.checkWhole();
  });

  test("goes on where one symbol cannot be read for a while", async () => {
    const broken = dayFrom("2025-11-24 09:00", {
      script: ({ symbols, kind }) => {
        const nowMs = day?.nowMs ?? 0;
        const isBad = nowMs > newYork("2025-11-24 10:12") && nowMs < newYork("2025-11-24 10:42");
        const isAsked = kind === "bars" && symbols.includes(day?.symbols[1] ?? "");
        return isBad && isAsked ? new Failure("provider.bad-payload", "no numbers") : undefined;
      },
    });
    await broken.until("2025-11-24 10:33");
    const [first = "", bad = ""] = broken.symbols;
    const count = (symbol: string) => broken.made.rows({ symbol, interval: "5m" }).length;
    expect(count(first) - count(bad)).toBe(4);
    await broken.until("2025-11-24 14:43");
    broken.checkWhole();
  });

  test("takes in a symbol in the middle of a session, with the whole of its day", async () => {
    const edited = dayFrom("2025-11-24 09:00", { watched: (symbols) => symbols.slice(1) });
    await edited.until("2025-11-24 10:14");
    edited.watch(edited.market.symbols);
    await edited.until("2025-11-24 10:18");
    edited.checkWhole();
    await edited.until("2025-11-24 14:43");
    edited.checkWhole();
  });

  test("takes a symbol in again that was left out for a while", async () => {
    const edited = dayFrom("2025-11-21 12:00");
    await edited.until("2025-11-21 12:06");
    edited.watch(edited.market.symbols.slice(1));
    edited.nowMs = newYork("2025-11-24 09:00");
    await edited.until("2025-11-24 10:07");
    edited.watch(edited.market.symbols);
    await edited.until("2025-11-24 11:03");
    edited.checkWhole();
  });

  test("ends with the bell of a half day and goes on with the next session", async () => {
    const half = dayFrom("2025-11-28 12:20");
    await half.until("2025-11-28 13:13");
    half.checkWhole();
    half.nowMs = newYork("2025-12-01 09:20");
    await half.until("2025-12-01 09:53");
    half.checkWhole();
  });

  test("follows the clocks of New York over the end of summer time", async () => {
    const sunday = dayFrom("2025-10-31 15:30");
    await sunday.until("2025-10-31 16:13");
    sunday.checkWhole();
    sunday.nowMs = newYork("2025-11-03 09:20");
    await sunday.until("2025-11-03 14:03");
    sunday.checkWhole();
  });
});
