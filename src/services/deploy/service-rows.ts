import type { ServiceName } from "../../domain/service-name.ts";

/** What systemd has to know of a service beyond its limits. */
export interface ServiceRow {
  /** "learn2trade: ..." in `systemctl status`. */
  readonly description: string;
  /** Units of an earlier stage are ready before those of a later one start. */
  readonly stage: number;
  /**
   * server    listens
   * client    listens to nobody, asks servers elsewhere
   * none      has no network but the notification socket
   */
  readonly network: "server" | "client" | "none";
  /** When the whole machine is out of memory the kernel ends the highest first. */
  readonly oomScoreAdjust: number;
  /** Minute of the hour at which a scanner on a schedule runs: one at a time. */
  readonly scheduleMinute?: number;
}

/** One row a service: a seventh needs its name in the domain, its limits, and a row here. */
export const serviceRows: Readonly<Record<ServiceName, ServiceRow>> = {
  "api-server": {
    description: "API server, page and memory guard",
    stage: 1,
    network: "server",
    oomScoreAdjust: 0,
  },
  "market-data-worker": {
    description: "market data",
    stage: 2,
    network: "client",
    oomScoreAdjust: 100,
  },
  "discord-bot": {
    description: "Discord bot",
    stage: 3,
    network: "client",
    oomScoreAdjust: 200,
  },
  "ttm-squeeze-scanner": scanner("TTM Squeeze scanner", 5),
  "vpb-scanner": scanner("volume-price breakout scanner", 15),
  "macd-scanner": scanner("MACD scanner", 25),
};

function scanner(description: string, scheduleMinute: number): ServiceRow {
  return { description, stage: 4, network: "none", oomScoreAdjust: 300, scheduleMinute };
}
