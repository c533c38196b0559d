import type { Clock } from "../../ports/clock.ts";
import type { InputFile } from "../../ports/input-file.ts";
import type { FileTally } from "./file-tally.ts";

/** Where a running import stands. */
export interface ImportStanding {
  readonly label: string;
  /** 1 for the first file. */
  readonly fileNumber: number;
  readonly fileCount: number;
  /** Bytes of the stored files, compressed or not; the total is null with a pipe among them. */
  readonly storedBytesRead: number;
  readonly storedBytesTotal: number | null;
  readonly rowCount: number;
  readonly rowsRejected: number;
  readonly rowsPerSecond: number;
  readonly elapsedMs: number;
}

/** Adds up what the files of one import have come to. */
export class ProgressMeter {
  readonly #clock: Clock;
  readonly #startedTsMs: number;
  readonly #fileCount: number;
  readonly #storedBytesTotal: number | null;
  #fileNumber = 0;
  #storedBytes = 0;
  #rowCount = 0;
  #rowsRejected = 0;

  constructor(clock: Clock, files: readonly InputFile[]) {
    this.#clock = clock;
    this.#startedTsMs = clock.nowMs();
    this.#fileCount = files.length;
    let total: number | null = 0;
    for (const { storedBytes } of files) {
      total = total === null || storedBytes === null ? null : total + storedBytes;
    }
    this.#storedBytesTotal = total;
  }

  get elapsedMs(): number {
    return this.#clock.nowMs() - this.#startedTsMs;
  }

  get rowsPerSecond(): number {
    return perSecond(this.#rowCount, this.elapsedMs);
  }

  begin(): void {
    this.#fileNumber++;
  }

  end(file: InputFile, tally?: FileTally): void {
    this.#storedBytes += file.storedBytes ?? 0;
    this.#rowCount += tally?.rowCount ?? 0;
    this.#rowsRejected += tally?.findings.rejectedCount ?? 0;
  }

  standing(file: InputFile, tally: FileTally, storedBytesRead: number): ImportStanding {
    const rowCount = this.#rowCount + tally.rowCount;
    const { elapsedMs } = this;
    return {
      label: file.label,
      fileNumber: this.#fileNumber,
      fileCount: this.#fileCount,
      storedBytesRead: this.#storedBytes + storedBytesRead,
      storedBytesTotal: this.#storedBytesTotal,
      rowCount,
      rowsRejected: this.#rowsRejected + tally.findings.rejectedCount,
      rowsPerSecond: perSecond(rowCount, elapsedMs),
      elapsedMs,
    };
  }
}

function perSecond(count: number, elapsedMs: number): number {
  return elapsedMs > 0 ? (count * 1_000) / elapsedMs : 0;
}
