import type { BusEvent, BusPayloads } from "../../domain/bus-event.ts";
import type { Interval } from "../../domain/interval.ts";
import { type ServiceName, scannerServices } from "../../domain/service-name.ts";
import type { ServiceStatus } from "../../services/service.ts";
import type { CliContext } from "./context.ts";
import { fitted, Progress, type Standing } from "./progress.ts";
import { roundText, type ScanRound } from "./scan-round.ts";

/** Between two lines about a market that lives; on a terminal one line is drawn again instead. */
const lineMs = 60_000;
/** After the last of the scanners told of a moment, the others have had their time. */
const roundMs = 400;

/** Tells on the terminal, or in a log, what the services do. */
export class UpView {
  readonly #context: CliContext;
  readonly #progress: Progress;
  readonly #known = new Set<Interval>();
  /** Scans of one moment of the market, by bar length, that are not shown yet. */
  readonly #rounds = new Map<Interval, ScanRound>();
  #signalsAdded = 0;
  #shownTsMs = 0;

  constructor(context: CliContext) {
    this.#context = context;
    const { err, clock, settings } = context;
    this.#progress = new Progress({ output: err, clock, isQuiet: settings.isQuiet });
  }

  /** Something that the user may want to act on. */
  notice(text: string): void {
    const { paint, glyphs } = this.#context.out;
    this.#line(`${paint.yellow(glyphs.warning)} ${text}`);
  }

  event(event: BusEvent): void {
    if (event.topic === "scan.finished") this.#addScan(event.payload);
    else if (event.topic === "memory") this.#showMemory(event.payload);
    else if (event.topic === "bars.changed") this.#showHistory(event.payload);
  }

  /** To be called several times a second. */
  look(statusOf: (name: ServiceName) => ServiceStatus): void {
    const { text, doneRatio } = statusOf("market-data-worker");
    if (doneRatio !== null) this.#progress.show(() => standingOf(text, doneRatio));
    const nowMs = this.#context.clock.nowMs();
    for (const [interval, round] of this.#rounds) {
      if (nowMs - round.changedTsMs < roundMs) continue;
      this.#rounds.delete(interval);
      this.#showRound(round);
    }
  }

  /** Takes the line away that is drawn again and again. */
  end(): void {
    this.#progress.clear();
  }

  /** Every step of the memory ladder, leaks and kills; that a process began is no news here. */
  #showMemory({ kind, text }: BusPayloads["memory"]): void {
    const { paint, glyphs } = this.#context.out;
    if (kind === "started") return;
    const isOver = kind === "calm" || kind === "undo" || kind === "leak-over";
    const mark = isOver ? paint.green(glyphs.done) : paint.yellow(glyphs.warning);
    this.#line(`${mark} memory, ${kind}: ${text}`);
  }

  #showHistory({ interval, reason }: BusPayloads["bars.changed"]): void {
    const { paint, glyphs } = this.#context.out;
    const bars = interval === null ? "bars" : `${interval} bars`;
    const what = reason === "history" ? `${bars} of the demo market made up` : `${reason}: ${bars}`;
    this.#line(`${paint.green(glyphs.done)} ${what}`);
  }

  #addScan(scan: BusPayloads["scan.finished"]): void {
    const { scanner, interval, marketTsMs } = scan;
    // A scanner without a service of its own comes once a day, at a moment of its own.
    if (!scannerServices.some((name) => name === `${scanner}-scanner`)) return;
    const open = this.#rounds.get(interval);
    const isLater = open !== undefined && open.marketTsMs !== marketTsMs;
    if (isLater) this.#showRound(open);
    const scans = isLater || open === undefined ? [scan] : [...open.scans, scan];
    const changedTsMs = this.#context.clock.nowMs();
    this.#rounds.set(interval, { interval, marketTsMs, scans, changedTsMs });
  }

  #showRound(round: ScanRound): void {
    const { out, clock } = this.#context;
    for (const { signalsAdded } of round.scans) this.#signalsAdded += signalsAdded;
    const text = roundText(out, round, this.#signalsAdded);
    const isFirst = !this.#known.has(round.interval);
    this.#known.add(round.interval);
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

function standingOf(label: string, doneRatio: number): Standing {
  return { label, doneRatio, facts: "" };
}
