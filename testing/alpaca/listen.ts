import { expect } from "bun:test";
import { fromYearMonthDay } from "../../src/domain/local-date.ts";
import { newYorkTsMs } from "../../src/domain/new-york.ts";
import type { StreamWants } from "../../src/ports/market-data.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { type SocketScript, sendJson } from "../replay/socket-script.ts";
import { barRow } from "./alpaca-bodies.ts";
import { openAlpaca } from "./alpaca-vendor.ts";
import { RecordingSink } from "./recording-sink.ts";

/** Monday 1 June 2026, 10:00 in New York: when streams of tests begin. */
export const streamTsMs = newYorkTsMs(fromYearMonthDay(2026, 6, 1), 600);
const minuteMs = 60_000;
const nothing: StreamWants = { bars: [], quotes: [], optionTrades: [], news: [] };

/** A minute bar as the stream sends it. */
export function barMessage(S: string, minutesAgo: number, more: object = {}) {
  const t = new Date(streamTsMs - minutesAgo * minuteMs).toISOString();
  return { T: "b", S, ...barRow({ t, c: 10 }), ...more };
}

export function confirmed(lists: object) {
  return sendJson([{ T: "subscription", ...lists }]);
}

/** A running stream against scripted sockets, on a clock that stands still until it is moved. */
export async function listen(
  wants: Partial<StreamWants>,
  sockets: Readonly<Record<string, readonly SocketScript[]>>,
) {
  const clock = new FakeClock(streamTsMs);
  const vendor = await openAlpaca({ clock, sockets });
  const sink = new RecordingSink();
  const stream = vendor.provider.openStream?.(sink);
  if (!stream) throw new Error("the provider has no stream");
  stream.want({ ...nothing, ...wants });
  stream.start();
  return {
    ...{ clock, sink, stream, server: vendor.server },
    want: (more: Partial<StreamWants>) => stream.want({ ...nothing, ...more }),
    state: (state: string) => sink.until(({ statuses }) => statuses.at(-1)?.state === state),
    async [Symbol.asyncDispose]() {
      await stream.stop();
      expect(clock.sleeperCount, "no timer is left").toBe(0);
      await vendor.dispose();
    },
  };
}
