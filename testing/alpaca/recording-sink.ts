import type { OptionTrade } from "../../src/domain/option-contract.ts";
import type { Provenance } from "../../src/domain/provenance.ts";
import type { Quote } from "../../src/domain/quote.ts";
import type { NewsItem } from "../../src/domain/research.ts";
import type { StreamSink, StreamStatus } from "../../src/ports/market-data.ts";

interface TakenBar {
  readonly symbol: string;
  readonly openTsMs: number;
  readonly close: number;
  readonly volume: number;
  readonly isCorrection: boolean;
}

const waitMsMax = 4_000;

/** Keeps what a stream brings, as values: the stream reuses its batches. */
export class RecordingSink implements StreamSink {
  readonly bars: TakenBar[] = [];
  readonly batchLengths: number[] = [];
  readonly quotes: Quote[] = [];
  readonly trades: OptionTrade[] = [];
  readonly news: NewsItem[] = [];
  readonly statuses: StreamStatus[] = [];
  readonly gaps: [number, number][] = [];
  readonly origins: Provenance[] = [];

  onBars(batch: Parameters<StreamSink["onBars"]>[0], provenance: Provenance): void {
    this.batchLengths.push(batch.length);
    this.origins.push(provenance);
    for (let i = 0; i < batch.length; i++) {
      this.bars.push({
        symbol: batch.symbols[i] as string,
        openTsMs: batch.openTsMs[i] as number,
        close: batch.close[i] as number,
        volume: batch.volume[i] as number,
        isCorrection: batch.isCorrection[i] === 1,
      });
    }
  }

  onQuotes(quotes: readonly Quote[], provenance: Provenance): void {
    this.quotes.push(...quotes);
    this.origins.push(provenance);
  }

  onOptionTrades(trades: readonly OptionTrade[], provenance: Provenance): void {
    this.trades.push(...trades);
    this.origins.push(provenance);
  }

  onNews(items: readonly NewsItem[], provenance: Provenance): void {
    this.news.push(...items);
    this.origins.push(provenance);
  }

  onStatus(status: StreamStatus): void {
    this.statuses.push(status);
  }

  onGap(fromTsMs: number, untilTsMs: number): void {
    this.gaps.push([fromTsMs, untilTsMs]);
  }

  /** Waits until something has come, over real sockets. */
  async until(isTrue: (sink: this) => boolean): Promise<void> {
    const startedMs = performance.now();
    while (!isTrue(this)) {
      if (performance.now() - startedMs > waitMsMax) {
        throw new Error(`it never came; the stream says ${JSON.stringify(this.statuses.at(-1))}`);
      }
      await Bun.sleep(1);
    }
  }
}
