import { type LimitTableName, limitTables } from "../../../config/memory-limits.ts";
import { defineCommand } from "../command.ts";
import type { CliContext } from "../context.ts";
import { writeJson } from "../json.ts";
import { memoryDocument } from "../memory-document.ts";
import { type MemorySource, makeReport, openMemorySource } from "../memory-report.ts";
import { memoryLines } from "../memory-view.ts";
import { type Output, writeLines } from "../output.ts";
import { Screen } from "../screen.ts";

const hourMs = 3_600_000;
/** Cells of the little pictures, by the columns of the screen. */
const cellCounts = { wide: 40, usual: 20, narrow: 14, wideFrom: 120, narrowBelow: 90 } as const;

export const memoryCommand = defineCommand({
  name: "memory",
  group: "program",
  summary: "Show the memory of the machine and of each service against its limits",
  details: [
    "MB are 2^20 bytes, as in free -m and MemoryMax=80M. High is where the kernel slows a " +
      "service down, Max where it kills. What counts as use: of a service with a control group " +
      "of its own, what is charged to it less the file pages, which the kernel can drop " +
      "(held); of one process without such a group all resident pages (rss), of several " +
      "their share of them (pss). Heap is what no file backs.",
    "The course of the last hours is what the memory guard of running services records: a full " +
      "bar is the lower of the two limits.",
  ],
  arguments: {},
  options: {
    watch: { kind: "switch", flag: "watch", short: "w", help: "refresh until ctrl-C" },
    every: {
      kind: "integer",
      flag: "every",
      placeholder: "SECONDS",
      min: 1,
      max: 3_600,
      default: 2,
      unit: "seconds",
      help: "with --watch: between two looks",
    },
    hours: {
      kind: "integer",
      flag: "hours",
      placeholder: "HOURS",
      min: 1,
      max: 720,
      default: 6,
      unit: "hours",
      help: "how far back the course goes",
    },
    limits: {
      kind: "choice",
      flag: "limits",
      choices: Object.keys(limitTables),
      default: "tight",
      help: "limits of services that no control group limits",
    },
  },
  formats: ["json"],
  finishesOnStop: true,
  examples: [
    { line: "memory", help: "once" },
    { line: "memory --watch", help: "refreshed every two seconds" },
    { line: "memory --hours 720 --json", help: "thirty days, for a program" },
  ],
  failures: [],
  async run(context, { options }) {
    const { clock, signal, out } = context;
    const source = await openMemorySource(context);
    try {
      if (!options.watch) {
        await show(context, source, options, (lines) => writeLines(out, lines));
        return 0;
      }
      const screen = new Screen(out);
      screen.open();
      try {
        while (!signal.aborted) {
          await show(context, source, options, (lines) => screen.draw(lines));
          await clock.sleep(options.every * 1_000, signal);
        }
      } finally {
        await screen.close();
      }
      return 0;
    } finally {
      source.store?.close();
    }
  },
});

async function show(
  { out, clock, settings }: CliContext,
  source: MemorySource,
  options: { readonly hours: number; readonly limits: string; readonly watch: boolean },
  draw: (lines: readonly string[]) => Promise<void>,
): Promise<void> {
  const report = makeReport(source, clock.nowMs(), {
    table: limitTables[options.limits as LimitTableName],
    spanMs: options.hours * hourMs,
    cellCount: cellCount(out),
  });
  const document = settings.json ? memoryDocument(report) : undefined;
  // One line a look, so that a program that reads along knows where each ends.
  if (document !== undefined && options.watch) await out.write(`${JSON.stringify(document)}\n`);
  else if (document !== undefined) await writeJson(out, document);
  else await draw(memoryLines(out, report));
}

function cellCount({ columns }: Output): number {
  if (columns >= cellCounts.wideFrom) return cellCounts.wide;
  return columns < cellCounts.narrowBelow ? cellCounts.narrow : cellCounts.usual;
}
