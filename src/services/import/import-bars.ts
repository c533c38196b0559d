import { assert } from "../../base/assert.ts";
import { Failure } from "../../base/failure.ts";
import type { Adjustment } from "../../domain/instrument.ts";
import type { Interval } from "../../domain/interval.ts";
import { parseZone } from "../../domain/zone.ts";
import type { Clock } from "../../ports/clock.ts";
import type { InputFile } from "../../ports/input-file.ts";
import type { RejectFile, RejectFolder } from "../../ports/reject-file.ts";
import type { Store } from "../../ports/store.ts";
import { BarTimes } from "./bar-times.ts";
import { BatchWriter } from "./batch-writer.ts";
import { FileImport } from "./file-import.ts";
import { FileTally } from "./file-tally.ts";
import { LineBuffer } from "./line-buffer.ts";
import { type ImportStanding, ProgressMeter } from "./progress-meter.ts";
import { type FileReport, type ImportReport, reportOfEarlier, sumReports } from "./report.ts";
import { StampReader } from "./stamp-reader.ts";

/** Rows that are written in one transaction: 2 MB of columns. More gain little speed. */
const batchRowsDefault = 16384;
const batchRowsMax = 1_048_576;

/** Part of each file's key: raise it when rows are read or counted differently than before. */
const readerVersion = 1;

export interface ImportOptions {
  readonly interval: Interval;
  /** Whether prices are restated for splits. "split" is assumed, and reported, when absent. */
  readonly adjustment?: Adjustment;
  /** IANA zone of times without an offset; New York when absent. */
  readonly timezone?: string;
  readonly batchRows?: number;
  /** Reads files from their start, also those that were imported before. */
  readonly isForced?: boolean;
}

export interface ImportRequest {
  readonly store: Pick<Store, "bars" | "imports" | "events">;
  readonly files: readonly InputFile[];
  readonly rejects: RejectFolder;
  readonly clock: Clock;
  readonly options: ImportOptions;
  /** Called several times for each megabyte of text. */
  readonly onProgress?: (standing: ImportStanding) => void;
  /** Stops the import after the rows that were read; they are kept. */
  readonly signal?: AbortSignal;
}

/**
 * Reads CSV files into the store, one after another.
 *
 * A file that fails does not stop the others: it is listed in `failures`, which a caller has to
 * look at. Throws Failure
 *   usage.invalid     the timezone is none
 *   run.interrupted   `signal` was aborted; running the same import again goes on from there
 *   input.*           not one file gave a row: the failure of the first
 *   store.*           whatever the store throws; what was committed before is kept
 *
 * memory  bounded, whatever the size and number of files: 64 bytes for each of `batchRows` (up to
 *         262,144 where symbols and times are scattered), 200 KB for lines, about 200 bytes for
 *         each symbol of a file, a report for each file
 */
export async function importBars(request: ImportRequest): Promise<ImportReport> {
  return new ImportRun(request).run();
}

class ImportRun {
  readonly #request: ImportRequest;
  readonly #adjustment: Adjustment;
  readonly #writer: BatchWriter;
  readonly #buffer = new LineBuffer();
  readonly #stamp = new StampReader();
  readonly #times: BarTimes;
  readonly #meter: ProgressMeter;
  readonly #startedTsMs: number;
  readonly #reports: FileReport[] = [];
  /** Something may have been stored: not all files were imported before. */
  #hasRead = false;
  readonly #failures: { readonly label: string; readonly failure: Failure }[] = [];

  constructor(request: ImportRequest) {
    const { store, clock, options, files } = request;
    const batchRows = options.batchRows ?? batchRowsDefault;
    assert(batchRows >= 1 && batchRows <= batchRowsMax, `batchRows is 1 to ${batchRowsMax}`);
    const zone = parseZone(options.timezone ?? "America/New_York");
    if (!zone.ok) throw new Failure("usage.invalid", zone.error);
    this.#request = request;
    this.#adjustment = options.adjustment ?? "split";
    const destination = { interval: options.interval, adjustment: this.#adjustment };
    this.#writer = new BatchWriter({ store, clock, destination, batchRows });
    this.#times = new BarTimes({
      interval: options.interval,
      zone: zone.value,
      nowTsMs: clock.nowMs(),
    });
    this.#meter = new ProgressMeter(clock, files);
    this.#startedTsMs = clock.nowMs();
  }

  async run(): Promise<ImportReport> {
    const { options } = this.#request;
    try {
      await this.#importAll();
    } catch (error) {
      // What was stored before the end stays. A store that cannot take the event may be why.
      if (!isOfStore(error)) this.#tellOthers();
      throw error;
    }
    this.#tellOthers();
    const [first] = this.#failures;
    if (first && this.#reports.length === 0) throw first.failure;
    return {
      interval: options.interval,
      adjustment: this.#adjustment,
      isAdjustmentAssumed: options.adjustment === undefined,
      files: this.#reports,
      failures: this.#failures,
      totals: sumReports(this.#reports),
      elapsedMs: this.#meter.elapsedMs,
      rowsPerSecond: this.#meter.rowsPerSecond,
    };
  }

  async #importAll(): Promise<void> {
    for (const file of this.#request.files) {
      this.#meter.begin();
      try {
        await this.#importFile(file);
      } catch (error) {
        if (!isOfFile(error)) throw error;
        this.#failures.push({ label: file.label, failure: error });
      }
    }
    this.#writer.flush();
  }

  /** Scanners that run now read what changed anew. */
  #tellOthers(): void {
    const { store, clock, options } = this.#request;
    if (!this.#hasRead) return;
    const payload = { interval: options.interval, symbols: null, reason: "import" };
    store.events.append("bars.changed", payload, clock.nowMs());
  }

  async #importFile(file: InputFile): Promise<void> {
    const { store, rejects, options } = this.#request;
    const fileKey = this.#fileKey(file, await file.fingerprint());
    const earlier = options.isForced ? null : store.imports.importProgress(fileKey);
    if (earlier?.isComplete) {
      this.#reports.push(reportOfEarlier(file.label, earlier));
      this.#meter.end(file);
      return;
    }
    this.#hasRead = true;
    const tally = new FileTally({ fileKey, fileName: file.name, earlier });
    const rejectFile = rejects.open(file.name);
    try {
      await this.#readFile(file, tally, rejectFile);
    } finally {
      rejectFile.close();
    }
  }

  async #readFile(file: InputFile, tally: FileTally, rejects: RejectFile): Promise<void> {
    const source = { label: file.label, rejectPath: () => rejects.path };
    const status = tally.isResuming ? "resumed" : "imported";
    const keep = (as: FileReport["status"]) => {
      this.#writer.close(() => this.#reports.push(tally.report({ ...source, status: as })));
      this.#meter.end(file, tally);
    };
    this.#writer.open(tally);
    const reading = this.#startReading(file, tally, rejects);
    try {
      await this.#feed(file, reading, tally);
      reading.finish();
    } catch (error) {
      if (!isOfFile(error)) throw error;
      if (!reading.hasFittingRows || tally.isResuming) {
        this.#writer.drop();
        rejects.discard();
        throw error;
      }
      keep("cut-short");
      const message = `${error.message}; ${keptRows(tally.rowCount)} from before`;
      throw new Failure(error.code, message, { cause: error });
    }
    keep(status);
  }

  #startReading(file: InputFile, tally: FileTally, rejects: RejectFile): FileImport {
    return new FileImport({
      file,
      tally,
      rejects,
      interval: this.#request.options.interval,
      writer: this.#writer,
      buffer: this.#buffer,
      stamp: this.#stamp,
      times: this.#times,
    });
  }

  async #feed(file: InputFile, reading: FileImport, tally: FileTally): Promise<void> {
    const { signal, onProgress } = this.#request;
    for await (const { bytes, storedBytesRead } of file.read(signal)) {
      reading.take(bytes);
      onProgress?.(this.#meter.standing(file, tally, storedBytesRead));
      if (signal?.aborted) break;
    }
    if (!signal?.aborted) return;
    // What was read is written, so that the next run goes on from here.
    if (reading.hasFittingRows) this.#writer.flush();
    const next =
      file.storedBytes === null ? "a pipe starts from its beginning" : "run it again to go on";
    throw new Failure(
      "run.interrupted",
      `stopped in "${file.label}"; ${keptRows(tally.rowCount)} so far, ${next}`,
    );
  }

  /** A pipe has no identity: each run of it is an import of its own. */
  #fileKey(file: InputFile, fingerprint: string | null): string {
    const { interval, timezone = "" } = this.#request.options;
    const identity = fingerprint ?? `pipe ${this.#startedTsMs}`;
    const parts = [readerVersion, file.name, identity, interval, this.#adjustment, timezone];
    return parts.join("|");
  }
}

function keptRows(count: number): string {
  return count === 1 ? "1 row is kept" : `${count} rows are kept`;
}

function isOfStore(error: unknown): boolean {
  return error instanceof Failure && error.code.startsWith("store.");
}

/** Failures of one file leave the others alone; those of the store or the run do not. */
function isOfFile(error: unknown): error is Failure {
  return error instanceof Failure && error.code.startsWith("input.");
}
