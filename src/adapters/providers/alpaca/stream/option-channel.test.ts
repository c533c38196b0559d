import { describe, expect, test } from "bun:test";
import { encode } from "@ygoe/msgpack";
import fc from "fast-check";
import { RecordingSink } from "../../../../../testing/alpaca/recording-sink.ts";
import { FakeClock } from "../../../../../testing/fakes/fake-clock.ts";
import { Failure } from "../../../../base/failure.ts";
import { OptionChannel } from "./option-channel.ts";

const occ = "A260605C00150000";

function channel() {
  const sink = new RecordingSink();
  return { sink, options: new OptionChannel({ feed: "indicative", sink, clock: new FakeClock() }) };
}

const text = (value: string) => [0xa0 | value.length, ...new TextEncoder().encode(value)];

/** A list of one map {T:"t", S, t, p:1.5, s:300}, byte by byte from the msgpack specification. */
function frame(time: readonly number[]): Uint8Array {
  return Uint8Array.from([
    ...[0x91, 0x85],
    ...[...text("T"), ...text("t")],
    ...[...text("S"), ...text(occ)],
    ...[...text("t"), ...time],
    ...[...text("p"), 0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0],
    ...[...text("s"), 0xcd, 0x01, 0x2c],
  ]);
}

/** 2026-06-05T15:00:00Z is 0x6a22e470 s. */
const seconds = [0x6a, 0x22, 0xe4, 0x70];
const secondsMs = 0x6a22e470 * 1_000;
/** 250 ms are 0x0ee6b280 ns; in the 64 bit form they stand 34 bits up: 0x3b9aca00 in 32 bits. */
const times: readonly (readonly [string, readonly number[], number])[] = [
  ["32 bit", [0xd6, 0xff, ...seconds], secondsMs],
  ["64 bit", [0xd7, 0xff, 0x3b, 0x9a, 0xca, 0x00, ...seconds], secondsMs + 250],
  ["96 bit", [0xc7, 12, 0xff, 0x0e, 0xe6, 0xb2, 0x80, 0, 0, 0, 0, ...seconds], secondsMs + 250],
];

describe("a binary frame", () => {
  for (const [name, time, tsMs] of times) {
    test(`with a ${name} timestamp of the specification is read`, () => {
      const { options, sink } = channel();
      options.take(options.decode(frame(time)));
      expect(sink.trades).toMatchObject([{ occ, tsMs, price: 1.5, size: 300 }]);
      expect(sink.origins[0]).toMatchObject({ feed: "indicative", delayMs: 900_000 });
    });
  }

  test("of another writer is read whatever its numbers", () => {
    const whole = fc.integer({ min: 1, max: 2 ** 31 });
    const prices = fc.double({ min: 0.01, max: 5_000, noNaN: true });
    const moments = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
    fc.assert(
      fc.property(fc.array(fc.tuple(moments, prices, whole), { maxLength: 40 }), (rows) => {
        const { options, sink } = channel();
        const messages = rows.map(([tsMs, p, s]) => ({ T: "t", S: occ, t: new Date(tsMs), p, s }));
        options.take(options.decode(encode(messages)));
        const read = sink.trades.map(({ tsMs, price, size }) => [tsMs, price, size] as const);
        expect(read).toEqual(rows.map(([...row]) => row));
      }),
    );
  });

  test("that is cut off anywhere is a failure of the vendor", () => {
    const whole = frame(times[1]?.[1] ?? []);
    const { options } = channel();
    for (let length = 0; length < whole.length; length++) {
      expect(() => options.decode(whole.subarray(0, length))).toThrow(Failure);
    }
  });

  test("of any bytes is read or a failure, and nothing else", () => {
    const { options } = channel();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          options.take(options.decode(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
    );
  });
});
