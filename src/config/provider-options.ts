import { err, ok, type Result } from "../base/result.ts";
import type { OptionTable } from "./option.ts";
import { didYouMean } from "./suggest.ts";

/**
 * Vendors that can be set up, in the order in which they are asked when the user names none. The
 * variables that each needs; without any, it works without a key.
 */
export const providerFacts = {
  schwab: {
    title: "Charles Schwab",
    needs: ["L2T_SCHWAB_APP_KEY", "L2T_SCHWAB_APP_SECRET", "L2T_SCHWAB_CALLBACK"],
  },
  alpaca: { title: "Alpaca", needs: ["L2T_ALPACA_KEY_ID", "L2T_ALPACA_SECRET_KEY"] },
  massive: { title: "Massive", needs: ["L2T_MASSIVE_KEY"] },
  tradier: { title: "Tradier", needs: ["L2T_TRADIER_TOKEN"] },
  files: { title: "Files", needs: ["L2T_FILES_DIR"] },
  yahoo: { title: "Yahoo Finance", needs: [] },
} as const satisfies Readonly<
  Record<string, { readonly title: string; readonly needs: readonly string[] }>
>;

export type ProviderId = keyof typeof providerFacts;
const providerIds = Object.keys(providerFacts) as readonly ProviderId[];

/** Settings of live market data, for `l2t up` and `l2t service market-data-worker`. */
export const providerOptions = {
  providers: {
    kind: "list",
    flag: "provider",
    env: "L2T_PROVIDERS",
    placeholder: "NAME",
    help: `vendors of live data, first choice first: ${providerIds.join(", ")}; may be repeated`,
  },
  universe: {
    kind: "choice",
    flag: "universe",
    env: "L2T_UNIVERSE",
    choices: ["watchlist", "market"],
    default: "watchlist",
    help: "whose bars are kept: the watchlists, or every listed share and fund",
  },
} as const satisfies OptionTable;

/** Read by providers only: secrets, and what rarely changes. */
export const providerVariables: Readonly<Record<string, string>> = {
  L2T_ALPACA_KEY_ID: "key id of an Alpaca account; a paper account will do",
  L2T_ALPACA_SECRET_KEY: "secret key of that account",
  L2T_ALPACA_PLAN: "plan of the account: basic (free, the default) or plus",
  L2T_SCHWAB_APP_KEY: "key of your app on developer.schwab.com",
  L2T_SCHWAB_APP_SECRET: "secret of that app",
  L2T_SCHWAB_CALLBACK: "callback address of that app, exactly as registered",
  L2T_MASSIVE_KEY: "API key of a Massive (formerly Polygon.io) account",
  L2T_MASSIVE_PLAN: "plan of the account: free (the default), delayed or realtime",
  L2T_TRADIER_TOKEN: "access token of a Tradier account",
  L2T_TRADIER_PLAN: "production (the default) or sandbox",
  L2T_FILES_DIR: "folder of OHLCV files, CSV or Parquet, that serves as a vendor",
  L2T_USER_AGENT: "how the program names itself to Yahoo",
  L2T_RECORD: "folder to which requests and answers are written, without secrets, for a bug report",
  L2T_YAHOO_URL: "address in place of Yahoo's, of a proxy for example",
  L2T_ALPACA_URL: "address in place of Alpaca's data interface",
  L2T_ALPACA_TRADING_URL: "address in place of Alpaca's trading interface",
  L2T_ALPACA_STREAM_URL: "address in place of Alpaca's stream",
  L2T_SCHWAB_URL: "address in place of Schwab's",
  L2T_MASSIVE_URL: "address in place of Massive's",
  L2T_MASSIVE_STREAM_URL: "address in place of Massive's stream",
  L2T_TRADIER_URL: "address in place of Tradier's",
  L2T_NASDAQ_TRADER_URL: "address in place of Nasdaq Trader's symbol directory",
};

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Vendors in the order in which they are asked: those that the user names; else those whose keys
 * are set, with the one that needs none behind them. Null: nobody is set up.
 */
export function chooseProviders(
  named: readonly string[],
  environment: Variables,
): Result<readonly ProviderId[] | null> {
  const names = named.flatMap((text) => text.split(",")).map((text) => text.trim());
  const wanted = [...new Set(names.filter((name) => name !== ""))];
  if (wanted.length === 0) {
    const keyed = providerIds.filter((id) => {
      const { needs } = providerFacts[id];
      return needs.length > 0 && missingOf(id, environment).length === 0;
    });
    if (keyed.length === 0) return ok(null);
    const late = keyed.filter((id) => isLate(id, environment));
    return ok([...keyed.filter((id) => !late.includes(id)), "yahoo", ...late]);
  }
  for (const name of wanted) {
    const known = providerIds.find((id) => id === name);
    if (known === undefined) {
      const hint = didYouMean(name, providerIds);
      return err(`"${name}" is not a provider; use one of ${providerIds.join(", ")}${hint}`);
    }
    const missing = missingOf(known, environment);
    if (missing.length > 0) {
      return err(`the provider "${name}" needs ${missing.join(" and ")} in the environment`);
    }
  }
  return ok(wanted as ProviderId[]);
}

/** Its free plan has the bars of a day on the next one: good for whole days, not for live. */
function isLate(id: ProviderId, environment: Variables): boolean {
  return id === "massive" && (environment["L2T_MASSIVE_PLAN"] || "free") === "free";
}

function missingOf(id: ProviderId, environment: Variables): readonly string[] {
  return providerFacts[id].needs.filter((variable) => !environment[variable]);
}
