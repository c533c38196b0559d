import { availableParallelism, cpus, loadavg, release, totalmem } from "node:os";

/** Where and when a run was measured; figures mean little without it. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryMb: number;
  readonly system: string;
  readonly bun: string;
  /** Processes that wanted a core over the last minute; above `cores` all figures are too high. */
  readonly load: number;
}

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryMb: Math.round(totalmem() / 2 ** 20),
    system: `${process.platform} ${release()} ${process.arch}`,
    bun: Bun.version,
    load: loadavg()[0] ?? Number.NaN,
  };
}
