import { readFileSync } from "node:fs";

/** Ticks of the kernel's clock per second: fixed on Linux for what /proc tells. */
const ticksPerSecond = 100;
const sampleMs = 100;

/** Looks at the memory and processor time of another process, on Linux. */
export class WatchedProcess {
  readonly #pid: number;
  #peakMb = 0;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Highest RSS that was seen since `watch`. */
  get peakMb(): number {
    return this.#peakMb;
  }

  rssMb(): number {
    return this.#kb("smaps_rollup", "Rss") / 1_024;
  }

  pssMb(): number {
    return this.#kb("smaps_rollup", "Pss") / 1_024;
  }

  /** Processor time since it was started. */
  cpuMs(): number {
    const fields = this.#read("stat").split(") ")[1]?.split(" ") ?? [];
    return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond;
  }

  /** Samples the peak while `work` runs. */
  async watch<T>(work: () => Promise<T>): Promise<T> {
    this.#peakMb = this.rssMb();
    const timer = setInterval(() => {
      this.#peakMb = Math.max(this.#peakMb, this.#kb("status", "VmRSS") / 1_024);
    }, sampleMs);
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }

  #kb(file: string, name: string): number {
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(this.#read(file))?.[1]);
  }

  #read(file: string): string {
    return readFileSync(`/proc/${this.#pid}/${file}`, "utf8");
  }
}
