import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { detectLeak } from "./leak-detector.ts";
import { leakText } from "./memory-text.ts";

const megabyte = 2 ** 20;
const minuteMs = 60_000;

/** The same cases in every run: a verdict about chance would fail by chance now and then. */
const runs = { seed: 20_260_601, numRuns: 150 };

function seededNoise(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** As the guard does: the least of the samples of a minute counts. */
const samplesPerMinute = 12;

/** What `useMb` says over some hours, with normal noise, judged. */
function judge(
  useMb: (hour: number) => number,
  { noiseMb = 1, hours = 6, seed = 1 }: { noiseMb?: number; hours?: number; seed?: number } = {},
) {
  const noise = seededNoise(seed);
  const count = hours * 60 + 1;
  const tsMs = Float64Array.from({ length: count }, (_, at) => 1e12 + at * minuteMs);
  const sample = (at: number, part: number) =>
    useMb((at + part / samplesPerMinute) / 60) + noise() * noiseMb;
  const parts = Array.from({ length: samplesPerMinute }, (_, part) => part);
  const usedBytes = tsMs.map((_, at) => {
    return Math.min(...parts.map((part) => sample(at, part))) * megabyte;
  });
  return detectLeak({ tsMs, usedBytes });
}

const seed = () => fc.integer({ min: 1, max: 2 ** 31 });
const mb = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe("a leak is not seen", () => {
  test("in noise around one level", () => {
    fc.assert(
      fc.property(seed(), mb(0, 8), mb(2, 6), (seed, noiseMb, hours) => {
        expect(judge(() => 60, { seed, noiseMb, hours: Math.floor(hours) }).kind).not.toBe("leak");
      }),
      runs,
    );
  });

  test("in the sawtooth of garbage collection, whatever its height and period", () => {
    fc.assert(
      fc.property(seed(), mb(5, 60), mb(0.05, 3), mb(0, 1), (seed, heightMb, period, phase) => {
        const tooth = (hour: number) => (((hour + phase * period) % period) / period) * heightMb;
        expect(judge((hour) => 50 + tooth(hour), { seed }).kind).not.toBe("leak");
      }),
      runs,
    );
  });

  test("in one step, such as a cache that was filled", () => {
    fc.assert(
      fc.property(seed(), mb(5, 60), mb(0.2, 5.8), mb(0, 1), (seed, stepMb, atHour, noiseMb) => {
        const verdict = judge((hour) => 60 + (hour > atHour ? stepMb : 0), { seed, noiseMb });
        expect(verdict.kind).not.toBe("leak");
      }),
      runs,
    );
  });

  test("in a warm-up that is over", () => {
    fc.assert(
      fc.property(seed(), mb(5, 60), mb(0.1, 1), (seed, heightMb, tauHours) => {
        const verdict = judge((hour) => 60 + heightMb * (1 - Math.exp(-hour / tauHours)), { seed });
        expect(verdict.kind).not.toBe("leak");
      }),
      runs,
    );
  });

  test("in memory that is given back", () => {
    expect(judge((hour) => 90 - 5 * hour).kind).toBe("steady");
  });
});

describe("a leak is seen", () => {
  test("with its rate inside the range that is told, nearly always", () => {
    let inside = 0;
    fc.assert(
      fc.property(seed(), mb(3, 40), mb(0, 1), (seed, rateMb, noiseMb) => {
        const verdict = judge((hour) => 60 + rateMb * hour, { seed, noiseMb });
        expect(verdict.kind).toBe("leak");
        expect(verdict.bytesPerHour / megabyte).toBeCloseTo(rateMb, -0.3);
        const { bytesPerHourLow, bytesPerHourHigh } = verdict;
        const isInside =
          bytesPerHourLow <= rateMb * megabyte && rateMb * megabyte <= bytesPerHourHigh;
        inside += isInside ? 1 : 0;
      }),
      runs,
    );
    // The lowest of each stretch errs a little to one side, so it is 95 % only nearly.
    expect(inside / runs.numRuns).toBeGreaterThan(0.85);
  });

  test("below the sawtooth of garbage collection", () => {
    fc.assert(
      fc.property(seed(), mb(5, 30), mb(5, 20), mb(0.05, 0.3), (seed, rateMb, heightMb, period) => {
        const tooth = (hour: number) => ((hour % period) / period) * heightMb;
        const verdict = judge((hour) => 50 + rateMb * hour + tooth(hour), { seed, noiseMb: 0.5 });
        expect(verdict.kind).toBe("leak");
      }),
      runs,
    );
  });

  test("though a few readings are wild", () => {
    const wild = (hour: number) => (Math.round(hour * 60) % 37 === 5 ? 300 : 0);
    expect(judge((hour) => 60 + 4 * hour + wild(hour)).kind).toBe("leak");
  });
});

describe("too little to judge", () => {
  test("is less than two hours", () => {
    expect(judge((hour) => 60 + 30 * hour, { hours: 1 }).kind).toBe("too-short");
    expect(judge((hour) => 60 + 30 * hour, { hours: 2 }).kind).toBe("leak");
  });

  test("is a span of which most is missing", () => {
    const tsMs = [0, 1, 2, 3, 4, 5, 300, 301, 302].map((minute) => minute * minuteMs);
    const usedBytes = tsMs.map((_, at) => at * 10 * megabyte);
    const verdict = detectLeak({ tsMs, usedBytes });
    expect(verdict).toMatchObject({ kind: "too-short", bytesPerHour: Number.NaN });
  });

  test("is nothing at all", () => {
    expect(detectLeak({ tsMs: [], usedBytes: [] })).toMatchObject({ kind: "too-short", spanMs: 0 });
  });
});

test("a level on top of everything changes nothing", () => {
  const low = judge((hour) => 60 + 3 * hour, { seed: 5 });
  const high = judge((hour) => 1_060 + 3 * hour, { seed: 5 });
  expect(high.kind).toBe(low.kind);
  expect(high.bytesPerHour).toBeCloseTo(low.bytesPerHour, 3);
});

test("the sentence tells rate, confidence, hours and what is left", () => {
  const verdict = judge((hour) => 60 + 3 * hour, { noiseMb: 0 });
  expect(leakText(verdict, 30 * megabyte)).toBe(
    "grows by 3.0 MB an hour (3.0 to 3.0 with 95 % confidence) over 6.0 h; " +
      "meets its limit in about 10 h",
  );
  expect(leakText(verdict, 300 * megabyte)).toEndWith("in about 4 days");
  expect(leakText(verdict, Infinity)).toEndWith("over 6.0 h");
});
