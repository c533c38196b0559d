/**
 * A market-data worker of a made Alpaca, in a process of its own: worker-child.ts OPTIONS. Its
 * clock agrees with the vendor's. Prints "begun" when it works; ends with SIGTERM, or is killed.
 */
import { makeService } from "../../src/app/compose-services.ts";
import { endOnBug } from "../../src/app/end-on-bug.ts";
import { runServices } from "../../src/app/run-service.ts";
import { demoPlan } from "../service-plan.ts";
import { clockOf, type SharedTime } from "../vendors/market-time.ts";

export interface WorkerChildOptions {
  readonly dataDir: string;
  readonly url: string;
  readonly streamUrl: string;
  readonly time: SharedTime;
}

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error("usage: worker-child.ts OPTIONS");
process.exitCode = await run(JSON.parse(given) as WorkerChildOptions);

async function run({ dataDir, url, streamUrl, time }: WorkerChildOptions) {
  endOnBug(async (error) => {
    console.error(error);
    return 70;
  });
  const stop = new AbortController();
  process.on("SIGTERM", () => stop.abort());
  const onNotice = (text: string) => console.log(text);
  const environment = {
    L2T_ALPACA_KEY_ID: "PKMADE",
    L2T_ALPACA_SECRET_KEY: "made-secret",
    L2T_ALPACA_PLAN: "plus",
    L2T_ALPACA_URL: url,
    L2T_ALPACA_TRADING_URL: url,
    L2T_ALPACA_STREAM_URL: streamUrl,
    // Nobody listens there.
    L2T_NASDAQ_TRADER_URL: "http://127.0.0.1:1",
  };
  const demo = { symbols: undefined, speed: 1, seed: 0 };
  const live = { providers: ["alpaca"], universe: "watchlist" } as const;
  const plan = { ...demoPlan({ dataDir, demo }), demo: null, live };
  return await runServices({
    ...{ role: "market-data-worker", names: ["market-data-worker"], dataDir, environment },
    ...{ signal: stop.signal, onLine: onNotice, clock: clockOf(time) },
    make: (name, parts) => makeService(name, parts, { plan, environment, onNotice }),
    onStarted: () => console.log("begun"),
  });
}
