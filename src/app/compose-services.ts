import type { ServiceName } from "../domain/service-name.ts";
import { scanners } from "../scanners/registry.ts";
import type { Service } from "../services/service.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { definitionOf } from "./definition-of.ts";
import type { MakeWish } from "./make-wish.ts";
import type { ServiceParts } from "./run-service.ts";

/**
 * Makes one of the six. Each loads its own modules only, so that a process of its own holds
 * nothing that it does not need.
 */
export async function makeService(
  name: ServiceName,
  parts: ServiceParts,
  wish: MakeWish,
): Promise<Service> {
  if (name === "api-server") {
    const { makeApiServer } = await import("./compose-api.ts");
    return makeApiServer(parts, wish);
  }
  if (name === "market-data-worker") {
    const { makeMarketDataWorker } = await import("./compose-worker.ts");
    return await makeMarketDataWorker(parts, wish);
  }
  if (name === "discord-bot") return await makeDiscordBot(parts, wish);
  return await makeScanner(name, parts, wish);
}

async function makeDiscordBot(
  { bus, clock }: ServiceParts,
  { environment, onNotice }: MakeWish,
): Promise<Service> {
  const { DiscordBot } = await import("../services/discord-bot.ts");
  const url = environment["L2T_DISCORD_WEBHOOK"];
  if (!url) return new DiscordBot({ bus, notifier: null, intervals: toldIntervals, onNotice });
  const { DiscordWebhook } = await import("../adapters/notifiers/discord/webhook.ts");
  const notifier = new DiscordWebhook({ url, clock });
  return new DiscordBot({ bus, notifier, intervals: toldIntervals, onNotice });
}

/** A market of thousands fires every few minutes on shorter bars. */
const toldIntervals = ["1d", "1w"] as const;

async function makeScanner(
  name: ServiceName,
  { store, bus, clock }: ServiceParts,
  { batchSeries, onNotice }: MakeWish,
): Promise<Service> {
  const { ScannerService } = await import("../services/live-scan/scanner-service.ts");
  const size = batchSeries === undefined ? {} : { batchSeries };
  const definition = definitionOf(name);
  const shared = { store, bus, clock, onNotice };
  const scanner = new ScannerService({ name, definition, ...shared, ...size, collectGarbage });
  if (name !== plainScansHost) return scanner;
  const { PlainScans } = await import("../services/live-scan/plain-scans.ts");
  const partSeries = () => batchSeries ?? plainPartSeries;
  const plain = scanners
    .filter(({ screen }) => screen === undefined)
    .map((unscreened) => new PlainScans({ definition: unscreened, ...shared, partSeries }));
  return {
    name,
    levers: scanner.levers,
    status: () => scanner.status(),
    async start() {
      await scanner.start();
      for (const scans of plain) scans.start();
    },
    async stop() {
      for (const scans of plain) await scans.stop();
      await scanner.stop();
    },
  };
}

/** Scanners without a screen have no service: the one with the least to do runs them beside. */
const plainScansHost: ServiceName = "macd-scanner";
const plainPartSeries = 500;
