import { Failure } from "../../../base/failure.ts";
import type { Provenance } from "../../../domain/provenance.ts";
import type { Listing } from "../../../domain/research.ts";
import type {
  Asking,
  MarketDataProvider,
  ProviderStatus,
  Sourced,
} from "../../../ports/market-data.ts";
import type { VendorHttp } from "../vendor-http.ts";
import { type Directory, parseDirectory } from "./directory.ts";

const files = ["nasdaqlisted.txt", "otherlisted.txt"] as const;

/** Both files together are 0.8 MB; they grow by a few percent a year. */
const bytesMax = 8_000_000;

/** An answer of the last minutes serves again: the files change a few times a day. */
const freshMs = 600_000;

/**
 * The symbol directory of Nasdaq Trader: every stock and fund that is listed in the US, free and
 * without a key. Base address https://www.nasdaqtrader.com.
 * https://www.nasdaqtrader.com/trader.aspx?id=symboldirdefs
 */
export class NasdaqTraderProvider implements MarketDataProvider {
  readonly id = "nasdaq-trader";
  readonly title = "Nasdaq Trader symbol directory";
  readonly #http: VendorHttp;

  constructor({ http }: { readonly http: VendorHttp }) {
    this.#http = http;
  }

  abilities() {
    return { universe: { feed: "symdir", delayMs: 0, symbolsMax: Number.POSITIVE_INFINITY } };
  }

  status(): ProviderStatus {
    return { ...this.#http.health(), loginEndsTsMs: null };
  }

  /** Both files or nothing. A file that was cut off is Failure provider.bad-payload. */
  async universe(asking: Asking): Promise<Sourced<readonly Listing[]>> {
    const bySymbol = new Map<string, Listing>();
    let asOfTsMs = Number.POSITIVE_INFINITY;
    for (const file of files) {
      const { listings, createdTsMs } = await this.#read(file, asking);
      asOfTsMs = Math.min(asOfTsMs, createdTsMs);
      for (const row of listings) if (!bySymbol.has(row.symbol)) bySymbol.set(row.symbol, row);
    }
    const value = [...bySymbol.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
    const provenance: Provenance = {
      ...{ provider: this.id, feed: "symdir", isSimulated: false, delayMs: 0 },
      asOfTsMs,
    };
    return { value, provenance };
  }

  async #read(file: (typeof files)[number], { lane, signal }: Asking): Promise<Directory> {
    const path = `/dynamic/SymDir/${file}`;
    const response = await this.#http.request({
      ...{ path, endpoint: "symdir", lane, signal, freshMs, bytesMax },
    });
    const directory = parseDirectory(response.text());
    if (directory.ok) return directory.value;
    throw new Failure(
      "provider.bad-payload",
      `nasdaq-trader answered "${file}": ${directory.error}`,
    );
  }
}
