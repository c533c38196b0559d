import type { BenchCase } from "./define.ts";

interface CaseEntry {
  readonly name: string;
  readonly load: () => Promise<BenchCase>;
  /** Runs whole commands on a market of its own choice: too long for the quick test. */
  readonly isLong?: true;
}

/**
 * Every case, in the order they run. Each is loaded in a process of its own, so that the memory
 * and the compiled code of one do not change the figures of the next.
 */
export const cases: readonly CaseEntry[] = [
  { name: "rescan", load: async () => (await import("./rescan.bench.ts")).rescanBench },
  { name: "kernels", load: async () => (await import("./kernels.bench.ts")).kernelsBench },
  {
    name: "incremental",
    load: async () => (await import("./incremental.bench.ts")).incrementalBench,
  },
  { name: "live-scan", load: async () => (await import("./live-scan.bench.ts")).liveScanBench },
  { name: "from-store", load: async () => (await import("./from-store.bench.ts")).fromStoreBench },
  {
    name: "real-data",
    isLong: true,
    load: async () => (await import("./real-data.bench.ts")).realDataBench,
  },
  {
    name: "import",
    isLong: true,
    load: async () => (await import("./import.bench.ts")).importBench,
  },
  { name: "store", load: async () => (await import("./store.bench.ts")).storeBench },
  { name: "chart", load: async () => (await import("./chart.bench.ts")).chartBench },
  { name: "ingest", load: async () => (await import("./ingest.bench.ts")).ingestBench },
  { name: "demo", load: async () => (await import("./demo.bench.ts")).demoBench },
  { name: "api", isLong: true, load: async () => (await import("./api.bench.ts")).apiBench },
  {
    name: "memory",
    isLong: true,
    load: async () => (await import("./memory.bench.ts")).memoryBench,
  },
  {
    name: "latency",
    isLong: true,
    load: async () => (await import("./latency.bench.ts")).latencyBench,
  },
  {
    name: "worker",
    isLong: true,
    load: async () => (await import("./worker.bench.ts")).workerBench,
  },
];
