import type { Environment } from "../config/settings.ts";
import type { ServicesPlan } from "../surfaces/cli/services-plan.ts";

/** With what services are made. */
export interface MakeWish {
  readonly plan: ServicesPlan;
  readonly environment: Environment;
  /** Series that a scanner works through at a time; its own choice without it. */
  readonly batchSeries?: number;
  /** Something that the user may want to act on. */
  readonly onNotice: (text: string) => void;
}
