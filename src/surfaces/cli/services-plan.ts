import { join } from "node:path";
import type { ProviderId } from "../../config/provider-options.ts";
import { demoSeedDefault } from "../../config/service-options.ts";
import { demoFolder } from "./demo-folder.ts";

/** What the demo market is wanted to be. */
export interface DemoWish {
  /** Undefined: as many as there are already. */
  readonly symbols: number | undefined;
  /** Simulated seconds per second. */
  readonly speed: number;
  readonly seed: number;
}

/** Live data of real vendors. */
export interface LiveWish {
  /** The first choice first. */
  readonly providers: readonly ProviderId[];
  /** Whose bars are kept. */
  readonly universe: "watchlist" | "market";
}

/** On what services work, wherever they run. */
export interface ServicesPlan {
  readonly dataDir: string;
  /** Null: real data, unless the store holds a demo market. */
  readonly demo: DemoWish | null;
  /** Null: no vendor is set up, or the market is a demo. */
  readonly live: LiveWish | null;
  readonly host: string;
  readonly port: number;
  readonly version: string;
  readonly api: ApiWish;
}

/** Who may ask the API server, and what it writes down of that. */
export interface ApiWish {
  readonly accessLog: boolean;
  readonly corsOrigin: readonly string[];
  readonly trustLoopback: boolean;
  readonly requestsPerMinute: number;
}

/** Folder of the demo market in a data directory: one for each seed. */
export function demoFolderOf(dataDir: string, seed: number): string {
  return join(dataDir, seed === demoSeedDefault ? demoFolder : `${demoFolder}-${seed}`);
}

/** Words of a command line that mean a plan. */
export function wordsOf({ dataDir, demo, live, host, port, api }: ServicesPlan): readonly string[] {
  const words = [
    ...["--data-dir", dataDir, "--host", host, "--port", String(port)],
    ...(api.accessLog ? ["--access-log"] : []),
    ...(api.trustLoopback ? ["--trust-loopback"] : []),
    ...api.corsOrigin.flatMap((origin) => ["--cors-origin", origin]),
    ...["--requests-per-minute", String(api.requestsPerMinute)],
  ];
  if (live !== null) {
    const providers = live.providers.flatMap((id) => ["--provider", id]);
    return [...words, ...providers, "--universe", live.universe];
  }
  if (demo === null) return words;
  const { symbols, speed, seed } = demo;
  const size = symbols === undefined ? [] : ["--symbols", String(symbols)];
  return [...words, "--demo", "--speed", String(speed), "--seed", String(seed), ...size];
}
