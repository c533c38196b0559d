import type { Store } from "../../../ports/store.ts";
import { DemoSession } from "../../../services/market-session/demo-session.ts";
import type { MarketSession } from "../../../services/market-session/session-status.ts";
import { WatchSession } from "../../../services/market-session/watch-session.ts";
import { WorkSize } from "../../../services/market-session/work-size.ts";
import { defineCommand } from "../command.ts";
import type { CliContext } from "../context.ts";
import { formatCount } from "../format.ts";
import { writeLines } from "../output.ts";
import { reportError } from "../report-error.ts";
import { simulatedLabel } from "../simulated-label.ts";
import { demoSeedDefault, planUp, type UpPlan } from "../up-plan.ts";
import { UpView } from "../up-view.ts";

/** The tickers of the simulator are this many, rounded down. */
const demoSymbolsMax = 80_000;
const demoSymbolsDefault = 500;
/** Sessions of history: what the longest dialect reads; half of it where the market is huge. */
const historyDays = { usual: 520, large: 260, largeFrom: 5_000 } as const;
const demoStoreBytesMax = 4e9;

export const upCommand = defineCommand({
  name: "up",
  group: "start",
  summary: "Serve the page and the API, and scan: one process for all of it",
  details: [
    "With bars in the store it serves those, and scans again whenever an import brings more. " +
      "Without any it starts the demo market: invented stocks that live on a clock of their own, " +
      "in a folder of their own below the data directory, marked as simulated everywhere.",
    "It ends in an orderly way on ctrl-C and SIGTERM, with exit code 0.",
  ],
  arguments: {},
  options: {
    demo: { kind: "switch", flag: "demo", help: "the demo market, also where there is real data" },
    symbols: {
      kind: "integer",
      flag: "symbols",
      placeholder: "N",
      min: 1,
      max: demoSymbolsMax,
      help: `symbols of a new demo market, ${demoSymbolsDefault} without it`,
    },
    speed: {
      kind: "number",
      flag: "speed",
      placeholder: "X",
      min: 0.01,
      max: 1_000_000,
      default: 60,
      help: "simulated seconds per second; nights and weekends are skipped",
    },
    seed: {
      kind: "integer",
      flag: "seed",
      placeholder: "S",
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
      default: demoSeedDefault,
      help: "another seed is another market, in another folder",
    },
    noOpen: { kind: "switch", flag: "no-open", help: "do not open the page in a browser" },
  },
  formats: [],
  finishesOnStop: true,
  usesServer: true,
  examples: [
    { line: "up", help: "your bars, or the demo market when there are none" },
    { line: "up --demo --symbols 5000 --speed 600", help: "a large market that moves fast" },
    { line: "up --port 8080 --host 0.0.0.0", help: "open to the network" },
  ],
  failures: [
    "config.invalid",
    "host.unavailable",
    "store.busy",
    "store.unavailable",
    "store.invalid",
  ],
  async run(context, { options }) {
    const { program, clock, settings, version, err, signal } = context;
    const plan = await planUp(context, { isDemo: options.demo, seed: options.seed });
    const lock = await program.lockDataDir(plan.dataDir);
    try {
      const store = await program.openStore({ dataDir: plan.dataDir, isReadOnly: false });
      const view = new UpView(context);
      let guard: { stop(): Promise<void> } | undefined;
      try {
        const work = new WorkSize();
        const symbolCount = plan.isDemo
          ? demoSymbolCount(plan, options.symbols)
          : new Set(store.bars.series().map(({ symbol }) => symbol)).size;
        guard = await program.guardMemory({
          ...{ store, clock, symbolCount, work },
          onEvent: (event) => view.showMemory(event),
        });
        const session = plan.isDemo
          ? await openDemo(context, { store, plan, view, options, symbolCount, work })
          : new WatchSession({ store, clock, work, onEvent: (event) => view.show(event) });
        const server = await program.startServer({
          ...{ store, clock, version },
          host: settings.host,
          port: settings.port,
          status: () => session.status(),
          onBug: (error) => void reportError(error, err, { isVerbose: true }),
        });
        try {
          await welcome(context, plan, server.url);
          if (!options.noOpen && context.out.isTerminal) await program.openBrowser(server.url);
          await session.run(signal);
          await untilAborted(signal);
        } finally {
          await server.stop();
        }
      } finally {
        await guard?.stop();
        view.end();
        store.close();
      }
    } finally {
      lock.release();
    }
    return 0;
  },
});

/** A demo market never shrinks: what it has stays. */
function demoSymbolCount(plan: UpPlan, wished: number | undefined): number {
  return Math.max(wished ?? (plan.symbolsStored || demoSymbolsDefault), plan.symbolsStored);
}

async function openDemo(
  { program, clock }: CliContext,
  parts: {
    readonly store: Store;
    readonly plan: UpPlan;
    readonly view: UpView;
    readonly symbolCount: number;
    readonly work: WorkSize;
    readonly options: {
      readonly symbols: number | undefined;
      readonly seed: number;
      readonly speed: number;
    };
  },
): Promise<MarketSession> {
  const { store, plan, view, options, symbolCount: count, work } = parts;
  const { seed, speed } = options;
  if (options.symbols !== undefined && options.symbols < plan.symbolsStored) {
    const held = formatCount(plan.symbolsStored);
    view.show({ kind: "notice", text: `the demo store has ${held} symbols already: using those` });
  }
  const market = await program.openDemoMarket({ seed, symbols: count });
  return new DemoSession({
    ...{ store, clock, work },
    market: market.simulator,
    feedInterval: market.feedInterval,
    openFeed: (fromTsMs) => market.openFeed({ fromTsMs, speed }),
    historyDays: count >= historyDays.largeFrom ? historyDays.large : historyDays.usual,
    storeBytesMax: demoStoreBytesMax,
    onEvent: (event) => view.show(event),
  });
}

async function welcome({ out, version }: CliContext, plan: UpPlan, url: string): Promise<void> {
  const { paint } = out;
  const label = plan.isDemo ? `  ${simulatedLabel(out)}` : "";
  await writeLines(out, [
    `${paint.bold("learn2trade")} ${version}${label}`,
    "",
    `  ${paint.bold(paint.cyan(url))}`,
    "",
    paint.dim(`  data in ${plan.dataDir}; ctrl-C ends it`),
    "",
  ]);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener("abort", () => done(), { once: true }));
}
