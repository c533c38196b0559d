/** What the running system uses: one process and six, for a small, a usual and a whole market. */
import { fleetModes } from "../testing/fleet.ts";
import type { BenchCase, Figure, Table } from "./define.ts";
import { type FleetUse, measureFleet, total } from "./memory/measure-fleet.ts";

const sizes = [150, 1_500, 8_000] as const;
/** The largest of them is what the targets are about. */
const targetSize = 8_000;
/** Six services with 150 symbols, RSS in sum, as the reference system's own report has it. */
const referenceMb = 448;
const usualMinutes = 10;

export const memoryBench: BenchCase = {
  name: "memory",
  title: "Memory of the running system: one process and six",
  async run({ seed, symbols, minutes }) {
    const uses: FleetUse[] = [];
    for (const size of new Set([...sizes.filter((known) => known <= symbols), symbols])) {
      for (const mode of fleetModes) {
        uses.push(await measureFleet({ mode, symbols: size, seed, seconds: 60 * minutes }));
      }
    }
    return {
      tables: [sumTable(uses, minutes), ...uses.map(processTable)],
      figures: figuresOf(uses),
      notes: notes(minutes),
    };
  },
};

function figuresOf(uses: readonly FleetUse[]): readonly Figure[] {
  const of = (mode: FleetUse["mode"]) =>
    uses.find((use) => use.mode === mode && use.symbols === targetSize);
  const [one, six] = [of("one"), of("six")];
  const sum = (use: FleetUse | undefined, what: "rssMb" | "pssMb") =>
    use === undefined ? Number.NaN : total(use.end, what);
  return [
    { id: "memory.one-process-rss", value: sum(one, "rssMb"), unit: "MB" },
    { id: "memory.six-processes-pss", value: sum(six, "pssMb"), unit: "MB" },
    { id: "memory.six-processes-rss", value: sum(six, "rssMb"), unit: "MB" },
  ];
}

/** Every run in a line, the reference system below. */
function sumTable(uses: readonly FleetUse[], minutes: number): Table {
  const rows = uses.map((use) => [
    `${use.mode === "one" ? "one process" : "six processes"}, ${use.symbols} symbols`,
    ...[total(use.warm, "rssMb"), total(use.warm, "pssMb")].map(text),
    ...[total(use.end, "rssMb"), total(use.end, "pssMb")].map(text),
    ...[use.peakRssMb, use.peakPssMb].map(text),
    use.warmUpS.toFixed(1),
  ]);
  const after = `after ${minutes} min`;
  return {
    title: "In sum, MB; six processes with their supervisor",
    heads: [
      ...["", "RSS warm", "PSS warm", `RSS ${after}`, `PSS ${after}`],
      ...["RSS peak", "PSS peak", "warm-up s"],
    ],
    rows: [...rows, ["reference system, 150", "", "", String(referenceMb), "", "", "", ""]],
  };
}

function processTable(use: FleetUse): Table {
  const mode = use.mode === "one" ? "One process" : "Six processes";
  return {
    title: `${mode}, ${use.symbols} symbols, MB`,
    heads: ["", "RSS warm", "PSS warm", "RSS", "PSS", "heap"],
    rows: use.end.map(({ name, rssMb, pssMb, anonMb }) => {
      const warm = use.warm.find((one) => one.name === name);
      const values = [warm?.rssMb, warm?.pssMb, rssMb, pssMb, anonMb];
      return [name, ...values.map((value) => text(value ?? Number.NaN))];
    }),
  };
}

function notes(minutes: number): readonly string[] {
  const known = [
    "MB are 2^20 bytes. RSS counts the pages of the program, some 45 MB, in each process again; " +
      "PSS shares them out. Heap is what no file backs.",
    `the reference system's ${referenceMb} MB are from its own report: six services, 150 symbols`,
  ];
  const short = `a look of ${minutes} min; --minutes ${usualMinutes} is the full one`;
  return minutes < usualMinutes ? [...known, short] : known;
}

function text(value: number): string {
  return Number.isFinite(value) ? value.toFixed(1) : "-";
}
