import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { madeBars } from "../../../../testing/contracts/store-harness.ts";
import { Failure } from "../../../base/failure.ts";
import { allocateBars } from "../../../domain/bars.ts";
import { blockBarsMax, Codec } from "./codec.ts";

setDefaultTimeout(60_000);

const seed = 20_230_630;
const codec = new Codec();
const out = allocateBars("1d", blockBarsMax);

describe("a damaged blob", () => {
  const blob = codec.encodeBlock(madeBars(0, 200), { from: 0, to: 200 });

  test("is refused when any one byte differs", () => {
    for (let at = 0; at < blob.length; at++) {
      const bent = blob.slice();
      bent[at] = (bent[at] as number) ^ (1 << (at % 8));
      expectRefused(bent);
    }
  });

  test("is refused at any length but its own", () => {
    for (let length = 0; length < blob.length; length++) expectRefused(blob.slice(0, length));
    const longer = new Uint8Array(blob.length + 1);
    longer.set(blob);
    expectRefused(longer);
  });

  test("is refused when it is noise, also with a checksum that fits", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 400 }), fc.boolean(), (noise, fits) => {
        const bytes = Uint8Array.from(noise);
        if (fits && bytes.length > 5) {
          bytes[4] = 1;
          bytes[5] = (bytes[5] as number) % 2;
          putCrc(bytes);
        }
        expectRefused(bytes);
      }),
      { seed, numRuns: 500 },
    );
  });

  test("is refused when it claims other columns than it has", () => {
    const small = unpacked(codec.encodeBlock(madeBars(0, 3), { from: 0, to: 3 }));
    expect(refusal(small)).toBeNull();
    for (let at = 4; at < small.length; at++) {
      for (const value of [0, 1, 2, 3, 4, 9, 255]) {
        const bent = small.slice();
        bent[at] = value;
        putCrc(bent);
        // Either it still reads as some block, or it is refused; nothing else.
        refusal(bent);
      }
    }
    const short = small.slice();
    short[6] = 4;
    putCrc(short);
    expectRefused(short);
  });
});

function refusal(blob: Uint8Array<ArrayBuffer>): unknown {
  try {
    codec.decodeBlock(blob, out);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    expect((error as Failure).code).toBe("store.invalid");
    return error;
  }
}

function expectRefused(blob: Uint8Array<ArrayBuffer>): void {
  expect(refusal(blob)).not.toBeNull();
}

/** The same block without the compressor, so that a test can reach its columns. */
function unpacked(blob: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const columns = Bun.zstdDecompressSync(blob.subarray(14));
  const bytes = new Uint8Array(14 + columns.length);
  bytes.set(blob.subarray(0, 14));
  bytes[5] = 0;
  bytes.set(columns, 14);
  putCrc(bytes);
  return bytes;
}

function putCrc(blob: Uint8Array<ArrayBuffer>): void {
  new DataView(blob.buffer).setUint32(0, Bun.hash.crc32(blob.subarray(4)), true);
}
