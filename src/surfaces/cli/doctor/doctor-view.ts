import type { MemoryBudget } from "../../../config/budget.ts";
import { memoryText } from "../../../services/memory/memory-text.ts";
import { counted } from "../format.ts";
import type { Output } from "../output.ts";
import { printTable } from "../table.ts";
import { padEnd, printable, textWidth, wrapText } from "../text.ts";
import type { Check } from "./check.ts";
import type { Examination } from "./examine.ts";

const widthMax = 100;

/** A line for each check, and the budget as a table. */
export function doctorLines(output: Output, examination: Examination): readonly string[] {
  const { checks, budget, symbolCount } = examination;
  const nameWidth = Math.max(...checks.map(({ name }) => textWidth(name)));
  const lines = checks.flatMap((check) => checkLines(output, check, nameWidth));
  if (budget === undefined) return lines;
  return [...lines, "", ...budgetLines(output, budget, symbolCount)];
}

/** The same as JSON. Sizes are bytes. */
export function doctorDocument({ dataDir, checks, budget, symbolCount }: Examination): unknown {
  return {
    healthy: checks.every(({ state }) => state !== "fail"),
    data_dir: dataDir,
    checks: checks.map(({ wayOut = null, ...check }) => ({ ...check, way_out: wayOut })),
    budget: budget === undefined ? null : budgetDocument(budget, symbolCount),
  };
}

function budgetDocument(budget: MemoryBudget, symbolCount: number) {
  const { rows, needBytes, highBytes, maxBytes, boxBytes, headroomBytes } = budget;
  return {
    symbols: symbolCount,
    services: rows.map(({ need, limits }) => ({
      service: need.role,
      own_bytes: Math.round(need.ownBytes),
      parts: need.parts.map(({ what, bytes }) => ({ what, bytes: Math.round(bytes) })),
      memory_high_bytes: limits.memoryHighBytes,
      memory_max_bytes: limits.memoryMaxBytes,
    })),
    need_bytes: Math.round(needBytes),
    memory_high_bytes: highBytes,
    memory_max_bytes: maxBytes,
    machine_bytes: boxBytes,
    headroom_bytes: headroomBytes,
  };
}

function checkLines(output: Output, check: Check, nameWidth: number): string[] {
  const { paint, glyphs } = output;
  const marks = {
    ok: paint.green(glyphs.done),
    warn: paint.yellow(glyphs.warning),
    fail: paint.red(glyphs.failed),
  };
  const left = nameWidth + 4;
  const width = Math.max(20, Math.min(output.columns, widthMax) - left);
  const [first = "", ...rest] = wrapText(printable(check.finding), width);
  const lines = [`${marks[check.state]} ${padEnd(check.name, nameWidth)}  ${first}`];
  lines.push(...rest.map((line) => " ".repeat(left) + line));
  if (check.wayOut === undefined) return lines;
  const head = check.state === "warn" ? "to mend it" : "way out";
  const way = wrapText(`${head}: ${printable(check.wayOut)}`, width);
  return [...lines, ...way.map((line) => " ".repeat(left) + paint.yellow(line))];
}

function budgetLines(output: Output, budget: MemoryBudget, symbolCount: number): string[] {
  const { paint } = output;
  const title = `Memory budget for ${counted(symbolCount, "symbol")}`;
  const columns = [
    { heading: "Service", align: "left", rank: 9 },
    { heading: "Own", align: "right", rank: 9 },
    { heading: "High", align: "right", rank: 8 },
    { heading: "Max", align: "right", rank: 9 },
    { heading: "Most of it", align: "left", rank: 3 },
  ] as const;
  const rows = budget.rows.map(({ need, limits }) => {
    const largest = need.parts.reduce((a, b) => (b.bytes > a.bytes ? b : a));
    return [
      need.role,
      memoryText(need.ownBytes),
      memoryText(limits.memoryHighBytes),
      memoryText(limits.memoryMaxBytes),
      paint.dim(`${largest.what} ${memoryText(largest.bytes)}`),
    ];
  });
  const { needBytes, highBytes, maxBytes, boxBytes, headroomBytes } = budget;
  rows.push(["all", memoryText(needBytes), memoryText(highBytes), memoryText(maxBytes), ""]);
  const rest = `of ${memoryText(boxBytes)} the limits leave ${memoryText(headroomBytes)}`;
  return [paint.bold(title), ...printTable(output, columns, rows).lines, paint.dim(rest)];
}
