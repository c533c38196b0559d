import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { PbfWriter } from "pbf";
import { fixturePath } from "../../../../testing/replay/recorded.ts";
import { describeShared } from "../../../../testing/shared.ts";
import { readPricing } from "./pricing.ts";

function frame(fields: {
  volume?: number;
  price?: number;
  hint?: number;
  id?: string;
}): Uint8Array {
  const { id = "ACME", price = 10.05, volume = 300, hint = 2 } = fields;
  const writer = new PbfWriter();
  writer.writeStringField(1, id);
  writer.writeFloatField(2, price);
  writer.writeSVarintField(3, 1_785_937_395_000);
  writer.writeVarintField(7, 1);
  writer.writeSVarintField(9, volume);
  writer.writeSVarintField(27, hint);
  writer.writeDoubleField(33, 1e12);
  return writer.finish().slice();
}

describe("a frame of the streamer", () => {
  test("volumes and digits are zigzag numbers, prices rounded floats", () => {
    const pricing = readPricing(frame({ volume: 5_422_202, price: 307.2 }));
    expect(pricing).toMatchObject({ id: "ACME", price: 307.2, volume: 5_422_202, priceHint: 2 });
    expect(pricing?.tsMs).toBe(1_785_937_395_000);
    expect(readPricing(frame({ price: 0.12345, hint: 4 }))?.price).toBe(0.1235);
  });

  test("what is not sent is not known", () => {
    expect(readPricing(frame({}))).toMatchObject({
      bid: null,
      ask: null,
      change: null,
      high: null,
    });
  });

  test("volumes above 32 bits stay whole", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 51 }), (volume) => {
        expect(readPricing(frame({ volume }))?.volume).toBe(volume);
      }),
    );
  });

  test("a frame without a symbol, or cut off within a field, is none", () => {
    expect(readPricing(frame({ id: "" }))).toBeNull();
    expect(readPricing(new Uint8Array(0))).toBeNull();
    const whole = frame({});
    expect(readPricing(whole.slice(0, -3))).toBeNull();
  });

  test("any bytes are a frame or none, and never an error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const pricing = readPricing(bytes);
        if (pricing !== null) expect(pricing.id).not.toBe("");
      }),
      { numRuns: 2_000 },
    );
  });

  test("fields of an unexpected type are passed over", () => {
    const writer = new PbfWriter();
    writer.writeStringField(1, "ACME");
    writer.writeVarintField(2, 5);
    writer.writeStringField(9, "many");
    const pricing = readPricing(writer.finish());
    expect(pricing).toMatchObject({ id: "ACME", price: null, volume: null });
  });
});

describeShared("recorded frames of the streamer", () => {
  interface Recorded {
    readonly b64: string;
    readonly decoded: Readonly<Record<string, number | string>>;
  }

  test("each is read as an independent decoder read it", () => {
    const text = readFileSync(fixturePath("yahoo-stream", "frames.json"), "utf8");
    const { frames } = JSON.parse(text) as { readonly frames: readonly Recorded[] };
    expect(frames).toHaveLength(9);
    for (const { b64, decoded } of frames) {
      const pricing = readPricing(new Uint8Array(Buffer.from(b64, "base64")));
      expect(pricing?.id).toBe(decoded["id"] as string);
      expect(pricing?.price).toBe(Number((decoded["price"] as number).toFixed(2)));
      expect(pricing?.tsMs).toBe(decoded["time"] as number);
      expect(pricing?.volume).toBe((decoded["day_volume"] as number) ?? null);
      expect(pricing?.priceHint).toBe(2);
      expect(pricing?.changePct).toBeCloseTo(decoded["change_percent"] as number, 5);
      expect(pricing?.high ?? null).toBe(
        decoded["day_high"] === undefined
          ? null
          : Number((decoded["day_high"] as number).toFixed(2)),
      );
    }
  });
});
