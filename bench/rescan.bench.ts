/**
 * A full rescan from memory: every symbol, 250 bars, the three scanners; against plain C, TA-Lib,
 * a plain two-pass implementation and libraries of npm, on the same bars in the same run.
 */
import { fileURLToPath } from "node:url";
import type { BenchCase, Figure, Table } from "./define.ts";
import { compilerVersion } from "./harness/c-library.ts";
import { measureCommand } from "./harness/measured-command.ts";
import { numberText } from "./harness/print.ts";
import { type RaceTime, race } from "./harness/race.ts";
import { workHash } from "./harness/work-hash.ts";
import { type MadeMarket, makeMarket } from "./market/made-market.ts";
import { peers } from "./peers/registry.ts";
import { type CellName, compareCells } from "./rescan/cells.ts";
import * as names from "./rescan/contenders.ts";
import { contenders, type Entry } from "./rescan/contenders.ts";
import type { RescanMemory } from "./rescan/memory.ts";

const memoryScript = fileURLToPath(new URL("./rescan/memory.ts", import.meta.url));

/** TA-Lib C over plain C, 105 ms to 31 ms: measured once with both, where TA-Lib is absent. */
const quotedTalibOverC = 3.4;
/** Two correct ways to sum differ by less. */
const errorMax = 1e-9;

export const rescanBench: BenchCase = {
  name: "rescan",
  title: "Full rescan from memory: three scanners over every symbol",
  async run({ seed, symbols, bars, rounds }) {
    const size = { seed, symbols, barsPerSymbol: bars };
    const measured = await measureCommand([process.execPath, memoryScript, JSON.stringify(size)]);
    const memory = JSON.parse(measured.stdout) as RescanMemory;
    const market = makeMarket(size);
    const { entries, notes } = contenders(market);
    const times = race(entries, rounds);
    const checks = checkAnswers(market, entries);
    const ours = entries.find(({ name }) => name === names.ourVerdicts) as Entry;
    return {
      tables: [tableOf(times, entries, checks, `${symbols} symbols x ${bars} daily bars`)],
      figures: [
        ...figuresOf(times),
        { id: "rescan.memory-above-bars", value: memory.aboveBarsMb, unit: "MB" },
      ],
      notes: [
        ...notes,
        `${numberText(memory.barsMb)} MB of bars; a rescan takes ` +
          `${numberText(memory.aboveBarsMb)} MB beside them in a process of its own`,
        `C compiler: ${compilerVersion()}, -O3; hash of our verdicts: ${workHash(ours.cells())}`,
        `"equal": flags and counts the same, numbers to ${errorMax} of the two-pass ones`,
      ],
    };
  },
};

/** What differs from the plain two-pass answers, by name of the contender; nothing: "equal". */
function checkAnswers(market: MadeMarket, entries: readonly Entry[]): ReadonlyMap<string, string> {
  const right = entries.find(({ name }) => name === names.plainColumns)?.cells() as Float64Array;
  const prices = market.series.map(({ close }) => close.at(-1) as number);
  return new Map(
    entries.map((entry) => {
      const cells = entry.cells();
      const wrong = entry.compared.filter((name: CellName) => {
        const found = compareCells(right, cells, prices, [name]);
        return found.symbolsWithOtherFlags > 0 || found.worstError > errorMax;
      });
      if (wrong.length > 0 && !isPeer(entry.name)) {
        throw new Error(`${entry.name} answers otherwise in ${wrong.join(", ")}`);
      }
      return [entry.name, wrong.length === 0 ? "equal" : `other ${wrong.join(", ")}`];
    }),
  );
}

/** A library may seed an average in its own way; then the table says so. */
function isPeer(name: string): boolean {
  return peers.some((tools) => name.startsWith(tools.name));
}

function tableOf(
  times: readonly RaceTime[],
  entries: readonly Entry[],
  checks: ReadonlyMap<string, string>,
  title: string,
): Table {
  const ratios = ratioTo(times, names.cColumns);
  const sorted = [...times].sort((a, b) => a.medianMs - b.medianMs);
  return {
    title: `${title}, CPU ms of a pass`,
    heads: ["contender", "gives", "median", "fastest", "rounds", "x plain C", "answers"],
    rows: sorted.map(({ name, medianMs, fastestMs, rounds }) => [
      name,
      entries.find((entry) => entry.name === name)?.gives ?? "",
      numberText(medianMs),
      numberText(fastestMs),
      String(rounds),
      numberText(ratios(name)),
      checks.get(name) ?? "",
    ]),
  };
}

function figuresOf(times: readonly RaceTime[]): readonly Figure[] {
  const toC = ratioTo(times, names.cColumns);
  const toTalib = ratioTo(times, names.talibColumns);
  const hasTalib = times.some(({ name }) => name === names.talibColumns);
  const peerTimes = times.filter(({ name }) => isPeer(name)).map(({ medianMs }) => medianMs);
  const ms = (name: string) => msOf(times, name);
  const unit = "x";
  return [
    { id: "rescan.verdicts", value: ms(names.ourVerdicts), unit: "CPU ms" },
    { id: "rescan.verdicts-over-c", value: toC(names.ourVerdicts), unit },
    {
      id: "rescan.verdicts-over-talib",
      value: hasTalib ? toTalib(names.ourVerdicts) : toC(names.ourVerdicts) / quotedTalibOverC,
      unit: hasTalib ? unit : `x, TA-Lib quoted as ${quotedTalibOverC} plain C`,
    },
    {
      id: "rescan.verdicts-over-c-verdicts",
      value: ms(names.ourVerdicts) / ms(names.cVerdicts),
      unit,
    },
    { id: "rescan.results", value: ms(names.ourResults), unit: "CPU ms" },
    { id: "rescan.results-over-c", value: toC(names.ourResults), unit },
    { id: "rescan.columns", value: ms(names.ourColumns), unit: "CPU ms" },
    { id: "rescan.columns-over-c", value: toC(names.ourColumns), unit },
    {
      id: "rescan.plain-over-columns",
      value: ms(names.plainColumns) / ms(names.ourColumns),
      unit,
    },
    {
      id: "rescan.best-peer-over-columns",
      value: Math.min(...peerTimes) / ms(names.ourColumns),
      unit,
    },
    {
      id: "rescan.best-peer-over-verdicts",
      value: Math.min(...peerTimes) / ms(names.ourVerdicts),
      unit,
    },
  ];
}

function ratioTo(times: readonly RaceTime[], base: string): (name: string) => number {
  return (name) => msOf(times, name) / msOf(times, base);
}

/** NaN for who did not take part. */
function msOf(times: readonly RaceTime[], name: string): number {
  return times.find((time) => time.name === name)?.medianMs ?? Number.NaN;
}
