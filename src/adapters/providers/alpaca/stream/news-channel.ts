import type { StreamSink } from "../../../../ports/market-data.ts";
import { newsProvenance, readArticle } from "../news.ts";
import { type Channel, decodeJson, encodeJson, type VendorMessage } from "./channel.ts";

/** News as they are published (docs.alpaca.markets/docs/streaming-real-time-news). */
export class NewsChannel implements Channel {
  readonly name = "news";
  readonly path = "/v1beta1/news";
  readonly encode = encodeJson;
  readonly decode = decodeJson;
  readonly #sink: StreamSink;

  constructor(sink: StreamSink) {
    this.#sink = sink;
  }

  take(messages: readonly VendorMessage[]): void {
    const items = messages.flatMap((message) =>
      message.T === "n" ? (readArticle(message) ?? []) : [],
    );
    if (items.length === 0) return;
    const newestTsMs = Math.max(...items.map(({ tsMs }) => tsMs));
    this.#sink.onNews(items, newsProvenance(newestTsMs));
  }
}
