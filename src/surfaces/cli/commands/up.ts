import { apiOptions } from "../../../config/api-options.ts";
import { providerFacts, providerOptions } from "../../../config/provider-options.ts";
import { demoOptions, scannerOptions } from "../../../config/service-options.ts";
import type { ServiceName } from "../../../domain/service-name.ts";
import { defineCommand } from "../command.ts";
import type { CliContext } from "../context.ts";
import { writeLines } from "../output.ts";
import { type ServicesPlan, wordsOf } from "../services-plan.ts";
import { simulatedLabel } from "../simulated-label.ts";
import { padEnd } from "../text.ts";
import { planUp } from "../up-plan.ts";
import { UpView } from "../up-view.ts";

export const upCommand = defineCommand({
  name: "up",
  group: "start",
  summary: "Serve the page and the API, and scan: one process for all of it",
  details: [
    "With a key of a market-data vendor in the environment, or with --provider, it keeps live " +
      "data; the page docs/how-to/providers tells of each vendor.",
    "With bars in the store it serves those, and scans again whenever an import brings more. " +
      "Without any it starts the demo market: invented stocks that live on a clock of their own, " +
      "in a folder of their own below the data directory, marked as simulated everywhere.",
    "With --processes each of the six services is a process of its own, which is started again " +
      "when it ends, hangs or uses more memory than it may.",
    "It ends in an orderly way on ctrl-C and SIGTERM, with exit code 0.",
  ],
  arguments: {},
  options: {
    ...demoOptions,
    ...providerOptions,
    ...apiOptions,
    batchSize: scannerOptions.batchSize,
    processes: { kind: "switch", flag: "processes", help: "a process for each service" },
    noOpen: { kind: "switch", flag: "no-open", help: "do not open the page in a browser" },
  },
  formats: [],
  finishesOnStop: true,
  usesServer: true,
  examples: [
    { line: "up", help: "your bars, or the demo market when there are none" },
    { line: "up --demo --symbols 5000 --speed 600", help: "a large market that moves fast" },
    { line: "up --provider yahoo", help: "live data without a key, for personal use" },
    { line: "up --processes", help: "what crashes is started again, alone" },
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
    const plan = await planUp(context, options);
    const opened = new Opening(context, plan, { opensBrowser: !options.noOpen });
    const run = { plan, opened, batchSeries: options.batchSize };
    return await (options.processes ? supervise(context, run) : runHere(context, run));
  },
});

interface UpRun {
  readonly plan: ServicesPlan;
  readonly opened: Opening;
  readonly batchSeries: number;
}

async function runHere(context: CliContext, { plan, opened, batchSeries }: UpRun): Promise<number> {
  const view = new UpView(context);
  try {
    return await context.program.runAllServices({
      plan,
      scan: { batchSeries, workers: 1 },
      signal: context.signal,
      onLine: (text) => view.notice(text),
      onStarted: (name, { text }) => opened.started(name, text),
      onEvent: (event) => view.event(event),
      onLook: (statusOf) => view.look(statusOf),
    });
  } finally {
    view.end();
  }
}

async function supervise(
  context: CliContext,
  { plan, opened, batchSeries }: UpRun,
): Promise<number> {
  const { program, signal, out, settings } = context;
  return await program.superviseServices({
    plan,
    // The folder as it was given: each service comes to the same plan from it.
    words: [
      ...wordsOf({ ...plan, dataDir: settings.dataDir }),
      ...["--batch-size", String(batchSeries)],
    ],
    signal,
    onLine: (service, text) => {
      if (settings.isQuiet) return;
      void out.write(`${out.paint.dim(padEnd(service, nameWidth))}  ${text}\n`);
    },
    onReady: (name, text) => opened.started(name, text),
  });
}

const nameWidth = "ttm-squeeze-scanner".length;

/** Shows the address once the API server tells it, and not again when that starts anew. */
class Opening {
  readonly #context: CliContext;
  readonly #plan: ServicesPlan;
  readonly #opensBrowser: boolean;
  #isShown = false;

  constructor(
    context: CliContext,
    plan: ServicesPlan,
    { opensBrowser }: { readonly opensBrowser: boolean },
  ) {
    this.#context = context;
    this.#plan = plan;
    this.#opensBrowser = opensBrowser;
  }

  /** `text` is what a service says that it does: an API server, where it serves. */
  started(name: ServiceName, text: string): void {
    const url = /https?:\/\/\S+/.exec(text)?.[0];
    if (name !== "api-server" || url === undefined || this.#isShown) return;
    this.#isShown = true;
    void this.#show(url);
  }

  async #show(url: string): Promise<void> {
    const { out, version, program } = this.#context;
    const { dataDir } = this.#plan;
    const { paint } = out;
    await writeLines(out, [
      `${paint.bold("learn2trade")} ${version}${this.#market()}`,
      "",
      `  ${paint.bold(paint.cyan(url))}`,
      "",
      paint.dim(`  data in ${dataDir}; ctrl-C ends it`),
      "",
    ]);
    if (this.#opensBrowser && out.isTerminal) await program.openBrowser(url);
  }

  /** What is looked at, and the way from invented prices to real ones. */
  #market(): string {
    const { out } = this.#context;
    const { demo, live } = this.#plan;
    if (demo !== null) {
      const way = out.paint.dim("invented stocks; live data: l2t up --provider yahoo");
      return `  ${simulatedLabel(out)}  ${way}`;
    }
    if (live === null) return "  your imported bars";
    const titles = live.providers.map((id) => providerFacts[id].title).join(", then ");
    const whose = live.universe === "market" ? "the whole market" : "your watchlists";
    return `  live data for ${whose}: ${titles}`;
  }
}
