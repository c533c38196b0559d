import type { ServiceName } from "../../domain/service-name.ts";

/** What systemd enforces for one service. */
export interface UnitLimits {
  readonly memoryMaxBytes: number;
  readonly memoryHighBytes: number;
  /** Share of one processor; undefined where there is no limit. */
  readonly cpuQuotaPct: number | undefined;
}

/** Everything on which the text of the units depends. */
export interface UnitPlan {
  /** Absolute path of the executable. */
  readonly program: string;
  readonly dataDir: string;
  /** Settings and secrets of all services, readable by root only; a missing file is no error. */
  readonly envFile: string;
  readonly limits: Readonly<Record<ServiceName, UnitLimits>>;
  /** Cap for all services together; undefined where the sum of their limits is enough. */
  readonly totalMaxBytes: number | undefined;
  /** Scanners run all the time, or once an hour. */
  readonly scanners: "live" | "scheduled";
  /** Newer ones know more keys. */
  readonly systemdVersion: number;
}

export const deployUser = "learn2trade";
export const deployTarget = "learn2trade.target";
export const unitFolder = "/etc/systemd/system";
