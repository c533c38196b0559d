/** One side of a comparison. */
export interface Contender {
  readonly name: string;
  /** Puts things back as they were before each round, off the clock. */
  prepare?(): void;
  /**
   * Does the work once and returns a number that depends on all of it: nothing can be optimised
   * away, and a contender that answers differently from round to round is caught.
   */
  run(): number;
  /** Slow ones run in fewer rounds. */
  readonly roundsMax?: number;
}

export interface RaceTime {
  readonly name: string;
  /** CPU time of all threads of the process, compilers and collectors included. */
  readonly medianMs: number;
  readonly fastestMs: number;
  readonly rounds: number;
  readonly result: number;
}

/** Rounds in which the engine compiles; nobody's time counts. */
const warmUpRounds = 3;

/**
 * Interleaved race: every round runs each contender once, so that whatever else the machine does
 * meets all of them. CPU time, because the clock on the wall also measures the neighbours.
 */
export function race(contenders: readonly Contender[], rounds: number): readonly RaceTime[] {
  const results = contenders.map((contender) => warmUp(contender));
  const times: number[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      // Another one begins each round: nobody is always the first after the same neighbour.
      const index = (turn + round) % contenders.length;
      const contender = contenders[index] as Contender;
      if (round >= (contender.roundsMax ?? rounds)) continue;
      const { ms, result } = timed(contender);
      if (!Object.is(result, results[index])) {
        throw new Error(`${contender.name} answered "${result}" after "${results[index]}"`);
      }
      times[index]?.push(ms);
    }
  }
  return contenders.map(({ name }, index) => {
    const sorted = (times[index] as number[]).sort((a, b) => a - b);
    return {
      name,
      medianMs: sorted[sorted.length >> 1] ?? Number.NaN,
      fastestMs: sorted[0] ?? Number.NaN,
      rounds: sorted.length,
      result: results[index] as number,
    };
  });
}

function warmUp(contender: Contender): number {
  let result = Number.NaN;
  const rounds = Math.min(warmUpRounds, contender.roundsMax ?? warmUpRounds);
  for (let round = 0; round < rounds; round++) {
    contender.prepare?.();
    result = contender.run();
  }
  return result;
}

function timed(contender: Contender): { readonly ms: number; readonly result: number } {
  contender.prepare?.();
  // The garbage of one must not be collected on another's time.
  Bun.gc(true);
  const before = process.cpuUsage();
  const result = contender.run();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1_000, result };
}
