/** The commands as a user types them, on the real US market where its file is at hand. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sharedPath } from "../testing/shared.ts";
import type { BenchCase, BenchReport } from "./define.ts";
import { type CommandUse, measureCommand } from "./harness/measured-command.ts";
import { numberText } from "./harness/print.ts";

const fileName = "daily_us_2022_2024.csv.gz";
const scanWords = ["scan", "all", "--as-of", "2023-06-30", "--json"];
const roundsMax = 5;

export const realDataBench: BenchCase = {
  name: "real-data",
  title: "Scan of the real US market, whole commands",
  async run({ rounds }) {
    const file = sharedPath("data", fileName);
    if (file === null) return skipped();
    const dataDir = mkdtempSync(join(tmpdir(), "l2t-bench-"));
    try {
      const command = (...words: string[]) =>
        measureCommand(["bin/l2t", ...words, "--data-dir", dataDir]);
      await command("import", file, "--interval", "1d", "--json");
      const { bars } = JSON.parse((await command("stats", "--json")).stdout) as { bars: number };
      const bytesPerBar = statSync(join(dataDir, "market_cache.db")).size / bars;
      const saving: CommandUse[] = [];
      const looking: CommandUse[] = [];
      for (let round = 0; round < Math.min(rounds, roundsMax); round++) {
        looking.push(await command(...scanWords, "--no-save"));
        saving.push(await command(...scanWords));
      }
      return reportOf({ bars, bytesPerBar, looking: median(looking), saving: median(saving) });
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  },
};

interface Measured {
  readonly bars: number;
  readonly bytesPerBar: number;
  readonly looking: CommandUse;
  readonly saving: CommandUse;
}

function reportOf({ bars, bytesPerBar, looking, saving }: Measured): BenchReport {
  const { symbols, total } = JSON.parse(saving.stdout) as { symbols: number; total: number };
  const row = (name: string, { wallMs, cpuMs, peakMb }: CommandUse) => [
    name,
    ...[wallMs, cpuMs, peakMb].map(numberText),
  ];
  return {
    tables: [
      {
        title: `l2t ${scanWords.join(" ")}: ${symbols} symbols, ${numberText(bars)} bars stored`,
        heads: ["command", "ms", "CPU ms", "peak MB"],
        rows: [row("with --no-save", looking), row("saving the results", saving)],
      },
    ],
    figures: [
      { id: "real-data.scan", value: looking.wallMs, unit: "ms" },
      { id: "real-data.scan-cpu", value: looking.cpuMs, unit: "CPU ms" },
      { id: "real-data.scan-and-save", value: saving.wallMs, unit: "ms" },
      { id: "real-data.peak-memory", value: Math.max(looking.peakMb, saving.peakMb), unit: "MB" },
      { id: "real-data.bytes-per-bar", value: bytesPerBar, unit: "bytes, whole file" },
    ],
    notes: [`${total} signals of all scanners; the market is that of ${fileName}`],
  };
}

function skipped(): BenchReport {
  const note = `SKIPPED for want of ../shared/data/${fileName}: no real market here`;
  return { tables: [], figures: [], notes: [note] };
}

/** By time on the clock, with the highest memory of all. */
function median(uses: readonly CommandUse[]): CommandUse {
  const sorted = [...uses].sort((a, b) => a.wallMs - b.wallMs);
  const middle = sorted[sorted.length >> 1] as CommandUse;
  return { ...middle, peakMb: Math.max(...uses.map(({ peakMb }) => peakMb)) };
}
