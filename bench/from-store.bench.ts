/**
 * A full rescan from the store, cold: a new process opens the database, reads the last bars of
 * every symbol and runs the three scanners.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchCase, BenchOptions, Table } from "./define.ts";
import type { StoreScan } from "./from-store/scan-store.ts";
import { type CommandUse, measureCommand } from "./harness/measured-command.ts";
import { numberText } from "./harness/print.ts";
import { raceRuns } from "./rescan/our-verdicts.ts";

const fillScript = fileURLToPath(new URL("./from-store/fill-store.ts", import.meta.url));
const scanScript = fileURLToPath(new URL("./from-store/scan-store.ts", import.meta.url));

/** A run of the scan's process, and what it found out about itself. */
interface ColdScan extends CommandUse {
  readonly scan: StoreScan;
}

export const fromStoreBench: BenchCase = {
  name: "from-store",
  title: "Full rescan from the store, in a cold process",
  async run(options) {
    const folder = mkdtempSync(join(tmpdir(), "l2t-bench-"));
    try {
      const path = join(folder, "market_cache.db");
      const size = { ...options, barsPerSymbol: options.bars };
      await measureCommand([process.execPath, fillScript, path, JSON.stringify(size)]);
      const colds = await coldScans(path, options.rounds);
      const median = checked(colds, options);
      const highestMb = Math.max(...colds.map(({ peakMb }) => peakMb));
      return {
        tables: [tableOf(median, highestMb, options)],
        figures: [
          { id: "from-store.scan", value: median.scan.wallMs, unit: "ms" },
          { id: "from-store.scan-cpu", value: median.scan.cpuMs, unit: "CPU ms" },
          { id: "from-store.process", value: median.wallMs, unit: "ms" },
          { id: "from-store.peak-memory", value: highestMb, unit: "MB" },
        ],
        notes: [
          `${median.scan.signals} signals of ${median.scan.results} results, sum of work ${
            median.scan.sum
          }`,
        ],
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function coldScans(path: string, rounds: number): Promise<readonly ColdScan[]> {
  const colds: ColdScan[] = [];
  for (let round = 0; round < rounds; round++) {
    const use = await measureCommand([process.execPath, scanScript, path]);
    colds.push({ ...use, scan: JSON.parse(use.stdout) as StoreScan });
  }
  return colds.sort((a, b) => a.scan.wallMs - b.scan.wallMs);
}

/** The median, once all rounds are known to have found the same. */
function checked(colds: readonly ColdScan[], { symbols }: BenchOptions): ColdScan {
  const median = colds[colds.length >> 1] as ColdScan;
  const expected = symbols * raceRuns.length;
  for (const { scan } of colds) {
    if (scan.results === expected && scan.sum === median.scan.sum) continue;
    throw new Error(`a scan of ${expected} gave ${scan.results} results, sum ${scan.sum}`);
  }
  return median;
}

function tableOf(cold: ColdScan, highestMb: number, { symbols, bars }: BenchOptions): Table {
  return {
    title: `${symbols} symbols x ${bars} daily bars, three scanners`,
    heads: ["part", "ms", "CPU ms", "peak MB"],
    rows: [
      ["open, read, scan", numberText(cold.scan.wallMs), numberText(cold.scan.cpuMs), ""],
      ["whole process", numberText(cold.wallMs), numberText(cold.cpuMs), numberText(highestMb)],
    ],
  };
}
