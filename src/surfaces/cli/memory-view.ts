import { utcText } from "../../domain/result-table.ts";
import { oneProcess } from "../../domain/service-name.ts";
import { sparkline } from "../../services/chart/spark.ts";
import { memoryText, shareText } from "../../services/memory/memory-text.ts";
import type { MemoryLimits } from "../../services/memory/used-memory.ts";
import { counted, formatSpan } from "./format.ts";
import type { MemoryReport, ServiceRow } from "./memory-report.ts";
import type { Output } from "./output.ts";
import { printTable } from "./table.ts";
import { printable, textWidth, wrapText } from "./text.ts";

const barCells = 10;
const boxBarCells = { usual: 20, narrow: 6, narrowBelow: 64 } as const;
/** Of a limit: from here on it is yellow, and red. */
const yellowFrom = 0.75;
const redFrom = 0.9;

/** A report for people: the machine, the services, the largest processes, what happened. */
export function memoryLines(output: Output, report: MemoryReport): string[] {
  const blocks = [
    boxLines(output, report),
    serviceLines(output, report),
    largestLines(output, report),
    eventLines(output, report),
    noteLines(output, report),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block) => [...block, ""])
    .slice(0, -1);
}

function boxLines(output: Output, { box, history }: MemoryReport): string[] {
  const { paint, glyphs } = output;
  const { totalBytes, availableBytes, swapTotalBytes, swapFreeBytes, pressure } = box;
  if (totalBytes === undefined || availableBytes === undefined) {
    return [`${paint.bold("Machine")}  ${paint.dim("its memory cannot be read on this system")}`];
  }
  const used = totalBytes - availableBytes;
  const swap =
    swapTotalBytes === undefined || swapTotalBytes === 0
      ? "no swap"
      : `swap of ${memoryText(swapTotalBytes)}, ${memoryText(swapFreeBytes ?? 0)} free`;
  const stall = pressure?.some?.avg10Pct;
  const facts = [
    `${memoryText(availableBytes)} available`,
    swap,
    stall === undefined ? "pressure unknown" : `waiting for memory ${stall.toFixed(1)} %`,
  ];
  const peaks = history?.peakBytes.get("box");
  const course = peaks === undefined ? [] : [spark(output, peaks, totalBytes)];
  const { usual, narrow, narrowBelow } = boxBarCells;
  const cells = output.columns < narrowBelow ? narrow : usual;
  const head = `${paint.bold("Machine")}  ${bar(output, used / totalBytes, cells)}`;
  const size = `${memoryText(used)} of ${memoryText(totalBytes)} used`;
  const first = [`${head} ${size}`, ...course].join("  ");
  const line = textWidth(first) <= output.columns ? first : `${head} ${size}`;
  const rest = wrapText(facts.join(` ${glyphs.dot} `), output.columns - 2);
  return [line, ...rest.map((text) => `  ${paint.dim(text)}`)];
}

function serviceLines(output: Output, report: MemoryReport): string[] {
  const { paint } = output;
  const span = report.history && formatSpan(report.history.spanMs);
  const columns = [
    { heading: "Service", align: "left", rank: 9 },
    { heading: "Use", align: "right", rank: 9 },
    { heading: "High", align: "right", rank: 8 },
    { heading: "Max", align: "right", rank: 9 },
    { heading: "Of limit", align: "left", rank: 7 },
    { heading: span === undefined ? "" : `Last ${span}`, align: "left", rank: 6 },
    { heading: "Counted", align: "left", rank: 3 },
    { heading: "Heap", align: "right", rank: 4 },
    { heading: "Since", align: "left", rank: 2 },
  ] as const;
  const rows = report.rows.map((row) => serviceCells(output, report, row));
  if (!isOneProcess(report)) rows.push(sumCells(output, report));
  const { lines } = printTable(output, columns, rows);
  const isAnyMeant = report.rows.some(({ memory, isEnforced }) => memory && !isEnforced);
  if (!isAnyMeant) return [...lines];
  const text = "no control group enforces these limits; the memory guard goes by them";
  return [...lines, ...wrapText(text, output.columns).map(paint.dim)];
}

function serviceCells(output: Output, report: MemoryReport, row: ServiceRow): string[] {
  const { paint, glyphs } = output;
  const { role, memory, used, limits } = row;
  const limitCells = [limits.highBytes, limits.maxBytes].map((bytes) => limitText(bytes));
  const peaks = report.history?.peakBytes.get(role);
  const top = lowest(limits);
  const history = peaks === undefined ? "" : spark(output, peaks, top);
  if (memory === undefined) {
    const state = isOneProcess(report) ? `in ${oneProcess}` : "not running";
    const cells = [role, state, ...limitCells, "", "", "", "", ""].map((text) => paint.dim(text));
    return cells.map((cell, at) => (at === 5 ? history : cell));
  }
  const share = used === undefined ? Number.NaN : used.bytes / top;
  return [
    paint.bold(role),
    used === undefined ? glyphs.missing : memoryText(used.bytes),
    ...limitCells,
    Number.isFinite(share) ? bar(output, share, barCells) : "",
    history,
    used?.metric.replace("-", " ") ?? "",
    memory.process.anonBytes === undefined ? "" : memoryText(memory.process.anonBytes),
    memory.sinceTsMs === undefined ? "" : formatSpan(report.tsMs - memory.sinceTsMs),
  ];
}

function sumCells({ paint }: Output, { rows, budget }: MemoryReport): string[] {
  const running = rows.filter(({ used }) => used !== undefined);
  const used = running.reduce((sum, row) => sum + (row.used?.bytes ?? 0), 0);
  const cells = [
    "all",
    running.length === 0 ? "" : memoryText(used),
    budget ? memoryText(budget.highBytes) : "",
    budget ? memoryText(budget.maxBytes) : "",
    ...["", "", "", "", ""],
  ];
  return cells.map((cell) => paint.dim(cell));
}

function largestLines(output: Output, { largest }: MemoryReport): string[] {
  if (largest.length === 0) return [];
  const { paint } = output;
  const columns = [
    { heading: "Largest", align: "right", rank: 9 },
    { heading: "PID", align: "right", rank: 9 },
    { heading: "Command", align: "left", rank: 9 },
  ] as const;
  const room = Math.min(output.columns, 200) - 24;
  const rows = largest.map(({ pid, rssBytes, command, name }) => [
    memoryText(rssBytes ?? 0),
    String(pid),
    paint.dim(shortened(output, printable(commandText(command ?? name)), room)),
  ]);
  return [...printTable(output, columns, rows).lines];
}

function eventLines(output: Output, { events }: MemoryReport): string[] {
  const { paint, glyphs } = output;
  if (events.length === 0) return [];
  const lines = events.map(({ tsMs, kind, subject, text }) => {
    const isBad = kind === "oom-kill" || kind === "leak" || kind === "throttled";
    const mark = isBad ? paint.red(glyphs.failed) : paint.dim(glyphs.neutral);
    const about = subject === undefined ? "" : ` ${subject}`;
    const head = `${paint.dim(utcText(tsMs).slice(5, 16))} ${mark} ${kind}${about}: `;
    return head + shortened(output, printable(text), output.columns - textWidth(head));
  });
  return [paint.bold("What happened (UTC)"), ...lines];
}

function noteLines(output: Output, { note, budget, symbolCount }: MemoryReport): string[] {
  const lines: string[] = [];
  if (budget !== undefined && symbolCount > 0) {
    lines.push(
      `six services need ${memoryText(budget.needBytes)} at most for ` +
        `${counted(symbolCount, "symbol")}; their limits leave ` +
        `${memoryText(budget.headroomBytes)} of the machine`,
    );
  }
  if (note !== undefined) lines.push(`no history: ${printable(note)}`);
  return lines.flatMap((line) => wrapText(line, output.columns)).map(output.paint.dim);
}

/** "██████░░░░  62 %", coloured by how near the limit is. */
function bar({ paint, glyphs }: Output, share: number, cells: number): string {
  const full = Math.max(0, Math.min(cells, Math.round(share * cells)));
  const color = share >= redFrom ? paint.red : share >= yellowFrom ? paint.yellow : paint.green;
  const rest = paint.dim(glyphs.empty.repeat(cells - full));
  const mark = share >= redFrom ? ` ${glyphs.warning}` : "";
  return `${color(glyphs.full.repeat(full))}${rest} ${shareText(share).padStart(5)}${mark}`;
}

function spark({ glyphs }: Output, peaks: Float64Array, topBytes: number): string {
  const range = { min: 0, max: topBytes };
  return sparkline(peaks, { unicode: glyphs.isUnicode, width: peaks.length, range });
}

/** "bun src/app/main.ts up": the folder of the program says little. */
function commandText(command: string): string {
  return command.replace(/^\S*\/(?=[^/\s]+( |$))/, "");
}

function isOneProcess({ rows }: MemoryReport): boolean {
  return rows[0]?.role === oneProcess;
}

/** Where the kernel acts first. */
function lowest({ highBytes, maxBytes }: MemoryLimits): number {
  return Math.min(highBytes, maxBytes);
}

function limitText(bytes: number): string {
  return Number.isFinite(bytes) ? `${Math.round(bytes / 2 ** 20)} MB` : "none";
}

function shortened({ glyphs }: Output, text: string, width: number): string {
  const end = glyphs.isUnicode ? "…" : "~";
  return text.length <= width ? text : text.slice(0, Math.max(0, width - 1)) + end;
}
