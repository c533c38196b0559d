/**
 * A streamer of minute bars that sends as fast as it is read: sender-child.ts OPTIONS. Speaks as
 * much of Massive's protocol as a client needs, prints its port, and sends once it is asked.
 */
import type { Server, ServerWebSocket } from "bun";
import { nyse, regularOpenMinute } from "../../src/domain/calendar.ts";
import { fromYearMonthDay } from "../../src/domain/local-date.ts";
import { newYorkTsMs } from "../../src/domain/new-york.ts";
import { randomSource } from "../../testing/prices.ts";

export interface SenderOptions {
  readonly seed: number;
  readonly symbols: readonly string[];
  readonly minutes: number;
}

/** Bars of one frame; whole minutes of a market come in many. */
const frameBars = 200;
/** Bytes that may wait in the socket before the sender pauses. */
const waitingBytesMax = 1_048_576;
const sessionMinutes = 390;
const minuteMs = 60_000;

const options = JSON.parse(process.argv[2] ?? "") as SenderOptions;
const frames = makeFrames(options);
let next = 0;
const server: Server<undefined> = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request, self) =>
    self.upgrade(request) ? undefined : new Response(null, { status: 400 }),
  websocket: {
    open: (socket) => tell(socket, "connected"),
    message(socket, text) {
      const { action } = JSON.parse(String(text)) as { action: string };
      tell(socket, action === "auth" ? "auth_success" : "success");
      if (action === "subscribe") send(socket);
    },
    drain: (socket) => send(socket),
  },
});
console.log(String(server.port));

function send(socket: ServerWebSocket<undefined>): void {
  for (; next < frames.length; next++) {
    if (socket.getBufferedAmount() > waitingBytesMax) return;
    socket.send(frames[next] as string);
  }
}

function tell(socket: ServerWebSocket<undefined>, status: string): void {
  socket.send(JSON.stringify([{ ev: "status", status, message: status }]));
}

/** All bars in order of time, made before anybody waits for them. */
function makeFrames({ seed, symbols, minutes }: SenderOptions): readonly string[] {
  const random = randomSource(seed);
  const prices = Float64Array.from(symbols, () => 5 + 400 * random());
  const made: string[] = [];
  let date = fromYearMonthDay(2025, 11, 17);
  for (let minute = 0; minute < minutes; minute++) {
    if (minute > 0 && minute % sessionMinutes === 0) date = nyse.nextTradingDay(date);
    const openTsMs = newYorkTsMs(date, regularOpenMinute + (minute % sessionMinutes));
    for (let from = 0; from < symbols.length; from += frameBars) {
      const bars = symbols.slice(from, from + frameBars).map((sym, at) => {
        const open = prices[from + at] as number;
        const c = cents(open * (1 + 0.002 * (random() - 0.5)));
        prices[from + at] = c;
        const [h, l] = [cents(Math.max(open, c) * 1.0005), cents(Math.min(open, c))];
        const v = Math.floor(100_000 * random());
        return {
          ...{ ev: "AM", sym, v, av: 10 * v, op: cents(open), vw: c, o: cents(open), c, h, l },
          ...{ a: c, z: 100, s: openTsMs, e: openTsMs + minuteMs },
        };
      });
      made.push(JSON.stringify(bars));
    }
  }
  return made;
}

function cents(price: number): number {
  return Math.round(100 * price) / 100;
}
