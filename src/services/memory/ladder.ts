import { type ProcessRole, scannerServices } from "../../domain/service-name.ts";
import {
  type LadderStep,
  ladderSteps,
  lastingSteps as lasting,
} from "../../ports/memory-actions.ts";
import type { GuardReading, Pressure } from "./pressure.ts";

/** Where the ladder stands. A plain value: the guard keeps the newest one. */
export interface LadderState {
  /** Steps taken and not taken back, the mildest first. */
  readonly taken: readonly LadderStep[];
  /** When the last step was taken, repeated or taken back. */
  readonly movedTsMs: number;
  /** Since when all is calm; undefined when it is not. */
  readonly calmSinceTsMs: number | undefined;
  /** How often the last step was repeated. */
  readonly repeatCount: number;
  /** When a lasting step was last taken back, and how often that was too early. */
  readonly undoneTsMs: number;
  readonly relapseCount: number;
}

/** Something to do, and why. */
export interface LadderMove {
  readonly kind: "step" | "repeat" | "undo" | "calm";
  /** Undefined for "calm", which only tells that the pressure is over. */
  readonly step: LadderStep | undefined;
  /** The service that the step is about. */
  readonly target: ProcessRole | undefined;
  readonly cause: string;
}

export interface LadderTurn {
  readonly state: LadderState;
  readonly moves: readonly LadderMove[];
}

export const ladderStart: LadderState = {
  taken: [],
  movedTsMs: Number.NEGATIVE_INFINITY,
  calmSinceTsMs: undefined,
  repeatCount: 0,
  undoneTsMs: Number.NEGATIVE_INFINITY,
  relapseCount: 0,
};

/** What a step is given to help before the next one is taken. */
const helpMs: Readonly<Record<LadderStep, number>> = {
  trim: 15_000,
  "shrink-batches": 30_000,
  "pause-scanners": 60_000,
  "restart-scanner": 90_000,
  "restart-worker": 90_000,
  "restart-all": 600_000,
};
/** Under urgent pressure steps follow so many times sooner. */
const urgentDivisor = 3;
/** A step is taken back after so long a calm, and the next one after as long again. */
const calmMs = 60_000;
/** A lasting step that is needed again this soon was taken back too early: wait twice as long. */
const relapseMs = 900_000;
const relapseDoublingsMax = 5;
/** When nothing else is left the last step is repeated, each time after twice as long. */
const repeatMs = 60_000;
const repeatDoublingsMax = 6;

/**
 * One turn of the memory ladder: given where it stands and what was read, what to do now. Steps
 * are taken one by one from the mildest, each once the one before had its time to help; they are
 * taken back in reverse once all has been calm for a while. In between nothing happens, so that a
 * reading that hovers at a threshold moves nothing.
 */
export function turnLadder(
  before: LadderState,
  reading: GuardReading,
  facts: { readonly pressure: Pressure; readonly steps: readonly LadderStep[] },
): LadderTurn {
  const { pressure, steps } = facts;
  const state = afterClockJump(before, reading.tsMs);
  if (pressure.level === "calm") return descend(state, reading.tsMs);
  const restless = { ...state, calmSinceTsMs: undefined };
  if (pressure.level === "easing") return { state: restless, moves: [] };
  return climb(restless, reading, { pressure, steps });
}

/** The heaviest of the scanners that run by themselves. */
function heaviestScanner(reading: GuardReading): ProcessRole | undefined {
  return reading.services
    .filter(({ service }) => (scannerServices as readonly ProcessRole[]).includes(service))
    .sort((a, b) => b.usedBytes - a.usedBytes)[0]?.service;
}

/** A clock that was set back must not freeze the ladder until the old time comes again. */
function afterClockJump(state: LadderState, nowMs: number): LadderState {
  const { calmSinceTsMs } = state;
  return {
    ...state,
    movedTsMs: Math.min(state.movedTsMs, nowMs),
    undoneTsMs: Math.min(state.undoneTsMs, nowMs),
    ...(calmSinceTsMs !== undefined && { calmSinceTsMs: Math.min(calmSinceTsMs, nowMs) }),
  };
}

function climb(
  state: LadderState,
  reading: GuardReading,
  { pressure, steps }: { readonly pressure: Pressure; readonly steps: readonly LadderStep[] },
): LadderTurn {
  const { taken, movedTsMs, repeatCount } = state;
  const { cause } = pressure;
  const top = taken.at(-1);
  const waitedMs = reading.tsMs - movedTsMs;
  const divisor = pressure.level === "urgent" ? urgentDivisor : 1;
  if (top !== undefined && waitedMs < helpMs[top] / divisor) return { state, moves: [] };
  const step = nextStep(top, reading, steps);
  if (step !== undefined) {
    const move: LadderMove = { kind: "step", step, target: targetOf(step, reading), cause };
    const moved = { taken: [...taken, step], movedTsMs: reading.tsMs, repeatCount: 0 };
    const relapseCount = relapsesWith(state, step, reading.tsMs);
    return { state: { ...state, ...moved, relapseCount }, moves: [move] };
  }
  const pauseMs = repeatMs * 2 ** Math.min(repeatCount, repeatDoublingsMax);
  const again = taken.findLast((one) => !lasting.includes(one));
  if (again === undefined || waitedMs < Math.max(helpMs[again], pauseMs))
    return { state, moves: [] };
  const target = targetOf(again, reading);
  const moved = { movedTsMs: reading.tsMs, repeatCount: repeatCount + 1 };
  return { state: { ...state, ...moved }, moves: [{ kind: "repeat", step: again, target, cause }] };
}

function descend(state: LadderState, nowMs: number): LadderTurn {
  const calmSinceTsMs = state.calmSinceTsMs ?? nowMs;
  const calm = { ...state, calmSinceTsMs };
  if (state.taken.length === 0) return { state: calm, moves: [] };
  const waitMs = calmMs * 2 ** Math.min(state.relapseCount, relapseDoublingsMax);
  if (nowMs - Math.max(calmSinceTsMs, state.movedTsMs) < waitMs) return { state: calm, moves: [] };
  const step = state.taken.findLast((one) => lasting.includes(one));
  // Steps that happen once need no taking back: they go with the lasting step below them.
  const rest = step === undefined ? [] : state.taken.slice(0, state.taken.lastIndexOf(step));
  const isOver = !rest.some((one) => lasting.includes(one));
  const cause = `all has been far from its limits for ${waitMs / 1_000} s`;
  const moves: LadderMove[] = [];
  if (step !== undefined) moves.push({ kind: "undo", step, target: undefined, cause });
  if (isOver) moves.push({ kind: "calm", step: undefined, target: undefined, cause });
  const taken = isOver ? [] : rest;
  const undoneTsMs = step === undefined ? state.undoneTsMs : nowMs;
  return { state: { ...calm, taken, movedTsMs: nowMs, repeatCount: 0, undoneTsMs }, moves };
}

function relapsesWith(state: LadderState, step: LadderStep, nowMs: number): number {
  const isFirst = lasting.includes(step) && !state.taken.some((one) => lasting.includes(one));
  if (!isFirst) return state.relapseCount;
  return nowMs - state.undoneTsMs < relapseMs ? state.relapseCount + 1 : 0;
}

/** The mildest step above `top` that has something to work on. */
function nextStep(
  top: LadderStep | undefined,
  reading: GuardReading,
  steps: readonly LadderStep[],
): LadderStep | undefined {
  const from = top === undefined ? 0 : ladderSteps.indexOf(top) + 1;
  return ladderSteps.slice(from).find((step) => {
    const needsTarget = step === "restart-scanner" || step === "restart-worker";
    return steps.includes(step) && (!needsTarget || targetOf(step, reading) !== undefined);
  });
}

function targetOf(step: LadderStep, reading: GuardReading): ProcessRole | undefined {
  if (step === "restart-scanner") return heaviestScanner(reading);
  if (step !== "restart-worker") return undefined;
  return reading.services.find(({ service }) => service === "market-data-worker")?.service;
}
