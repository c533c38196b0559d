import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { ServiceName } from "../../domain/service-name.ts";
import { type LadderStep, ladderSteps } from "../../ports/memory-actions.ts";
import { type LadderMove, ladderStart, turnLadder } from "./ladder.ts";
import type { GuardReading, PressureLevel } from "./pressure.ts";

const secondMs = 1_000;

/** From one second on: the level of the readings from then. */
type Course = readonly (readonly [fromSecond: number, level: PressureLevel])[];

interface Run {
  readonly course: Course;
  readonly untilSecond: number;
  readonly steps?: readonly LadderStep[];
  readonly services?: Readonly<Partial<Record<ServiceName, number>>>;
}

const sixServices = {
  "market-data-worker": 60,
  "ttm-squeeze-scanner": 40,
  "vpb-scanner": 50,
  "macd-scanner": 45,
};

/** Turns the ladder once a second; returns what it did as "second kind step target". */
function run({ course, untilSecond, steps = ladderSteps, services = sixServices }: Run): string[] {
  let state = ladderStart;
  const told: string[] = [];
  for (let second = 0; second <= untilSecond; second++) {
    const level = course.findLast(([from]) => second >= from)?.[1] ?? "calm";
    const reading = readingAt(second * secondMs, services);
    const turn = turnLadder(state, reading, { pressure: { level, cause: "why" }, steps });
    state = turn.state;
    told.push(...turn.moves.map((move) => `${second} ${tell(move)}`));
  }
  return told;
}

function tell({ kind, step, target }: LadderMove): string {
  return [kind, step, target].filter((word) => word !== undefined).join(" ");
}

function readingAt(tsMs: number, services: NonNullable<Run["services"]>): GuardReading {
  return {
    tsMs,
    box: { totalBytes: undefined, availableBytes: undefined, stallPct: undefined },
    services: Object.entries(services).map(([service, usedBytes]) => ({
      service: service as ServiceName,
      ...{ usedBytes, limits: undefined, stallPct: undefined, throttledCount: 0 },
    })),
  };
}

const inOneProcess: readonly LadderStep[] = ["trim", "shrink-batches"];

const cases: readonly (Run & { readonly what: string; readonly does: readonly string[] })[] = [
  { what: "calm does nothing", course: [], untilSecond: 600, does: [] },
  { what: "easing does nothing", course: [[0, "easing"]], untilSecond: 600, does: [] },
  {
    what: "the first tight reading trims, and a short one needs no more",
    course: [
      [10, "tight"],
      [20, "calm"],
    ],
    untilSecond: 600,
    does: ["10 step trim", "80 calm"],
  },
  {
    what: "each step gets its time to help before the next one",
    course: [[0, "tight"]],
    untilSecond: 300,
    does: [
      "0 step trim",
      "15 step shrink-batches",
      "45 step pause-scanners",
      "105 step restart-scanner vpb-scanner",
      "195 step restart-worker market-data-worker",
      "285 step restart-all",
    ],
  },
  {
    what: "urgent pressure hurries",
    course: [[0, "urgent"]],
    untilSecond: 100,
    does: [
      "0 step trim",
      "5 step shrink-batches",
      "15 step pause-scanners",
      "35 step restart-scanner vpb-scanner",
      "65 step restart-worker market-data-worker",
      "95 step restart-all",
    ],
  },
  {
    what: "easing holds what was done and takes nothing back",
    course: [
      [0, "tight"],
      [20, "easing"],
    ],
    untilSecond: 900,
    does: ["0 step trim", "15 step shrink-batches"],
  },
  {
    what: "calm takes the lasting steps back one by one, the last first",
    course: [
      [0, "tight"],
      [110, "calm"],
    ],
    untilSecond: 900,
    does: [
      "0 step trim",
      "15 step shrink-batches",
      "45 step pause-scanners",
      "105 step restart-scanner vpb-scanner",
      "170 undo pause-scanners",
      "230 undo shrink-batches",
      "230 calm",
    ],
  },
  {
    what: "a calm that is broken counts from its new start",
    course: [
      [0, "tight"],
      [20, "calm"],
      [70, "easing"],
      [71, "calm"],
    ],
    untilSecond: 131,
    does: ["0 step trim", "15 step shrink-batches", "131 undo shrink-batches", "131 calm"],
  },
  {
    what: "new pressure climbs on from where the ladder stands",
    course: [
      [0, "tight"],
      [50, "calm"],
      [120, "tight"],
    ],
    untilSecond: 170,
    does: [
      "0 step trim",
      "15 step shrink-batches",
      "45 step pause-scanners",
      "110 undo pause-scanners",
      "140 step pause-scanners",
    ],
  },
  {
    what: "one process trims again, more and more rarely, when it can do no more",
    course: [[0, "tight"]],
    steps: inOneProcess,
    untilSecond: 500,
    does: [
      "0 step trim",
      "15 step shrink-batches",
      "75 repeat trim",
      "195 repeat trim",
      "435 repeat trim",
    ],
  },
  {
    what: "services that do not run are not restarted",
    course: [[0, "tight"]],
    services: { "api-server": 30 },
    untilSecond: 150,
    does: [
      "0 step trim",
      "15 step shrink-batches",
      "45 step pause-scanners",
      "105 step restart-all",
    ],
  },
  {
    what: "restarting all is not repeated before ten minutes",
    course: [[0, "urgent"]],
    steps: ["restart-all"],
    untilSecond: 1_300,
    does: ["0 step restart-all", "600 repeat restart-all", "1200 repeat restart-all"],
  },
  {
    what: "a ladder without steps stays where it is",
    course: [[0, "urgent"]],
    steps: [],
    untilSecond: 900,
    does: [],
  },
];

describe("the memory ladder", () => {
  test.each(cases)("$what", ({ does, ...given }) => {
    expect(run(given)).toEqual([...does]);
  });

  test("steps that were taken back too early are kept twice as long each time", () => {
    // Pressure is back 10 s after every return of the batches.
    let state = ladderStart;
    const undone: number[] = [];
    let tightFrom = 0;
    for (let second = 0; second < 4_000 && undone.length < 5; second++) {
      const isHeld = state.taken.includes("shrink-batches");
      const level = second >= tightFrom && !isHeld ? "tight" : "calm";
      const reading = readingAt(second * secondMs, {});
      const facts = { pressure: { level, cause: "" }, steps: inOneProcess } as const;
      const turn = turnLadder(state, reading, facts);
      state = turn.state;
      if (turn.moves.some(({ kind }) => kind === "undo")) {
        undone.push(second);
        tightFrom = second + 10;
      }
    }
    const gaps = undone.slice(1).map((second, at) => second - (undone[at] as number));
    expect(gaps).toEqual([146, 266, 506, 986]);
  });

  test("a clock that is set back does not freeze it", () => {
    const late = readingAt(3_600_000, {});
    const tight = { pressure: { level: "tight", cause: "" }, steps: inOneProcess } as const;
    const first = turnLadder(ladderStart, late, tight);
    const early = turnLadder(first.state, readingAt(0, {}), tight);
    const later = turnLadder(early.state, readingAt(15_000, {}), tight);
    expect(later.moves.map(tell)).toEqual(["step shrink-batches"]);
  });

  const level = fc.constantFrom<PressureLevel>("calm", "easing", "tight", "urgent");

  test("whatever comes, a step is taken once before it is taken back, the mildest first", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(level, fc.integer({ min: 1, max: 90 })), { maxLength: 60 }),
        (parts) => {
          let state = ladderStart;
          let nowMs = 0;
          const held = new Set<string>();
          for (const [each, seconds] of parts) {
            nowMs += seconds * secondMs;
            const pressure = { level: each, cause: "" };
            const facts = { pressure, steps: ladderSteps };
            const turn = turnLadder(state, readingAt(nowMs, sixServices), facts);
            for (const { kind, step } of turn.moves) {
              if (kind === "step") expect(held.has(step as string)).toBe(false);
              if (kind === "undo") expect(held.has(step as string)).toBe(true);
            }
            state = turn.state;
            held.clear();
            for (const step of state.taken) held.add(step);
            const order = state.taken.map((step) => ladderSteps.indexOf(step));
            expect(order).toEqual([...order].sort((a, b) => a - b));
            expect(turn.moves.length).toBeLessThanOrEqual(2);
          }
        },
      ),
    );
  });

  test("after any history a long calm takes everything back", () => {
    fc.assert(
      fc.property(fc.array(level, { maxLength: 80 }), (levels) => {
        let state = ladderStart;
        let nowMs = 0;
        const turn = (each: PressureLevel) => {
          nowMs += 20 * secondMs;
          const facts = { pressure: { level: each, cause: "" }, steps: ladderSteps };
          state = turnLadder(state, readingAt(nowMs, sixServices), facts).state;
        };
        for (const each of levels) turn(each);
        for (let at = 0; at < 1_000; at++) turn("calm");
        expect(state.taken).toEqual([]);
      }),
    );
  });
});
