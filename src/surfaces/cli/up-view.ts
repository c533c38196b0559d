import type { Interval } from "../../domain/interval.ts";
import { formatLocalDate } from "../../domain/local-date.ts";
import { newYorkDate, newYorkMinuteOfDay } from "../../domain/new-york.ts";
import type { MemoryEvent } from "../../ports/memory-store.ts";
import type { RescanReport } from "../../services/market-session/rescan.ts";
import type { SessionEvent } from "../../services/market-session/session-status.ts";
import type { CliContext } from "./context.ts";
import { counted, formatCount, formatDuration } from "./format.ts";
import type { Output } from "./output.ts";
import { fitted, Progress, type Standing } from "./progress.ts";

/** Between two lines about a market that lives; on a terminal one line is drawn again instead. */
const lineMs = 60_000;

/** Tells on the terminal, or in a log, what `up` is doing. */
export class UpView {
  readonly #context: CliContext;
  readonly #progress: Progress;
  readonly #known = new Set<Interval>();
  #signalsAdded = 0;
  #shownTsMs = 0;

  constructor(context: CliContext) {
    this.#context = context;
    const { err, clock, settings } = context;
    this.#progress = new Progress({ output: err, clock, isQuiet: settings.isQuiet });
  }

  show(event: SessionEvent): void {
    const { paint, glyphs } = this.#context.out;
    if (event.kind === "filling") this.#progress.show(() => fillStanding(event));
    else if (event.kind === "filled") this.#line(filledText(event, paint.green(glyphs.done)));
    else if (event.kind === "scanned") this.#scanned(event.report);
    else this.#line(`${paint.yellow(glyphs.warning)} ${event.text}`);
  }

  /** Every step of the memory ladder, leaks and kills; that a process began is no news here. */
  showMemory({ kind, text }: MemoryEvent): void {
    const { paint, glyphs } = this.#context.out;
    if (kind === "started") return;
    const isOver = kind === "calm" || kind === "undo" || kind === "leak-over";
    const mark = isOver ? paint.green(glyphs.done) : paint.yellow(glyphs.warning);
    this.#line(`${mark} memory, ${kind}: ${text}`);
  }

  /** Takes the line away that is drawn again and again. */
  end(): void {
    this.#progress.clear();
  }

  #scanned(report: RescanReport): void {
    const { out, clock } = this.#context;
    this.#signalsAdded += report.signalsAdded;
    const text = scanText(out, report, this.#signalsAdded);
    const isFirst = !this.#known.has(report.interval);
    this.#known.add(report.interval);
    const nowMs = clock.nowMs();
    // The first scan of each length is news; after that a line now and then is enough.
    if (!isFirst && nowMs - this.#shownTsMs < lineMs) {
      this.#progress.redraw(text);
      return;
    }
    this.#shownTsMs = nowMs;
    this.#signalsAdded = 0;
    this.#line(text);
  }

  #line(text: string): void {
    const { out, settings } = this.#context;
    this.#progress.clear();
    if (!settings.isQuiet) void out.write(`${fitted(text, out.columns)}\n`);
  }
}

type EventOf<K> = Extract<SessionEvent, { readonly kind: K }>;

function fillStanding({ interval, progress }: EventOf<"filling">): Standing {
  const { symbolsDone, symbolCount, barsWritten } = progress;
  return {
    label: `${interval} bars of the demo market`,
    doneRatio: symbolsDone / symbolCount,
    facts: `${formatCount(symbolsDone)} symbols, ${formatCount(barsWritten)} bars`,
  };
}

function filledText({ interval, progress, elapsedMs }: EventOf<"filled">, mark: string): string {
  const { symbolCount, barsWritten } = progress;
  const symbols = counted(symbolCount, "symbol");
  if (barsWritten === 0) return `${mark} ${interval} bars of ${symbols}: all there already`;
  const bars = `${formatCount(barsWritten)} ${interval} bars of ${symbols}`;
  return `${mark} ${bars} made up in ${formatDuration(elapsedMs)}`;
}

/** Parts are two blanks apart, so that the last ones can go where there is no room. */
function scanText({ paint, glyphs }: Output, report: RescanReport, added: number): string {
  const { interval, signalCounts, nowTsMs, elapsedMs } = report;
  const counts = [...signalCounts]
    .map(([scanner, count]) => `${scanner} ${formatCount(count)}`)
    .join(` ${glyphs.dot} `);
  const facts = paint.dim(`${formatCount(added)} new in ${formatDuration(elapsedMs)}`);
  return `${paint.green(glyphs.done)} ${marketTime(nowTsMs)}  ${interval}  ${counts}  ${facts}`;
}

/** "2023-06-30 16:00 New York". */
function marketTime(tsMs: number): string {
  const minute = newYorkMinuteOfDay(tsMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  return `${formatLocalDate(newYorkDate(tsMs))} ${clock} New York`;
}
