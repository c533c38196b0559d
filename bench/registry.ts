import type { BenchCase } from "./define.ts";

/**
 * Every case, in the order they run. Each is loaded in a process of its own, so that the memory
 * and the compiled code of one do not change the figures of the next.
 */
export const cases: readonly {
  readonly name: string;
  readonly load: () => Promise<BenchCase>;
}[] = [
  { name: "rescan", load: async () => (await import("./rescan.bench.ts")).rescanBench },
  {
    name: "incremental",
    load: async () => (await import("./incremental.bench.ts")).incrementalBench,
  },
  { name: "store", load: async () => (await import("./store.bench.ts")).storeBench },
  { name: "chart", load: async () => (await import("./chart.bench.ts")).chartBench },
  { name: "demo", load: async () => (await import("./demo.bench.ts")).demoBench },
];
