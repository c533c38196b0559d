/** Made-up bodies in the shapes of Schwab's answers. */

/** Candles that rise by a cent each. */
export function candles(firstTsMs: number, stepMs: number, count: number, price = 100) {
  return Array.from({ length: count }, (_, index) => {
    const open = price + index / 100;
    return {
      ...{ open, high: open + 0.5, low: open - 0.5, close: open + 0.25 },
      volume: 1_000 + index,
      datetime: firstTsMs + index * stepMs,
    };
  });
}

export function historyBody(symbol: string, rows: readonly object[]) {
  return { symbol, empty: rows.length === 0, candles: rows };
}

export interface MadeQuote {
  readonly lastPrice: number;
  readonly tradeTime: number;
  readonly closePrice?: number;
  readonly regularPrice?: number;
  readonly regularChange?: number;
  readonly regularTime?: number;
  readonly quote?: object;
  readonly extended?: object;
}

/** One entry of GET /quotes. */
export function quoteBody(symbol: string, made: MadeQuote) {
  const { lastPrice, tradeTime, closePrice = 99, regularPrice = 100 } = made;
  return {
    ...{ assetMainType: "EQUITY", assetSubType: "COE", quoteType: "NBBO", realtime: true, symbol },
    ...(made.extended && { extended: made.extended }),
    fundamental: { avg10DaysVolume: 3.0e7, peRatio: 12 },
    quote: {
      ...{ askPrice: lastPrice + 0.01, askSize: 200, bidPrice: lastPrice - 0.01, bidSize: 300 },
      ...{ closePrice, lastPrice, openPrice: 99.5, highPrice: lastPrice + 1, lowPrice: 98 },
      ...{ netChange: lastPrice - closePrice, netPercentChange: 7.77, quoteTime: tradeTime },
      ...{ securityStatus: "Normal", totalVolume: 123_456, tradeTime },
      ...made.quote,
    },
    regular: {
      regularMarketLastPrice: regularPrice,
      regularMarketNetChange: made.regularChange ?? regularPrice - closePrice,
      regularMarketTradeTime: made.regularTime ?? tradeTime,
    },
  };
}

/** One contract of a chain; `symbol` padded as Schwab does. */
export function contractBody(symbol: string, part: object = {}) {
  return {
    ...{ putCall: symbol.charAt(12) === "P" ? "PUT" : "CALL", symbol, exchangeName: "OPR" },
    ...{ bid: 1.2, ask: 1.3, last: 1.25, mark: 1.25, totalVolume: 40, openInterest: 500 },
    ...{ quoteTimeInLong: 1_748_268_000_000, tradeTimeInLong: 1_748_267_000_000 },
    ...{ volatility: 25.5, delta: symbol.charAt(12) === "P" ? -0.4 : 0.4, gamma: 0.02 },
    ...{ theta: -0.05, vega: 0.11, rho: 0.03, multiplier: 100, nonStandard: false, mini: false },
    ...part,
  };
}

type Contracts = Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;

export function chainBody(
  symbol: string,
  maps: { readonly calls?: Contracts; readonly puts?: Contracts; readonly part?: object },
) {
  return {
    ...{ symbol, status: "SUCCESS", strategy: "SINGLE", isDelayed: false, isIndex: false },
    ...{ interestRate: 4.3, dividendYield: 1.2, underlyingPrice: 101.5, isChainTruncated: false },
    ...{ callExpDateMap: maps.calls ?? {}, putExpDateMap: maps.puts ?? {} },
    ...maps.part,
  };
}

export function openDay(date: string, close = "16:00:00-04:00") {
  const hours = [{ start: `${date}T09:30:00-04:00`, end: `${date}T${close}` }];
  const product = { date, marketType: "EQUITY", product: "EQ", isOpen: true };
  return { equity: { EQ: { ...product, sessionHours: { regularMarket: hours } } } };
}

export function closedDay(date: string) {
  const product = { date, marketType: "EQUITY", product: "equity", isOpen: false };
  return { equity: { equity: product } };
}

export function grantBody(number: number) {
  return {
    ...{ expires_in: 1_800, token_type: "Bearer", scope: "api", id_token: "id" },
    ...{ access_token: `access-${number}`, refresh_token: "refresh-1" },
  };
}

/** Schwab's answer to a refresh token that has ended. */
export const endedBody = {
  error: "unsupported_token_type",
  error_description:
    '400 Bad Request: "{"error_description":"Exception while authenticating refresh token ' +
    '[tokenDigest=..., error=refresh_token_authentication_error]"}"',
};

export const accessDenied =
  "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY>Reference #18.1234</BODY></HTML>";

export const tooBigBody = {
  fault: {
    faultstring: "Body buffer overflow",
    detail: { errorcode: "protocol.http.TooBigBody" },
  },
};

export const unauthorizedBody = {
  errors: [{ id: "1", status: 401, title: "Unauthorized", detail: "Client not authorized" }],
};
